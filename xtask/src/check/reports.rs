//! Compares the test reports of both databases with each other and with what must have run.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::RangeInclusive;
use std::path::Path;

use anyhow::{Context, Result};

use crate::check::modules;
use crate::check::report_lines::{Outcome, TestName, parse};
use crate::finding::Finding;
use crate::tree::Tree;

const CHECK: &str = "test reports";

const LAST_STATEMENT: u32 = 76;

/// The statements about iframe mode and REST; those between are about imports.
const IFRAME_STATEMENTS: [RangeInclusive<u32>; 2] = [1..=56, 71..=78];

/// The mistakes of others that already apply here.
const ADVISORIES: [u32; 28] = [
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 20, 21, 22, 23, 24, 25, 26, 27,
    28, 29,
];

/// The folders whose tests run once, since no database is behind them.
const WITHOUT_DATABASE: [&str; 5] = [
    "crates/core",
    "crates/outbound",
    "crates/emulator",
    "tests/looks",
    "xtask",
];

pub(crate) type Report = BTreeMap<TestName, Outcome>;

/// Reads `sqlite.log` and `postgres.log` from the folder and reports what did not run.
pub(crate) fn check(tree: &Tree, folder: &Path) -> Result<Vec<Finding>> {
    let sqlite = read(folder, "sqlite.log")?;
    let postgres = read(folder, "postgres.log")?;
    let mut findings = differences(&sqlite, &postgres, &targets_that_run_once(tree));
    for (name, report) in [("sqlite.log", &sqlite), ("postgres.log", &postgres)] {
        findings.extend(missing_numbers(name, report));
        findings.extend(modules::not_passed(tree, name, report));
        findings.extend(not_run(name, report));
        println!("{name}: {} tests", report.len());
    }
    Ok(findings)
}

fn read(folder: &Path, name: &str) -> Result<Report> {
    let path = folder.join(name);
    let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(parse(&String::from_utf8_lossy(&bytes)))
}

/// The test targets of the folders without a database, as the output names them.
fn targets_that_run_once(tree: &Tree) -> BTreeSet<String> {
    let mut targets = BTreeSet::new();
    for folder in WITHOUT_DATABASE {
        targets.insert(folder.replace("crates/", "gantry_"));
        let tests = format!("{folder}/tests/");
        for file in tree.rust_under(&tests) {
            let below = file.path.strip_prefix(&tests).unwrap_or_default();
            let target = below.split(['/', '.']).next().unwrap_or_default();
            targets.insert(target.replace('-', "_"));
        }
    }
    targets
}

/// The tests that one database had and the other had not.
fn differences(sqlite: &Report, postgres: &Report, once: &BTreeSet<String>) -> Vec<Finding> {
    let (on_sqlite, on_postgres) = (names(sqlite, once), names(postgres, once));
    let mut findings = Vec::new();
    for name in on_sqlite.symmetric_difference(&on_postgres) {
        let ran_on = if on_sqlite.contains(name) {
            "SQLite"
        } else {
            "PostgreSQL"
        };
        let place = format!("{} {}", name.target, name.path);
        findings.push(Finding::new(CHECK, place, format!("ran on {ran_on} only")));
    }
    findings
}

fn names<'a>(report: &'a Report, once: &BTreeSet<String>) -> BTreeSet<&'a TestName> {
    let tests = report.keys();
    tests
        .filter(|name| !once.contains(name.target.trim_start_matches("doc ")))
        .collect()
}

fn missing_numbers(log: &str, report: &Report) -> Vec<Finding> {
    let statements = 1..=LAST_STATEMENT;
    let mut findings = Vec::new();
    for (prefix, wanted) in [
        ("rc_oauth_", statements.collect::<Vec<_>>()),
        (
            "rc_iframe_",
            IFRAME_STATEMENTS.into_iter().flatten().collect(),
        ),
        ("advisory_", ADVISORIES.to_vec()),
    ] {
        let passed = passed_numbers(report, prefix);
        let missing: Vec<String> = wanted
            .iter()
            .filter(|number| !passed.contains(number))
            .map(ToString::to_string)
            .collect();
        if !missing.is_empty() {
            let problem = format!("no passed test {prefix}NN_… for {}", missing.join(", "));
            findings.push(Finding::new(CHECK, log, problem));
        }
    }
    findings
}

/// The numbers after `prefix` in the names of functions that passed.
fn passed_numbers(report: &Report, prefix: &str) -> BTreeSet<u32> {
    let passed = report
        .iter()
        .filter(|(_, outcome)| **outcome == Outcome::Passed);
    let rests = passed.filter_map(|(name, _)| name.function().strip_prefix(prefix));
    rests
        .filter_map(|rest| rest.split_once('_')?.0.parse().ok())
        .collect()
}

fn not_run(log: &str, report: &Report) -> Vec<Finding> {
    let ignored = report
        .iter()
        .filter(|(_, outcome)| **outcome == Outcome::Ignored);
    let mut findings: Vec<Finding> = ignored
        .map(|(name, _)| Finding::new(CHECK, log, format!("{} is ignored", name.path)))
        .collect();
    if report.is_empty() {
        findings.push(Finding::new(CHECK, log, "no test ran"));
    }
    findings
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{differences, missing_numbers, not_run, parse, targets_that_run_once};
    use crate::tree::Tree;

    const RUNNING: &str = "Running tests/a.rs (target/debug/deps/a-1)\n";

    #[test]
    fn a_test_of_one_database_only_is_found() {
        let sqlite = parse(&format!("{RUNNING}test one ... ok\ntest two ... ok\n"));
        let postgres = parse(&format!("{RUNNING}test one ... ok\n"));

        let findings = differences(&sqlite, &postgres, &BTreeSet::new());

        assert_eq!(
            findings[0].to_string(),
            "[test reports] a two: ran on SQLite only"
        );
    }

    #[test]
    fn crates_without_a_database_run_once() {
        let tree = Tree::of(&[("crates/emulator/tests/legacy.rs", "")]);
        let once = targets_that_run_once(&tree);
        let core = "Running unittests src/lib.rs (target/debug/deps/gantry_core-1)\ntest a ... ok";
        let legacy = "Running tests/legacy.rs (target/debug/deps/legacy-1)\ntest b ... ok";

        let output = format!("{core}\n{legacy}\n");

        assert!(differences(&parse(&output), &parse(""), &once).is_empty());
    }

    #[test]
    fn a_failed_statement_is_missing() {
        let lines: Vec<String> = (1..=78)
            .map(|number| {
                format!(
                    "test m::rc_oauth_{number:02}_a ... ok\ntest m::rc_iframe_{number:02}_a ... ok"
                )
            })
            .collect();
        let output = lines
            .join("\n")
            .replace("rc_oauth_07_a ... ok", "rc_oauth_07_a ... FAILED");

        let findings = missing_numbers("sqlite.log", &parse(&output));

        assert!(findings[0].to_string().ends_with("rc_oauth_NN_… for 7"));
        assert!(
            findings[1]
                .to_string()
                .contains("1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11")
        );
    }

    #[test]
    fn an_ignored_test_is_found() {
        assert_eq!(
            not_run("sqlite.log", &parse("test a ... ignored\n")).len(),
            1
        );
    }
}
