//! Schema changes, embedded as text: the same numbers and names for both databases.

use std::borrow::Cow;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{PgPool, SqlSafeStr, SqlitePool};

use crate::error::StoreError;

/// Number, name, text for SQLite, text for PostgreSQL. Only ever appended to.
const MIGRATIONS: [(i64, &str, &str, &str); 6] = [
    (
        1,
        "first",
        include_str!("../../../migrations/sqlite/0001_first.sql"),
        include_str!("../../../migrations/postgres/0001_first.sql"),
    ),
    (
        2,
        "rocketchat",
        include_str!("../../../migrations/sqlite/0002_rocketchat.sql"),
        include_str!("../../../migrations/postgres/0002_rocketchat.sql"),
    ),
    (
        3,
        "standards",
        include_str!("../../../migrations/sqlite/0003_standards.sql"),
        include_str!("../../../migrations/postgres/0003_standards.sql"),
    ),
    (
        4,
        "people",
        include_str!("../../../migrations/sqlite/0004_people.sql"),
        include_str!("../../../migrations/postgres/0004_people.sql"),
    ),
    (
        5,
        "hardening",
        include_str!("../../../migrations/sqlite/0005_hardening.sql"),
        include_str!("../../../migrations/postgres/0005_hardening.sql"),
    ),
    (
        6,
        "entry",
        include_str!("../../../migrations/sqlite/0006_entry.sql"),
        include_str!("../../../migrations/postgres/0006_entry.sql"),
    ),
];

/// The number of the newest schema.
pub(crate) const fn newest() -> i64 {
    let [.., (number, ..)] = MIGRATIONS;
    number
}

pub(crate) async fn sqlite(pool: &SqlitePool) -> Result<(), StoreError> {
    Ok(migrator(|(_, _, sqlite, _)| sqlite).run(pool).await?)
}

pub(crate) async fn postgres(pool: &PgPool) -> Result<(), StoreError> {
    Ok(migrator(|(_, _, _, postgres)| postgres).run(pool).await?)
}

fn migrator(text: fn(&(i64, &str, &'static str, &'static str)) -> &'static str) -> Migrator {
    let migrations = MIGRATIONS.iter().map(|entry| {
        let (number, name, ..) = entry;
        Migration::new(
            *number,
            Cow::Borrowed(name),
            MigrationType::Simple,
            text(entry).into_sql_str(),
            false,
        )
    });
    Migrator::with_migrations(migrations.collect())
}
