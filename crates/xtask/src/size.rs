//! What the site weighs over the wire (gzip -9), held against what tests/size.toml says, exactly.

use anyhow::{Context, Result, ensure};
use flate2::{Compression, write::GzEncoder};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use xtask::site;

/// Where the weights stand.
const WRITTEN: &str = "tests/size.toml";

/// The gallery, among the pages.
const GALLERY: &str = "gallery";

/// What a browser loads, by extension; pictures are left out.
const LOADED: [&str; 4] = ["html", "css", "js", "json"];

/// What other programs read.
const FOR_MACHINES: &str = "oembed.json";

type Bytes = BTreeMap<String, usize>;

/// All of tests/size.toml.
#[derive(Deserialize)]
struct Written {
    goals: Goals,
    #[serde(flatten)]
    weights: BTreeMap<String, Bytes>,
}

/// Most bytes of a page and all that it loads up to its first live figure.
#[derive(Deserialize)]
struct Goals {
    page: usize,
    /// For pages whose figure has no chart.
    page_without_chart: usize,
    without_chart: BTreeSet<String>,
}

/// Weighs the built site. Fails when a page misses its goal, and when anything weighs another number
/// of bytes than is written, be it more or less; with UPDATE=1 that is written instead.
pub(crate) fn check() -> Result<()> {
    let path = xtask::root().join(WRITTEN);
    let text = fs::read_to_string(&path).context(WRITTEN)?;
    let written = toml::from_str::<Written>(&text).context(WRITTEN)?;
    let weights = weighed(&site::dist())?;
    print!("{}", tables(&weights));
    if std::env::var_os("UPDATE").is_some() {
        let head = text.split("\n[files]").next().unwrap_or_default().trim_end();
        fs::write(&path, format!("{head}\n\n{}", tables(&weights)))?;
    } else {
        let wrong = differences(&written.weights, &weights);
        ensure!(
            wrong.is_empty(),
            "{}\n`UPDATE=1 cargo xtask size` writes {WRITTEN} anew, for the commit that says why",
            wrong.join("\n")
        );
    }
    let missed = missed(&written.goals, &weights["pages"]);
    ensure!(missed.is_empty(), "{}", missed.join("\n"));
    Ok(())
}

/// The tables of the file: what each of the site's files weighs, each compiled module with the script
/// that loads it, and each page with all that it loads.
fn weighed(dist: &Path) -> Result<BTreeMap<String, Bytes>> {
    let (mut files, mut modules, mut pages) = (Bytes::new(), Bytes::new(), Bytes::new());
    for path in all(dist)? {
        let name = shown(&path, dist);
        let weight = gzipped(&fs::read(&path)?)?;
        if let Some(module) = name.strip_suffix(site::WASM) {
            *modules.entry(module.to_owned()).or_default() += weight;
        } else if is_of_module(&path) {
            let module = name.trim_end_matches(".js").to_owned();
            *modules.entry(module).or_default() += weight;
        } else {
            files.insert(name.clone(), weight);
        }
        if let Some(page) = name.strip_suffix("index.html") {
            let page = if page.is_empty() { GALLERY } else { page.trim_end_matches('/') };
            let loads = loaded_by(&path)?;
            let loads = loads.iter().map(|file| gzipped(&fs::read(file)?));
            pages.insert(page.to_owned(), loads.sum::<Result<usize>>()?);
        }
    }
    ensure!(!pages.is_empty(), "there is no site in {}: `cargo xtask build`", dist.display());
    let tables = [("files", files), ("modules", modules), ("pages", pages)];
    Ok(tables.map(|(name, weights)| (name.to_owned(), weights)).into())
}

/// Every file that a browser loads, at the top and in the pages' folders.
fn all(dist: &Path) -> Result<Vec<PathBuf>> {
    let files = |dir: &Path| -> Result<Vec<PathBuf>> {
        let entries =
            fs::read_dir(dir).with_context(|| format!("cannot read {}", dir.display()))?;
        entries.map(|entry| Ok(entry?.path())).collect()
    };
    let mut all = files(dist)?;
    for dir in all.clone().iter().filter(|path| path.join("index.html").is_file()) {
        all.extend(files(dir)?);
    }
    let kept = |path: &PathBuf| {
        let loaded = LOADED.contains(&extension(path)) || extension(path) == "wasm";
        loaded && path.is_file() && !path.ends_with(FOR_MACHINES)
    };
    all.retain(kept);
    all.sort();
    Ok(all)
}

/// Whether a script is what loads a compiled module.
fn is_of_module(path: &Path) -> bool {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    extension(path) == "js" && path.with_file_name(format!("{stem}{}", site::WASM)).is_file()
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
            let loaded = matches!(extension(&named), "css" | "js" | "json" | "wasm");
            // The service worker lists the whole site, and keeps it when the figure is live.
            let loaded = loaded && named.is_file() && name != "sw.js";
            if let Some(new) = loaded.then(|| named.canonicalize()).transpose()?
                && !files.contains(&new)
            {
                files.push(new);
            }
        }
    }
    Ok(files)
}

fn tables(weights: &BTreeMap<String, Bytes>) -> String {
    let mut out = Vec::new();
    for (name, table) in weights {
        let mut text = format!("[{name}]\n");
        for (key, bytes) in table {
            let bare = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
            let key = if bare { key.clone() } else { format!("\"{key}\"") };
            let _ = writeln!(text, "{key} = {}", grouped(*bytes));
        }
        out.push(text);
    }
    out.join("\n")
}

/// With a low line between thousands.
fn grouped(number: usize) -> String {
    let (more, last) = (number / 1000, number % 1000);
    if more == 0 { last.to_string() } else { format!("{}_{last:03}", grouped(more)) }
}

/// A line for each weight that is not as written, and for each that is there only once.
fn differences(
    written: &BTreeMap<String, Bytes>,
    weighed: &BTreeMap<String, Bytes>,
) -> Vec<String> {
    let rows = |tables: &BTreeMap<String, Bytes>| {
        let rows = tables.iter().flat_map(|(table, weights)| {
            weights.iter().map(move |(key, bytes)| ((table.clone(), key.clone()), *bytes))
        });
        rows.collect::<BTreeMap<_, _>>()
    };
    let (written, weighed) = (rows(written), rows(weighed));
    let keys = written.keys().chain(weighed.keys()).collect::<BTreeSet<_>>();
    let line = |key: &(String, String)| {
        let (table, name) = key;
        match (written.get(key), weighed.get(key)) {
            (Some(was), Some(is)) if was == is => None,
            (Some(was), Some(is)) => {
                let change = is.cast_signed() - was.cast_signed();
                Some(format!("{table}: {name} weighs {is} bytes ({change:+}), not {was}"))
            }
            (None, _) => Some(format!("{table}: {name} is not in {WRITTEN}")),
            (_, None) => Some(format!("{table}: {name} is not in the site")),
        }
    };
    keys.into_iter().filter_map(line).collect()
}

/// A line for each page that weighs more than it may.
fn missed(goals: &Goals, pages: &Bytes) -> Vec<String> {
    let line = |(page, &bytes): (&String, &usize)| {
        let plain = goals.without_chart.contains(page);
        let goal = if plain { goals.page_without_chart } else { goals.page };
        let over = bytes.checked_sub(goal).filter(|over| *over > 0)?;
        Some(format!("{page} loads {over} bytes more than its goal of {goal}"))
    };
    pages.iter().filter_map(line).collect()
}

fn gzipped(bytes: &[u8]) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

fn extension(file: &Path) -> &str {
    file.extension().and_then(|extension| extension.to_str()).unwrap_or_default()
}

fn shown(file: &Path, dist: &Path) -> String {
    file.strip_prefix(dist).unwrap_or(file).display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(name: &str, rows: &[(&str, usize)]) -> BTreeMap<String, Bytes> {
        let rows = rows.iter().map(|(key, bytes)| ((*key).to_owned(), *bytes)).collect();
        BTreeMap::from([(name.to_owned(), rows)])
    }

    #[test]
    fn one_byte_more_or_less_is_told() {
        let of = |bytes| table("files", &[("a.css", bytes)]);
        assert_eq!(differences(&of(10), &of(10)), [""; 0]);
        assert_eq!(differences(&of(10), &of(11)), ["files: a.css weighs 11 bytes (+1), not 10"]);
        assert_eq!(differences(&of(10), &of(9)), ["files: a.css weighs 9 bytes (-1), not 10"]);
        let none = table("files", &[]);
        assert_eq!(differences(&of(10), &none), ["files: a.css is not in the site"]);
        assert_eq!(differences(&none, &of(1)), ["files: a.css is not in tests/size.toml"]);
    }

    #[test]
    fn what_is_written_is_read_again() {
        let weights = table("files", &[("a-b", 7), ("cap/index.html", 1_004_070)]);
        let text = tables(&weights);
        assert_eq!(text, "[files]\na-b = 7\n\"cap/index.html\" = 1_004_070\n");
        let goals = "[goals]\npage = 1\npage_without_chart = 1\nwithout_chart = []\n";
        let read = toml::from_str::<Written>(&format!("{goals}{text}")).expect("a table");
        assert_eq!(read.weights, weights);
    }

    #[test]
    fn a_page_without_a_chart_may_weigh_less() {
        let without_chart = BTreeSet::from(["plain".to_owned()]);
        let goals = Goals { page: 20, page_without_chart: 10, without_chart };
        let pages = Bytes::from([("plain".to_owned(), 11), ("chart".to_owned(), 20)]);
        let missed = missed(&goals, &pages);
        assert_eq!(missed, ["plain loads 1 bytes more than its goal of 10"]);
    }

    #[test]
    fn what_a_page_loads_is_weighed_once() {
        let dir = std::env::temp_dir().join(format!("bivalent-size-{}", std::process::id()));
        fs::create_dir_all(dir.join("cap")).expect("a folder");
        let files = [
            ("index.html", ""),
            ("cap/index.html", "<script type=module src=\"../a.js\"></script>"),
            ("a.js", "import './p.js'; new URL('p_bg.wasm', import.meta.url)"),
            ("p.js", "import \"./a.js\""),
            ("p_bg.wasm", "wasm"),
            ("unused.js", ""),
            ("cap/oembed.json", "{}"),
        ];
        let of = |text: &str| gzipped(text.as_bytes()).expect("a weight");
        for (name, text) in files {
            fs::write(dir.join(name), text).expect("a file");
        }
        let weights = weighed(&dir).expect("weights");
        let names = weights["files"].keys().collect::<Vec<_>>();
        assert_eq!(names, ["a.js", "cap/index.html", "index.html", "unused.js"]);
        let module = of(files[3].1) + of(files[4].1);
        assert_eq!(weights["modules"], Bytes::from([("p".to_owned(), module)]));
        let cap = of(files[1].1) + of(files[2].1) + module;
        let pages = [("cap".to_owned(), cap), (GALLERY.to_owned(), of(""))];
        assert_eq!(weights["pages"], Bytes::from(pages));
        fs::remove_dir_all(&dir).expect("the folder");
    }
}
