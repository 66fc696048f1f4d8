//! Whether something built is what its sources make: a digest of both, kept beside the build.

use anyhow::{Context, Result};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// What was built from what. It is read and written as one line of a file.
pub(crate) struct Stamp<'a> {
    /// Where it is kept.
    pub(crate) file: PathBuf,
    /// Files and folders that it is built from.
    pub(crate) sources: Vec<PathBuf>,
    /// The folder that it is built into.
    pub(crate) output: &'a Path,
    /// How it is built; then the other ways that do as well.
    pub(crate) ways: &'a [&'a str],
}

impl Stamp<'_> {
    /// Builds, unless nothing has changed since the last time; what fails is built again.
    ///
    /// # Errors
    /// What failed to build, or a file that cannot be read.
    pub(crate) fn build(&self, build: impl FnOnce() -> Result<()>) -> Result<()> {
        // Before it is built: a source that changes meanwhile makes another digest next time.
        let sources = digest(&self.sources)?;
        let line = |way: &str| Ok::<_, anyhow::Error>(format!("{way} {sources} {}", self.built()?));
        let kept = fs::read_to_string(&self.file).unwrap_or_default();
        if self.ways.iter().any(|way| line(way).is_ok_and(|line| line == kept)) {
            println!("{} is up to date", self.output.display());
            return Ok(());
        }
        if self.file.exists() {
            fs::remove_file(&self.file)?;
        }
        build()?;
        let folder = self.file.parent().context("a file in a folder")?;
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        fs::write(&self.file, line(self.ways[0])?).with_context(|| self.file.display().to_string())
    }

    fn built(&self) -> Result<String> {
        digest(&[self.output.to_path_buf()])
    }
}

/// Of the names and bytes of all files at or below these paths.
fn digest(paths: &[PathBuf]) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    for path in paths {
        fold(path, &mut hasher).with_context(|| path.display().to_string())?;
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn fold(path: &Path, hasher: &mut DefaultHasher) -> Result<()> {
    path.file_name().hash(hasher);
    if path.is_dir() {
        let mut below =
            fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
        below.sort();
        below.iter().try_for_each(|path| fold(path, hasher))
    } else {
        fs::read(path)?.hash(hasher);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn what_has_not_changed_is_not_built_again() {
        let root = std::env::temp_dir().join(format!("bivalent-fresh-{}", std::process::id()));
        let (source, output) = (root.join("web"), root.join("dist"));
        for folder in [&source, &output] {
            fs::create_dir_all(folder).expect("a folder");
        }
        fs::write(source.join("a.js"), "1").expect("a source");
        let builds = Cell::new(0);
        let built_in = |ways: &[&str]| {
            let stamp = Stamp {
                file: root.join("target/stamp"),
                sources: vec![source.clone()],
                output: &output,
                ways,
            };
            let build = || {
                builds.set(builds.get() + 1);
                Ok(fs::write(output.join("a.js"), "built")?)
            };
            stamp.build(build).expect("a build");
            builds.get()
        };
        let built = || built_in(&["whole"]);
        assert_eq!([built(), built()], [1, 1]);
        fs::write(source.join("a.js"), "2").expect("a source");
        assert_eq!([built(), built()], [2, 2], "a source has changed");
        fs::write(output.join("a.js"), "spoilt").expect("what was built");
        assert_eq!([built(), built()], [3, 3], "somebody has changed what was built");
        fs::rename(source.join("a.js"), source.join("b.js")).expect("another name");
        assert_eq!([built(), built()], [4, 4], "a source has another name");
        assert_eq!(built_in(&["draft", "whole"]), 4, "what is whole does for a draft");
        fs::write(source.join("b.js"), "3").expect("a source");
        assert_eq!([built_in(&["draft", "whole"]), built()], [5, 6], "and not the other way");
        fs::remove_dir_all(&root).expect("the folder");
    }
}
