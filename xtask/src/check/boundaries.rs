//! Things that have exactly one place: turning an error into a response, choosing by database,
//! asking the system for the time or for a random id.

use crate::check::text::has_identifier;
use crate::finding::Finding;
use crate::tree::{SourceFile, Tree};

const CHECK: &str = "boundaries";
const ERROR_PLACE: &str = "crates/web/src/error.rs";
const DATABASE_FILES: [&str; 5] = [
    "backend.rs",
    "connect.rs",
    "migrate.rs",
    "query.rs",
    "writer.rs",
];
/// Moves rows between the two databases: it has to know both. See the ADR on back-ups.
const COPY_PLACE: &str = "crates/store/src/copy/";
const CLOCK_PLACE: &str = "crates/core/src/clock.rs";
const CLOCK_CALLS: [&str; 5] = [
    "SystemTime::now",
    "OffsetDateTime::now_utc",
    "OffsetDateTime::now_local",
    "Uuid::now_v7",
    "Uuid::new_v4",
];

/// Reports every second place.
pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = check_errors(tree);
    findings.extend(check_databases(tree));
    findings.extend(check_clock(tree));
    findings
}

fn check_errors(tree: &Tree) -> Vec<Finding> {
    let ours = tree
        .rust_under("crates/")
        .filter(|file| !is_of_the_emulator(file));
    let places: Vec<String> = ours.flat_map(error_responses).collect();
    if places.len() == 1 && places.iter().all(|place| place.starts_with(ERROR_PLACE)) {
        return Vec::new();
    }
    let problem = format!("must hold the only `IntoResponse` of an error; found: {places:?}");
    vec![Finding::new(CHECK, ERROR_PLACE, problem)]
}

/// The lines that give an error type a response.
fn error_responses(file: &SourceFile) -> Vec<String> {
    file.code_lines()
        .filter(|(_, line)| line.contains("IntoResponse for") && line.contains("Error"))
        .map(|(line, _)| file.at(line))
        .collect()
}

fn check_databases(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let others = tree
        .rust_under("crates/store/src/")
        .filter(|file| !DATABASE_FILES.contains(&file.name()))
        .filter(|file| !file.path.starts_with(COPY_PLACE));
    for file in others {
        for (line, text) in file.code_lines() {
            if ["Sqlite(", "Postgres("]
                .iter()
                .any(|variant| text.contains(variant))
            {
                findings.push(Finding::new(
                    CHECK,
                    file.at(line),
                    "branches on the database",
                ));
            }
        }
    }
    findings
}

fn check_clock(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let ours = tree.rust_under("crates/").chain(tree.rust_under("tests/"));
    for file in ours.filter(|file| file.path != CLOCK_PLACE && !is_of_the_emulator(file)) {
        for (line, text) in file.code_lines() {
            for call in CLOCK_CALLS.iter().filter(|call| has_identifier(text, call)) {
                let problem = format!("calls `{call}`; time and ids come from `Env`");
                findings.push(Finding::new(CHECK, file.at(line), problem));
            }
        }
    }
    findings
}

fn is_of_the_emulator(file: &SourceFile) -> bool {
    file.path.starts_with("crates/emulator/")
}

#[cfg(test)]
mod tests {
    use super::{check_clock, check_databases, check_errors};
    use crate::tree::Tree;

    const RESPONSE: &str = "impl IntoResponse for HttpError {";

    #[test]
    fn one_error_response_in_its_place_is_right() {
        let tree = Tree::of(&[("crates/web/src/error.rs", RESPONSE)]);

        assert!(check_errors(&tree).is_empty());
    }

    #[test]
    fn a_second_error_response_is_found() {
        let tree = Tree::of(&[
            ("crates/web/src/error.rs", RESPONSE),
            (
                "crates/web/src/pages.rs",
                "impl axum::response::IntoResponse for PageError {",
            ),
        ]);

        assert!(
            check_errors(&tree)[0]
                .to_string()
                .contains("crates/web/src/pages.rs:1")
        );
    }

    #[test]
    fn a_branch_on_the_database_is_found_outside_its_files() {
        let branch = "match store { Backend::Sqlite(pool) => pool }";
        let tree = Tree::of(&[
            ("crates/store/src/backend.rs", branch),
            ("crates/store/src/users.rs", branch),
        ]);

        let findings = check_databases(&tree);

        assert_eq!(findings.len(), 1);
        assert!(findings[0].to_string().contains("users.rs:1"));
    }

    #[test]
    fn the_system_clock_is_asked_in_one_place() {
        let call = "let now = std::time::SystemTime::now();";
        let tree = Tree::of(&[
            ("crates/core/src/clock.rs", call),
            ("crates/emulator/src/a.rs", call),
            ("crates/oidc/src/a.rs", call),
        ]);

        assert_eq!(check_clock(&tree).len(), 1);
    }
}
