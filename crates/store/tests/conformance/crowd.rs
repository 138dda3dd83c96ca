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
    tokens: 2,
};

/// What grows with the number of people.
const LARGE: [&str; 6] = [
    "users",
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

/// The lines of a plan that go through all of a large table.
fn endless(plan: &[String], sql: &str) -> Vec<String> {
    let reads_all = |line: &&String| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let names_large = words.iter().any(|word| LARGE.contains(word));
        let table = line.starts_with("SCAN ") && !line.contains(" USING ");
        let index = line.starts_with("SCAN ") && !sql.contains("LIMIT");
        names_large && (table || index || line.contains("Seq Scan"))
    };
    plan.iter().filter(reads_all).cloned().collect()
}

#[tokio::test]
async fn no_list_goes_through_the_whole_crowd() {
    let (_store, mut raw) = crowd().await;

    let mut offenders = Vec::new();
    let statements = statements().into_iter();
    for (file, sql) in statements.filter(|(_, sql)| sql.trim_start().starts_with("SELECT")) {
        for line in endless(&plan(&mut raw, &sql).await, &sql) {
            offenders.push(format!("{file}: {line}: {sql}"));
        }
    }

    assert!(offenders.is_empty(), "{}", offenders.join("\n\n"));
}

#[tokio::test]
async fn going_through_the_whole_crowd_is_noticed() {
    let (_store, mut raw) = crowd().await;

    let sql = "SELECT username FROM users WHERE name = $1";
    let found = endless(&plan(&mut raw, sql).await, sql);

    assert_eq!(found.len(), 1);
}
