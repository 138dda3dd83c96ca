//! Migrations are append-only and the same on both databases.
//!
//! `migrations/CHECKSUMS` has the format of `sha256sum`. `cargo xtask check --record-migrations`
//! appends what is new and never changes a line: an edited migration stays a finding.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::check::checksum;
use crate::finding::Finding;
use crate::tree::{SourceFile, Tree};

const CHECK: &str = "migrations";
const RECORD: &str = "migrations/CHECKSUMS";
const DATABASES: [&str; 2] = ["sqlite", "postgres"];

/// Reports migrations that differ in name, were edited, or are not recorded.
pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = check_names(tree);
    let recorded = recorded(tree);
    let present = present(tree);
    for (path, sum) in &present {
        let problem = match recorded.get(path) {
            Some(known) if known == sum => continue,
            Some(_) => "was edited after it was recorded; write a new one",
            None => "is not recorded; run `cargo xtask check --record-migrations`",
        };
        findings.push(Finding::new(CHECK, format!("migrations/{path}"), problem));
    }
    for path in recorded.keys().filter(|path| !present.contains_key(*path)) {
        findings.push(Finding::new(
            CHECK,
            format!("migrations/{path}"),
            "is recorded but gone",
        ));
    }
    findings
}

/// Appends the checksums of migrations that have none yet.
pub(crate) fn record_new(root: &Path) -> Result<()> {
    let tree = Tree::read(root)?;
    let recorded = recorded(&tree);
    let mut record = tree
        .file(RECORD)
        .map_or_else(String::new, |file| file.text.clone());
    for (path, sum) in present(&tree) {
        if !recorded.contains_key(&path) {
            record.extend([sum.as_str(), "  ", &path, "\n"]);
            println!("recorded {path}");
        }
    }
    fs::write(root.join(RECORD), record).with_context(|| format!("cannot write {RECORD}"))
}

fn check_names(tree: &Tree) -> Vec<Finding> {
    let [sqlite, postgres] = DATABASES.map(|database| names(tree, database));
    let mut findings = Vec::new();
    for name in sqlite.symmetric_difference(&postgres) {
        findings.push(Finding::new(CHECK, *name, "is there for one database only"));
    }
    let mut numbers = BTreeSet::new();
    for name in &sqlite {
        let number = name.split('_').next().unwrap_or_default();
        if number.parse::<u32>().is_err() || !numbers.insert(number) {
            findings.push(Finding::new(CHECK, *name, "has no number of its own"));
        }
    }
    findings
}

fn names<'a>(tree: &'a Tree, database: &str) -> BTreeSet<&'a str> {
    let folder = format!("migrations/{database}/");
    tree.under(&folder)
        .filter(|file| file.extension() == "sql")
        .map(SourceFile::name)
        .collect()
}

/// Path below `migrations/` → checksum, of the files.
fn present(tree: &Tree) -> BTreeMap<String, String> {
    let files = tree
        .under("migrations/")
        .filter(|file| file.extension() == "sql");
    files
        .filter_map(|file| {
            let path = file.path.strip_prefix("migrations/")?;
            Some((path.to_owned(), checksum::of(&file.text)))
        })
        .collect()
}

/// Path below `migrations/` → checksum, of the record.
fn recorded(tree: &Tree) -> BTreeMap<String, String> {
    let text = tree.file(RECORD).map_or("", |file| file.text.as_str());
    let lines = text.lines().filter_map(|line| line.split_once("  "));
    lines
        .map(|(sum, path)| (path.to_owned(), sum.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::check::checksum;
    use crate::tree::Tree;

    const SQL: &str = "CREATE TABLE users (id BLOB) STRICT;\n";

    fn findings_of(postgres_name: &str, recorded_sql: &str) -> Vec<String> {
        let sum = checksum::of(recorded_sql);
        let record = format!("{sum}  sqlite/0001_users.sql\n{sum}  postgres/{postgres_name}\n");
        let tree = Tree::of(&[
            ("migrations/CHECKSUMS", &record),
            ("migrations/sqlite/0001_users.sql", SQL),
            (&format!("migrations/postgres/{postgres_name}"), SQL),
        ]);
        check(&tree).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_same_recorded_names_are_fine() {
        assert!(findings_of("0001_users.sql", SQL).is_empty());
    }

    #[test]
    fn another_name_on_one_database_is_found() {
        assert_eq!(findings_of("0001_people.sql", SQL).len(), 2);
    }

    #[test]
    fn an_edited_migration_is_found() {
        let findings = findings_of("0001_users.sql", "CREATE TABLE users (id BLOB);\n");

        assert!(findings[0].contains("was edited"));
    }
}
