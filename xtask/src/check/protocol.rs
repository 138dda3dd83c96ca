//! `docs/protocol.md`: each row's requirement has a file that holds it and a test that proves it.

use std::collections::BTreeSet;

use crate::check::text::{code_spans, is_identifier};
use crate::finding::Finding;
use crate::tree::{SourceFile, Tree};

const CHECK: &str = "protocol table";
const TABLE: &str = "docs/protocol.md";

/// Reports rows whose file or test does not exist.
pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let Some(table) = tree.file(TABLE) else {
        return vec![Finding::new(CHECK, TABLE, "this file is missing")];
    };
    let tests = test_names(tree);
    let mut findings = Vec::new();
    for (line, row) in rows(table) {
        let problems = problems_of(tree, &tests, row);
        findings.extend(
            problems
                .into_iter()
                .map(|it| Finding::new(CHECK, table.at(line), it)),
        );
    }
    findings
}

/// The numbered lines of the tables, without their heads.
fn rows(table: &SourceFile) -> Vec<(usize, &str)> {
    let mut rows = Vec::new();
    let mut in_the_body = false;
    for (index, line) in table.text.lines().enumerate() {
        if !line.starts_with('|') {
            in_the_body = false;
        } else if line.starts_with("|-") || line.starts_with("| -") || line.starts_with("|:") {
            in_the_body = true;
        } else if in_the_body {
            rows.push((index + 1, line));
        }
    }
    rows
}

fn problems_of(tree: &Tree, tests: &BTreeSet<String>, row: &str) -> Vec<String> {
    let cells: Vec<&str> = row
        .trim()
        .trim_matches('|')
        .split('|')
        .map(str::trim)
        .collect();
    let [_, .., files, names] = cells.as_slice() else {
        return vec!["a row is: requirement, file, test".to_owned()];
    };
    let (files, names) = (code_spans(files), code_spans(names));
    let mut problems = Vec::new();
    if files.is_empty() || names.is_empty() {
        problems.push("a file and a test are named between backticks".to_owned());
    }
    let missing = files.iter().filter(|file| !tree.exists(file));
    problems.extend(missing.map(|file| format!("the file `{file}` does not exist")));
    let missing = names
        .iter()
        .filter(|name| !tests.contains(last_segment(name)));
    problems.extend(missing.map(|name| format!("no test is called `{name}`")));
    problems
}

fn last_segment(name: &str) -> &str {
    name.rsplit("::").next().unwrap_or(name)
}

/// The functions of all files that hold tests, those inside macros too.
fn test_names(tree: &Tree) -> BTreeSet<String> {
    let with_tests = tree
        .rust_under("")
        .filter(|file| file.path.contains("tests/") || file.text.contains("#[cfg(test)]"));
    with_tests
        .flat_map(|file| file.text.lines().filter_map(function_name))
        .collect()
}

fn function_name(line: &str) -> Option<String> {
    let before_name = line
        .trim_start()
        .trim_start_matches("pub ")
        .trim_start_matches("async ");
    let rest = before_name.strip_prefix("fn ")?;
    Some(
        rest.chars()
            .take_while(|character| is_identifier(*character))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tree::Tree;

    fn findings_of(row: &str) -> Vec<String> {
        let table = format!("| requirement | file | test |\n|---|---|---|\n{row}\n");
        let tree = Tree::of(&[
            ("docs/protocol.md", &table),
            ("crates/oidc/src/codes.rs", ""),
            (
                "tests/acceptance/token.rs",
                "#[tokio::test]\nasync fn a_code_works_once() {}",
            ),
        ]);
        check(&tree).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_row_with_its_file_and_test_is_fine() {
        let row = "| [a](https://x) | `crates/oidc/src/codes.rs` | `token::a_code_works_once` |";

        assert!(findings_of(row).is_empty());
    }

    #[test]
    fn a_missing_test_and_a_missing_file_are_found() {
        let findings = findings_of("| a | `crates/oidc/src/code.rs` | `a_code_works_twice` |");

        assert_eq!(findings.len(), 2);
    }

    #[test]
    fn a_row_without_a_test_is_found() {
        assert_eq!(
            findings_of("| a | `crates/oidc/src/codes.rs` | none |").len(),
            1
        );
    }
}
