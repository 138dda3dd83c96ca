//! The modules of the conformance suite: each listed one has a row in the table and a test that ran.
//!
//! The list has a `[plan]` for each folder or file of the tests, and below it the suite's names. The
//! test of `oidcc-prompt-login` is `oidcc_prompt_login` or goes on after it, in the plan's module.

use std::collections::BTreeSet;

use crate::check::report_lines::{Outcome, TestName};
use crate::check::reports::Report;
use crate::finding::Finding;
use crate::tree::Tree;

const CHECK: &str = "conformance modules";
const LIST: &str = "tests/acceptance/certification/modules.txt";
const TABLE: &str = "docs/protocol.md";
/// The test binary.
const TARGET: &str = "certification";

/// A line of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Module<'a> {
    plan: &'a str,
    name: &'a str,
}

impl Module<'_> {
    /// What the test's name begins with.
    fn function(self) -> String {
        self.name.replace('-', "_").to_lowercase()
    }
}

/// Reports modules without a row in the table.
pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let (Some(list), Some(table)) = (tree.file(LIST), tree.file(TABLE)) else {
        return vec![Finding::new(
            CHECK,
            LIST,
            "the list or the table is missing",
        )];
    };
    let names: BTreeSet<&str> = modules(&list.text).map(|module| module.name).collect();
    let has_no_row = |name: &&str| !table.text.contains(&format!("\n| `{name}` |"));
    names
        .into_iter()
        .filter(has_no_row)
        .map(|name| Finding::new(CHECK, TABLE, format!("no row begins with `{name}`")))
        .collect()
}

/// Reports modules without a passed test.
pub(crate) fn not_passed(tree: &Tree, log: &str, report: &Report) -> Vec<Finding> {
    let Some(list) = tree.file(LIST) else {
        return Vec::new();
    };
    let all: Vec<Module<'_>> = modules(&list.text).collect();
    let passed: Vec<&TestName> = report
        .iter()
        .filter(|(name, outcome)| name.target == TARGET && **outcome == Outcome::Passed)
        .map(|(name, _)| name)
        .collect();
    let is_tested = |module: &Module<'_>| {
        passed
            .iter()
            .any(|test| meant_by(test, &all) == Some(*module))
    };
    all.iter()
        .filter(|module| !is_tested(module))
        .map(|module| {
            let function = module.function();
            let problem = format!("no passed test {}::…{function}", module.plan);
            Finding::new(CHECK, log, problem)
        })
        .collect()
}

/// The module that a test is about: of its plan, the longest name that its name begins with.
fn meant_by<'a>(test: &TestName, all: &[Module<'a>]) -> Option<Module<'a>> {
    let plan = test.path.split("::").next()?;
    let begins = |module: &&Module<'a>| {
        let rest = test.function().strip_prefix(module.function().as_str());
        module.plan == plan && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
    };
    let candidates = all.iter().filter(begins);
    candidates.max_by_key(|module| module.name.len()).copied()
}

fn modules(list: &str) -> impl Iterator<Item = Module<'_>> {
    let mut plan = "";
    list.lines().filter_map(move |line| {
        let line = line.trim();
        if let Some(next) = line.strip_prefix('[') {
            plan = next.trim_end_matches(']');
            return None;
        }
        let is_name = !line.is_empty() && !line.starts_with('#');
        is_name.then_some(Module { plan, name: line })
    })
}

#[cfg(test)]
mod tests {
    use super::{LIST, TABLE, check, not_passed};
    use crate::check::report_lines::parse;
    use crate::tree::Tree;

    const NAMES: &str =
        "# all\n[basic]\noidcc-server\noidcc-server-post\n[dynamic]\noidcc-server\n";

    fn missing(tests: &str) -> Vec<String> {
        let tree = Tree::of(&[(LIST, NAMES)]);
        let report = parse(&format!("Running a (target/deps/certification-1)\n{tests}"));
        let findings = not_passed(&tree, "sqlite.log", &report);
        findings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_test_counts_for_its_plan_and_for_the_longest_name() {
        let findings = missing(
            "test basic::oidcc_server_post_by_form ... ok\ntest dynamic::keys::oidcc_server ... ok\n",
        );

        assert_eq!(findings.len(), 1, "{findings:?}");
        assert!(
            findings[0].ends_with("basic::…oidcc_server"),
            "{findings:?}"
        );
    }

    #[test]
    fn a_failed_test_does_not_count() {
        assert_eq!(missing("test basic::oidcc_server ... FAILED\n").len(), 3);
    }

    #[test]
    fn a_module_without_a_row_is_found() {
        let tree = Tree::of(&[(LIST, NAMES), (TABLE, "|\n| `oidcc-server` | a | b |\n")]);

        let findings = check(&tree);

        assert_eq!(findings.len(), 1);
        assert!(findings[0].to_string().contains("`oidcc-server-post`"));
    }
}
