//! Reads the plain output of `cargo test`: which test of which target had which outcome.

use std::collections::BTreeMap;

/// How one test ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Passed,
    Failed,
    Ignored,
}

/// A test by its target (a binary's name, or `doc` and a crate's) and its path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TestName {
    pub(crate) target: String,
    pub(crate) path: String,
}

impl TestName {
    /// The function's own name.
    pub(crate) fn function(&self) -> &str {
        self.path.rsplit("::").next().unwrap_or(&self.path)
    }
}

/// Every test that the output tells of.
pub(crate) fn parse(output: &str) -> BTreeMap<TestName, Outcome> {
    let mut tests = BTreeMap::new();
    let mut target = String::new();
    for line in output.lines() {
        if let Some(next) = target_of(line) {
            target = next;
        } else if let Some((path, outcome)) = test_of(line) {
            tests.insert(
                TestName {
                    target: target.clone(),
                    path: path.to_owned(),
                },
                outcome,
            );
        }
    }
    tests
}

/// `Running unittests src/lib.rs (target/debug/deps/NAME-HASH)` or `Doc-tests NAME`.
fn target_of(line: &str) -> Option<String> {
    let line = line.trim();
    if let Some(name) = line.strip_prefix("Doc-tests ") {
        return Some(format!("doc {name}"));
    }
    let (_, binary) = line.strip_prefix("Running ")?.rsplit_once('(')?;
    let file = binary.trim_end_matches(')').rsplit('/').next()?;
    Some(
        file.rsplit_once('-')
            .map_or(file, |(name, _)| name)
            .to_owned(),
    )
}

/// `test PATH ... ok`, where a note after ` - ` is no part of the path of a function.
fn test_of(line: &str) -> Option<(&str, Outcome)> {
    let (path, result) = line.strip_prefix("test ")?.rsplit_once(" ... ")?;
    let outcome = match result.trim() {
        "ok" => Outcome::Passed,
        "FAILED" => Outcome::Failed,
        other if other.starts_with("ignored") => Outcome::Ignored,
        _ => return None,
    };
    Some((
        path.strip_suffix(" - should panic").unwrap_or(path),
        outcome,
    ))
}

#[cfg(test)]
mod tests {
    use super::{Outcome, parse};

    const OUTPUT: &str = "\
     Running tests/acceptance/main.rs (target/debug/deps/acceptance-0a1b2c)

running 3 tests
test routes::token::rc_oauth_01_paths_have_a_slash ... ok
test journeys::popup ... FAILED
test journeys::later ... ignored, not yet
test journeys::slow has been running for over 60 seconds
test result: FAILED. 1 passed; 1 failed; 1 ignored
   Doc-tests gantry_core
test crates/core/src/id.rs - id::UserId (line 12) ... ok
";

    #[test]
    fn every_test_has_its_target_and_outcome() {
        let tests: Vec<_> = parse(OUTPUT).into_iter().collect();

        let outcomes: Vec<_> = tests.iter().map(|(_, outcome)| *outcome).collect();
        assert_eq!(
            outcomes,
            [
                Outcome::Ignored,
                Outcome::Failed,
                Outcome::Passed,
                Outcome::Passed
            ]
        );
        assert_eq!(tests[2].0.target, "acceptance");
        assert_eq!(tests[2].0.function(), "rc_oauth_01_paths_have_a_slash");
        assert_eq!(tests[3].0.target, "doc gantry_core");
    }
}
