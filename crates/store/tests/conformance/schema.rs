//! Both databases have the same tables with the same columns.

use std::collections::BTreeSet;
use std::path::Path;

const MIGRATIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations");

/// File names of one folder, in order, with their text.
fn migrations(database: &str) -> Vec<(String, String)> {
    let mut files: Vec<_> = std::fs::read_dir(Path::new(MIGRATIONS).join(database))
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            (name, std::fs::read_to_string(entry.path()).unwrap())
        })
        .collect();
    files.sort();
    files
}

/// `table.column type null-or-not`, `table primary key …` and `index …` of every statement.
fn parts(database: &str) -> BTreeSet<String> {
    let mut parts = BTreeSet::new();
    for (_, text) in migrations(database) {
        for statement in text.split(';') {
            describe(statement, &mut parts);
        }
    }
    parts
}

fn describe(statement: &str, parts: &mut BTreeSet<String>) {
    let plain = statement.replace(" COLLATE \"C\"", "");
    let lines = plain.lines().map(str::trim);
    let mut lines = lines.filter(|line| !line.is_empty() && !line.starts_with("--"));
    let Some(first) = lines.next() else {
        return;
    };
    if let Some(added) = first.strip_prefix("ALTER TABLE ")
        && let Some((table, column)) = added.split_once(" ADD COLUMN ")
    {
        parts.insert(format!("{table}.{}", same_type(column)));
        return;
    }
    let Some(table) = first.strip_prefix("CREATE TABLE ") else {
        parts.insert(first.to_owned());
        return;
    };
    let table = table.trim_end_matches(" (");
    for line in lines.filter(|line| !line.starts_with(')')) {
        parts.insert(format!("{table}.{}", same_type(line.trim_end_matches(','))));
    }
}

/// Writes a column's type as both databases mean it.
fn same_type(column: &str) -> String {
    column
        .split(' ')
        .map(|word| match word {
            "BIGINT" | "BOOLEAN" | "INTEGER" => "number",
            "UUID" | "BYTEA" | "BLOB" => "bytes",
            "FALSE" => "0",
            other => other,
        })
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn both_folders_have_the_same_migrations() {
    let names = |database| {
        let files = migrations(database);
        files.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
    };

    assert_eq!(names("sqlite"), names("postgres"));
    assert!(!names("sqlite").is_empty());
}

#[test]
fn both_databases_have_the_same_tables_columns_keys_and_indexes() {
    let (sqlite, postgres) = (parts("sqlite"), parts("postgres"));

    let only_sqlite: Vec<_> = sqlite.difference(&postgres).collect();
    let only_postgres: Vec<_> = postgres.difference(&sqlite).collect();

    assert!(sqlite.contains("users.id bytes PRIMARY KEY"));
    assert_eq!(only_sqlite, Vec::<&String>::new());
    assert_eq!(only_postgres, Vec::<&String>::new());
}

#[test]
fn every_sqlite_table_is_strict() {
    for (name, text) in migrations("sqlite") {
        let tables = text.matches("CREATE TABLE").count();
        let strict = text.matches(") STRICT").count();

        assert_eq!(tables, strict, "{name}");
    }
}

#[test]
fn every_postgresql_text_column_is_ordered_bytewise() {
    for (name, text) in migrations("postgres") {
        let plain: Vec<_> = text
            .lines()
            .filter(|line| line.contains(" TEXT") && !line.contains(" TEXT COLLATE \"C\""))
            .collect();

        assert_eq!(plain, Vec::<&str>::new(), "{name}");
    }
}
