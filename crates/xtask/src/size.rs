//! The weight over the wire of a first live figure, held against checked-in limits.

use anyhow::{Context, Result, bail, ensure};
use flate2::{Compression, write::GzEncoder};
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use xtask::site;

/// Where the limits stand.
const LIMITS: &str = "tests/size.toml";

/// What a page loads before its figure is live, by extension.
const LOADED: [&str; 6] = ["css", "js", "wasm", "json", "bin", "woff2"];

/// Prints what the heaviest page loads, and fails when a limit is passed.
pub(crate) fn check() -> Result<()> {
    let pages = pages(&site::dist())?;
    let loads = pages.iter().map(|page| load(page)).collect::<Result<Vec<_>>>()?;
    for (page, load) in pages.iter().zip(&loads) {
        println!("{:>10}  {}", load.sums["total"], shown(page));
    }
    let heaviest = loads.iter().max_by_key(|load| load.sums["total"]);
    let heaviest = heaviest.context("there is no page")?;
    println!("\n{:>10} {:>10}  file", "bytes", "gzip -9");
    for (file, bytes, small) in &heaviest.files {
        println!("{bytes:>10} {small:>10}  {}", shown(file));
    }
    // Not of the page, but all that a page of somebody else's loads at once.
    let mut sums = heaviest.sums.clone();
    sums.insert("element".to_owned(), gzipped(&fs::read(site::dist().join("bivalent.js"))?)?);
    let text = fs::read_to_string(xtask::root().join(LIMITS)).context(LIMITS)?;
    compare(&sums, &limits(&text)?)
}

/// What a page and all that it loads weigh.
struct Load {
    /// Each file with its bytes, as they are and compressed.
    files: Vec<(PathBuf, usize, usize)>,
    /// Compressed bytes by extension, and in all.
    sums: BTreeMap<String, usize>,
}

fn load(page: &Path) -> Result<Load> {
    let (mut files, mut sums) = (Vec::new(), BTreeMap::<String, usize>::new());
    for file in loaded_by(page)? {
        let bytes = fs::read(&file)?;
        let small = gzipped(&bytes)?;
        *sums.entry(extension(&file).to_owned()).or_default() += small;
        *sums.entry("total".to_owned()).or_default() += small;
        files.push((file, bytes.len(), small));
    }
    Ok(Load { files, sums })
}

fn compare(sums: &BTreeMap<String, usize>, limits: &BTreeMap<String, usize>) -> Result<()> {
    println!("\n{:>10} {:>10}  kind", "gzip -9", "limit");
    let mut over = Vec::new();
    for (kind, &sum) in sums {
        let limit =
            limits.get(kind).with_context(|| format!("{LIMITS} has no limit for {kind}"))?;
        println!("{sum:>10} {limit:>10}  {kind}");
        if sum > *limit {
            over.push(format!("{kind} is {} bytes over its limit of {limit}", sum - limit));
        }
    }
    ensure!(
        over.is_empty(),
        "{}: make it smaller, or raise the limit in {LIMITS} in the commit that says why",
        over.join(", ")
    );
    Ok(())
}

/// The diagrams' pages.
fn pages(dist: &Path) -> Result<Vec<PathBuf>> {
    let folders = fs::read_dir(dist).with_context(|| format!("cannot read {}", dist.display()))?;
    let pages = folders.flatten().map(|entry| entry.path().join("index.html"));
    let mut pages = pages.filter(|page| page.is_file()).collect::<Vec<_>>();
    pages.sort();
    Ok(pages)
}

/// The page and every file that it, or a file it loads, names in quotation marks.
fn loaded_by(page: &Path) -> Result<Vec<PathBuf>> {
    let mut files = vec![page.to_path_buf()];
    let mut read = 0;
    while let Some(file) = files.get(read).cloned() {
        read += 1;
        if !matches!(extension(&file), "html" | "css" | "js") {
            continue;
        }
        let text = fs::read_to_string(&file)?;
        // What a page names for other programs, no browser loads.
        let lines = text.lines().filter(|line| !line.contains("rel=\"alternate\""));
        let text = lines.collect::<Vec<_>>().join("\n");
        let folder = file.parent().unwrap_or(page);
        for name in text.split(['"', '\'', '`', '(', ')']).filter(|name| name.len() < 200) {
            let named = folder.join(name);
            // The service worker lists the whole site, and keeps it when the figure is live.
            let loaded = LOADED.contains(&extension(&named)) && named.is_file() && name != "sw.js";
            if let Some(new) = loaded.then(|| named.canonicalize()).transpose()?
                && !files.contains(&new)
            {
                files.push(new);
            }
        }
    }
    Ok(files)
}

fn limits(text: &str) -> Result<BTreeMap<String, usize>> {
    let mut limits = BTreeMap::new();
    for line in
        text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let Some((kind, bytes)) = line.split_once('=') else {
            bail!("{LIMITS}: `{line}` is not `kind = bytes`");
        };
        let bytes = bytes.trim().replace('_', "");
        let bytes = bytes.parse().with_context(|| format!("{LIMITS}: `{line}`"))?;
        limits.insert(kind.trim().to_owned(), bytes);
    }
    Ok(limits)
}

fn gzipped(bytes: &[u8]) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

fn extension(file: &Path) -> &str {
    file.extension().and_then(|extension| extension.to_str()).unwrap_or_default()
}

fn shown(file: &Path) -> String {
    let dist = site::dist().canonicalize().unwrap_or_default();
    file.strip_prefix(&dist)
        .or_else(|_| file.strip_prefix(site::dist()))
        .unwrap_or(file)
        .display()
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_a_line() {
        let limits = limits("# gzip\n\ntotal = 122_880\ncss=4096\n").expect("two limits");
        assert_eq!(limits["total"], 122_880);
        assert_eq!(limits["css"], 4096);
    }

    #[test]
    fn one_byte_over_fails_and_says_so() {
        let of = |bytes| BTreeMap::from([("css".to_owned(), bytes)]);
        assert!(compare(&of(10), &of(10)).is_ok());
        let error = compare(&of(11), &of(10)).expect_err("over the limit").to_string();
        assert!(error.contains("css is 1 bytes over its limit of 10"), "{error}");
    }

    #[test]
    fn what_modules_name_is_counted_once() {
        let dir = std::env::temp_dir().join(format!("bivalent-size-{}", std::process::id()));
        fs::create_dir_all(dir.join("cap")).expect("a folder");
        let files = [
            ("cap/index.html", "<script type=module src=\"../a.js\"></script>"),
            ("a.js", "import './b.js'; new URL('p_bg.wasm', import.meta.url)"),
            ("b.js", "import \"./a.js\""),
            ("p_bg.wasm", "wasm"),
            ("unused.js", ""),
        ];
        for (name, text) in files {
            fs::write(dir.join(name), text).expect("a file");
        }
        let pages = pages(&dir).expect("pages");
        let loaded = loaded_by(&pages[0]).expect("its files");
        let names = loaded.iter().filter_map(|file| file.file_name()).collect::<Vec<_>>();
        assert_eq!(names, ["index.html", "a.js", "b.js", "p_bg.wasm"]);
        fs::remove_dir_all(&dir).expect("the folder");
    }
}
