//! With a crowd in the database and its statistics known, no list and no look-up reads a table of
//! the crowd from end to end: neither the table itself nor an index of it without an end in sight.
//! Changes of many rows are left to the other test of plans: without the number of rows PostgreSQL
//! takes any of them for a tenth of the table.

#[path = "../../examples/crowd/filling.rs"]
mod filling;

use crate::backup_filling::execute;
use crate::crowd::filling::{Dialect, Size, statements as filling_statements};
use crate::plans::{plan, statements};
use crate::support::{Raw, TestStore};

/// Enough for both databases to find an index worth its while.
const SIZE: Size = Size {
    people: 6000,
    groups: 3000,
    tokens: 2,
};

/// What grows with the number of people.
const LARGE: [&str; 7] = [
    "users",
    "groups",
    "user_words",
    "memberships",
    "sessions",
    "access_tokens",
    "audit",
];

async fn crowd() -> (TestStore, Raw) {
    let store = TestStore::open().await;
    let mut raw = store.raw().await;
    let dialect = match raw {
        Raw::Sqlite(_) => Dialect::Sqlite,
        Raw::Postgres(_) => Dialect::Postgres,
    };
    for sql in filling_statements(dialect, SIZE) {
        execute(&mut raw, &sql).await;
    }
    if let Raw::Postgres(_) = raw {
        execute(&mut raw, "SET plan_cache_mode = force_generic_plan").await;
    }
    (store, raw)
}

/// The lines of a plan that go through all of a large table, be it for a filter of Bloom's.
fn endless(plan: &[String], sql: &str) -> Vec<String> {
    let reads_all = |line: &&String| {
        let mut words = line.split_whitespace();
        let names_large = words.any(|word| LARGE.contains(&table_of(word, sql).as_str()));
        let table = line.starts_with("SCAN ") && !line.contains(" USING ");
        let index = line.starts_with("SCAN ") && !sql.contains("LIMIT");
        let filter = line.starts_with("BLOOM FILTER ");
        names_large && (table || index || filter || line.contains("Seq Scan"))
    };
    plan.iter().filter(reads_all).cloned().collect()
}

/// The table that a word of a plan means: the word itself, or the one before it in the statement.
/// A part of the statement that has the name of its own is none.
fn table_of(word: &str, sql: &str) -> String {
    let bare = |word: &str| word.trim_matches(['(', ')', ',']).to_owned();
    let words: Vec<String> = sql.split_whitespace().map(bare).collect();
    let mut pairs = words.iter().zip(words.iter().skip(1));
    let renamed = pairs.find(|(table, name)| LARGE.contains(&table.as_str()) && *name == word);
    renamed.map_or_else(|| word.to_owned(), |(table, _)| table.clone())
}

fn reads(sql: &str) -> bool {
    let verb = sql.split_whitespace().next();
    matches!(verb, Some("SELECT" | "WITH"))
}

#[tokio::test]
async fn no_list_goes_through_the_whole_crowd() {
    let (_store, mut raw) = crowd().await;

    let mut offenders = Vec::new();
    let statements = statements().into_iter();
    for (file, sql) in statements.filter(|(_, sql)| reads(sql)) {
        for line in endless(&plan(&mut raw, &sql).await, &sql) {
            offenders.push(format!("{file}: {line}: {sql}"));
        }
    }

    assert!(offenders.is_empty(), "{}", offenders.join("\n\n"));
}

#[tokio::test]
async fn going_through_the_whole_crowd_is_noticed() {
    let (_store, mut raw) = crowd().await;

    for sql in [
        "SELECT username FROM users WHERE name = $1",
        "SELECT g.name FROM memberships m JOIN groups g ON g.name = $1",
    ] {
        let found = endless(&plan(&mut raw, sql).await, sql);

        assert!(!found.is_empty(), "{sql}");
    }
}
