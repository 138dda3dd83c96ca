//! `kill -9` in the middle of a restore: the database is empty or complete, and a second attempt
//! fills it.

#[expect(dead_code, reason = "the back-up is made of a SQLite database")]
#[path = "../../../store/examples/crowd/filling.rs"]
mod filling;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use gantry_store::users;
use gantry_test_support::TestDatabase;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

use crate::restores::filling::{Dialect, Size, statements};

/// Enough for a restore that takes a while.
const PEOPLE: u64 = 20_000;

fn gantry(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gantry"));
    command.args(arguments).arg("--data-dir").arg(folder);
    command.stdin(Stdio::null()).stdout(Stdio::null());
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("GANTRY_")) {
        command.env_remove(name);
    }
    command
}

/// A back-up of a crowd, with its master key.
async fn back_up(folder: &Path) -> PathBuf {
    let made = gantry(folder, &["group", "list"]).status().unwrap();
    assert!(made.success());
    let url = format!("sqlite:{}", folder.join("gantry.db").display());
    let options: SqliteConnectOptions = url.parse().unwrap();
    let mut connection = options.connect().await.unwrap();
    let size = Size {
        people: PEOPLE,
        groups: 100,
        tokens: 1,
    };
    for sql in statements(Dialect::Sqlite, size) {
        let query = sqlx::raw_sql(AssertSqlSafe(sql));
        query.execute(&mut connection).await.unwrap();
    }
    connection.close().await.unwrap();
    let file = folder.join("crowd.backup");
    let shown = file.to_str().unwrap();
    let done = gantry(folder, &["backup", shown, "--with-key"]).status();
    assert!(done.unwrap().success());
    file
}

/// Whether the crowd is there: all of it, or nobody.
async fn is_filled(database: &TestDatabase) -> bool {
    let store = database.open().await;
    let mut conn = store.read().await.unwrap();
    let mut found = Vec::new();
    for name in ["crowd1".to_owned(), format!("crowd{PEOPLE}")] {
        let name = name.parse().unwrap();
        let person = users::by_username(&mut conn, &name).await.unwrap();
        found.push(person.is_some());
    }
    drop(conn);
    store.close().await;
    assert_eq!(found[0], found[1], "half a crowd");
    found[0]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_that_is_killed_leaves_nothing_or_everything() {
    let (old, new) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let database = TestDatabase::create().await;
    let file = back_up(old.path()).await;
    let shown = file.to_str().unwrap();
    let restore = ["restore", shown, "--database-url", database.url()];

    let mut killed = 0;
    for pause in [150, 400, 800, 1600] {
        let mut process = gantry(new.path(), &restore).spawn().unwrap();
        tokio::time::sleep(Duration::from_millis(pause)).await;
        process.kill().unwrap();
        process.wait().unwrap();
        if is_filled(&database).await {
            break;
        }
        killed += 1;
    }

    assert!(killed > 0, "the first one was done already");
    if !is_filled(&database).await {
        assert!(gantry(new.path(), &restore).status().unwrap().success());
        assert!(is_filled(&database).await);
    }
    let left = std::fs::read_dir(new.path()).unwrap().flatten();
    let names = left.map(|entry| entry.file_name().into_string().unwrap());
    let scratch = names.filter(|name| name.contains("scratch")).count();
    assert!(scratch <= 1, "folders of killed processes stay");
}
