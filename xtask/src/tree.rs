//! The repository's text files, read once and shared by every check.
//!
//! Paths are relative to the root and written with `/`. Build output, version control and
//! binary files are left out.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Folders that hold nothing written by hand.
const SKIPPED_FOLDERS: [&str; 4] = [".git", "target", "gantry-data", "node_modules"];

/// One text file.
pub(crate) struct SourceFile {
    /// The path from the root, with `/`.
    pub(crate) path: String,
    /// The whole content.
    pub(crate) text: String,
}

impl SourceFile {
    /// The part after the last dot of the file's name, or nothing.
    pub(crate) fn extension(&self) -> &str {
        self.name()
            .rsplit_once('.')
            .map_or("", |(_, extension)| extension)
    }

    /// The file's name without its folders.
    pub(crate) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The numbered lines of code, without those that are only a comment.
    pub(crate) fn code_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let numbered = self
            .text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line));
        numbered.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// Where a line is, for a finding.
    pub(crate) fn at(&self, line: usize) -> String {
        format!("{}:{line}", self.path)
    }
}

/// All text files of the repository.
pub(crate) struct Tree {
    root: PathBuf,
    files: Vec<SourceFile>,
}

impl Tree {
    /// Reads every text file under `root`.
    pub(crate) fn read(root: &Path) -> Result<Self> {
        let mut files = Vec::new();
        read_folder(root, "", &mut files)?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Self {
            root: root.to_owned(),
            files,
        })
    }

    /// A tree made of texts, for tests of the checks.
    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let files = files
            .iter()
            .map(|(path, text)| SourceFile {
                path: (*path).into(),
                text: (*text).into(),
            })
            .collect();
        Self {
            root: PathBuf::from("no-such-folder"),
            files,
        }
    }

    /// Every file, in the order of the paths.
    pub(crate) fn files(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.iter()
    }

    /// The files whose path begins with `prefix`.
    pub(crate) fn under(&self, prefix: &str) -> impl Iterator<Item = &SourceFile> {
        self.files
            .iter()
            .filter(move |file| file.path.starts_with(prefix))
    }

    /// The Rust files whose path begins with `prefix`.
    pub(crate) fn rust_under(&self, prefix: &str) -> impl Iterator<Item = &SourceFile> {
        self.under(prefix).filter(|file| file.extension() == "rs")
    }

    /// The file at exactly this path.
    pub(crate) fn file(&self, path: &str) -> Option<&SourceFile> {
        self.files.iter().find(|file| file.path == path)
    }

    /// Whether a file or a folder is at this path.
    pub(crate) fn exists(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        let folder = format!("{path}/");
        self.files
            .iter()
            .any(|file| file.path == path || file.path.starts_with(&folder))
            || self.root.join(path).exists()
    }
}

fn read_folder(folder: &Path, prefix: &str, files: &mut Vec<SourceFile>) -> Result<()> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let path = format!("{prefix}{name}");
        let kind = entry.file_type()?;
        if kind.is_dir() && !SKIPPED_FOLDERS.contains(&name.as_str()) {
            read_folder(&entry.path(), &format!("{path}/"), files)?;
        } else if kind.is_file() {
            // Fonts and pictures are not UTF-8 and are not ours to measure.
            if let Ok(text) = String::from_utf8(fs::read(entry.path())?) {
                files.push(SourceFile { path, text });
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Tree;

    #[test]
    fn a_folder_exists_when_a_file_is_in_it() {
        let tree = Tree::of(&[("crates/web/src/error.rs", "")]);

        assert!(tree.exists("crates/web/"));
        assert!(!tree.exists("crates/we"));
    }

    #[test]
    fn comment_lines_are_not_code() {
        let tree = Tree::of(&[("a.rs", "one\n// two\nthree")]);

        let file = tree.file("a.rs").unwrap();
        let lines: Vec<_> = file.code_lines().collect();

        assert_eq!(lines, [(1, "one"), (3, "three")]);
    }
}
