//! No file is longer than a reader's patience; the ten longest are printed on every run.

use crate::finding::Finding;
use crate::tree::{SourceFile, Tree};

const CHECK: &str = "file length";
const LONGEST_FILE: usize = 300;
const PRINTED: usize = 10;

/// What is written by hand and read by people.
const MEASURED: [&str; 11] = [
    "rs", "html", "css", "js", "ftl", "sql", "toml", "sh", "yml", "yaml", "txt",
];

/// Prints the longest files and reports those past the limit.
pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut lengths: Vec<(usize, &str)> = tree
        .files()
        .filter(|file| is_measured(file))
        .map(|file| (file.text.lines().count(), file.path.as_str()))
        .collect();
    lengths.sort_by(|a, b| b.cmp(a));
    println!(
        "the longest of {} files (limit {LONGEST_FILE})",
        lengths.len()
    );
    for (lines, path) in lengths.iter().take(PRINTED) {
        println!("  {lines:>4}  {path}");
    }
    let too_long = lengths.iter().filter(|(lines, _)| *lines > LONGEST_FILE);
    too_long
        .map(|(lines, path)| Finding::new(CHECK, *path, format!("{lines} lines, split by concept")))
        .collect()
}

fn is_measured(file: &SourceFile) -> bool {
    let text_of_a_test_or_page = file.extension() == "md"
        && ["tests/", "web/"]
            .iter()
            .any(|at| file.path.starts_with(at));
    MEASURED.contains(&file.extension()) || file.path == "tests/run" || text_of_a_test_or_page
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tree::Tree;

    #[test]
    fn a_file_past_the_limit_is_found_and_a_lock_file_is_not() {
        let long = "line\n".repeat(301);
        let tree = Tree::of(&[("crates/a/src/b.rs", &long), ("Cargo.lock", &long)]);

        let findings = check(&tree);

        assert_eq!(findings.len(), 1);
        assert!(
            findings[0]
                .to_string()
                .contains("crates/a/src/b.rs: 301 lines")
        );
    }
}
