//! `gantry restore` of files that another Gantry made.

use std::fs;
use std::path::Path;
use std::str::FromStr;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions};

use crate::{gantry, run};

/// Changes a back-up file past Gantry.
fn change(file: &Path, sql: &'static str) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let url = format!("sqlite:{}", file.display());
        let options = SqliteConnectOptions::from_str(&url).unwrap();
        let mut conn = options.connect().await.unwrap();
        let sql = AssertSqlSafe(sql.to_owned());
        sqlx::raw_sql(sql).execute(&mut conn).await.unwrap();
    });
}

#[test]
fn a_back_up_of_a_newer_gantry_is_refused_in_clear_words_and_changes_nothing() {
    let (old, new) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    run(old.path(), "user add alice --json");
    let file = old.path().join("today.backup");
    run(old.path(), &format!("backup {} --json", file.display()));
    change(
        &file,
        "UPDATE backup_manifest SET value = '9999' WHERE name = 'schema'",
    );
    fs::copy(old.path().join("master.key"), new.path().join("master.key")).unwrap();

    let line = format!("restore {}", file.display());
    let refused = gantry(new.path(), &line).output().unwrap();

    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("the back-up has schema 9999"), "{said}");
    assert!(
        said.contains("use the Gantry that made it, or a newer one"),
        "{said}"
    );
    assert!(!new.path().join("gantry.db").exists());
}
