//! Ways around a lint or a test: `allow`, `ignore`, and SQL that is not a constant.

use crate::finding::Finding;
use crate::tree::Tree;

const CHECK: &str = "exceptions";

/// Each use needs a look at where its text comes from; raise this only after one.
const MOST_ASSERTED_SQL: usize = 5;

/// Attributes that hide something instead of saying why it is expected.
const HIDING: [&str; 3] = ["#[allow", "#![allow", "#[ignore"];

/// Reports every hidden lint or test, and asserted SQL past the stated number.
pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut asserted = Vec::new();
    for file in tree.rust_under("") {
        for (line, text) in file.code_lines() {
            if HIDING
                .iter()
                .any(|hiding| text.trim_start().starts_with(hiding))
            {
                findings.push(Finding::new(CHECK, file.at(line), text.trim()));
            }
            // Tests and examples make their own databases and may ask them anything.
            let serves = file.path.starts_with("crates/") && file.path.contains("/src/");
            if serves && text.contains("AssertSqlSafe(") {
                asserted.push(file.at(line));
            }
        }
    }
    println!(
        "SQL that is not a constant: {} (limit {MOST_ASSERTED_SQL})",
        asserted.len()
    );
    if asserted.len() > MOST_ASSERTED_SQL {
        let problem = format!("{} uses of AssertSqlSafe", asserted.len());
        findings.push(Finding::new(CHECK, asserted.join(", "), problem));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tree::Tree;

    #[test]
    fn an_allowed_lint_and_an_ignored_test_are_found() {
        let text = [
            "#[allow(dead_code)]",
            "    #[ignore = \"slow\"]",
            "#[expect(dead_code)]",
        ];
        let tree = Tree::of(&[("crates/a/src/lib.rs", &text.join("\n"))]);

        assert_eq!(check(&tree).len(), 2);
    }

    #[test]
    fn asserted_sql_past_the_number_is_found() {
        let text = "query(AssertSqlSafe(text))\n".repeat(6);
        let tree = Tree::of(&[("crates/a/src/lib.rs", &text)]);

        assert!(check(&tree)[0].to_string().contains("6 uses"));
    }
}
