//! A map that drifts is worse than none: every path that a document names exists.

use crate::check::text::code_spans;
use crate::finding::Finding;
use crate::tree::{SourceFile, Tree};

const CHECK: &str = "named paths";

/// How a path of this repository begins.
const ROOTS: [&str; 7] = [
    "crates/",
    "web/",
    "docs/",
    "tests/",
    "migrations/",
    "xtask/",
    ".ci/",
];

/// Where a pattern or a placeholder begins; only the part before it must exist.
const PATTERN_STARTS: [char; 5] = ['*', '<', '{', '…', '['];

/// Reports paths and links that lead nowhere.
pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files().filter(|file| is_document(file)) {
        for (index, line) in file.text.lines().enumerate() {
            let paths = code_spans(line).into_iter().flat_map(str::split_whitespace);
            let missing = paths.filter(|path| !path_exists(tree, path));
            let links = links(line)
                .into_iter()
                .filter(|link| !link_exists(tree, file, link));
            for path in missing.chain(links) {
                let problem = format!("`{path}` does not exist");
                findings.push(Finding::new(CHECK, file.at(index + 1), problem));
            }
        }
    }
    findings
}

/// The change log tells of the past, so its paths may be gone.
fn is_document(file: &SourceFile) -> bool {
    let at_a_place = file.path.starts_with("docs/") || !file.path.contains('/');
    file.extension() == "md" && at_a_place && file.path != "CHANGELOG.md"
}

fn path_exists(tree: &Tree, word: &str) -> bool {
    if !ROOTS.iter().any(|root| word.starts_with(root)) {
        return true;
    }
    let fixed = word.split(PATTERN_STARTS).next().unwrap_or_default();
    let fixed = match fixed.rsplit_once('/') {
        Some((folder, _)) if fixed.len() < word.len() => folder,
        _ => fixed.split(':').next().unwrap_or_default(),
    };
    tree.exists(fixed.trim_end_matches([',', '.', ';', ')']))
}

fn link_exists(tree: &Tree, file: &SourceFile, link: &str) -> bool {
    let target = link.split('#').next().unwrap_or_default();
    if target.is_empty() || target.contains(':') {
        return true;
    }
    let mut folders: Vec<&str> = file.path.split('/').collect();
    folders.pop();
    for step in target.split('/') {
        match step {
            "." | "" => {}
            ".." => drop(folders.pop()),
            name => folders.push(name),
        }
    }
    tree.exists(&folders.join("/"))
}

/// The targets of the Markdown links of a line.
fn links(line: &str) -> Vec<&str> {
    let after_brackets = line.split("](").skip(1);
    after_brackets
        .filter_map(|rest| rest.split([')', ' ']).next())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tree::Tree;

    fn findings_of(document: &str) -> Vec<String> {
        let tree = Tree::of(&[
            ("docs/MAP.md", document),
            ("docs/adr/0001-a.md", ""),
            ("crates/web/src/error.rs", ""),
        ]);
        check(&tree).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_path_that_is_there_is_fine() {
        let document = "`crates/web/src/error.rs:12`, `crates/web/`, `crates/web/src/*.rs`";

        assert!(findings_of(document).is_empty());
    }

    #[test]
    fn a_path_that_is_gone_is_found() {
        let findings = findings_of("see `crates/web/src/errors.rs`");

        assert_eq!(
            findings,
            ["[named paths] docs/MAP.md:1: `crates/web/src/errors.rs` does not exist"]
        );
    }

    #[test]
    fn other_code_is_no_path() {
        assert!(findings_of("`cargo run`, `https://example.org/crates/x`").is_empty());
    }

    #[test]
    fn links_are_followed_from_the_document() {
        let findings = findings_of("[a](adr/0001-a.md#top) [b](../crates/gone.rs) [c](https://x)");

        assert_eq!(findings.len(), 1);
    }
}
