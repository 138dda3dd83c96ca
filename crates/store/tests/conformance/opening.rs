//! Opening, closing, durability, and a database that somebody else holds.

use std::time::Duration;

use gantry_store::{Store, StoreError, settings};
use sqlx::Connection;

use crate::support::{Raw, TestStore, read, write, written};

#[tokio::test]
async fn a_url_of_neither_database_is_refused() {
    let result = Store::open("mysql://localhost/gantry").await;

    assert!(matches!(result, Err(StoreError::Url(_))));
}

#[tokio::test]
async fn what_was_written_is_there_after_closing_and_opening() {
    let store = TestStore::open().await;
    written!(store, [], tx => settings::set_once(tx, "name", "value"));

    store.close().await;
    let again = store.second().await;

    let value = read!(again, conn => settings::get(conn, "name"));
    assert_eq!(value.as_deref(), Some("value"));
}

#[tokio::test]
async fn a_closed_store_refuses_reading_and_writing() {
    let store = TestStore::open().await;

    store.close().await;
    let reading = store.read().await.err();
    let writing = write!(store, [], tx => settings::set_once(tx, "name", "value"));

    assert!(matches!(reading, Some(StoreError::Closed)));
    assert!(matches!(writing, Err(StoreError::Closed)));
}

#[tokio::test]
async fn closing_waits_for_what_was_asked_before_and_may_be_repeated() {
    let store = TestStore::open().await;
    let handle = store.handle();

    let asked = async { write!(handle, [], tx => settings::set_once(tx, "name", "value")) };
    let (written, ()) = tokio::join!(asked, store.close());
    store.close().await;

    assert!(matches!(written, Ok(true)));
}

#[tokio::test]
async fn sqlite_promises_on_the_writing_connection_that_a_commit_survives_a_power_cut() {
    let store = TestStore::open().await;

    let durability = store.durability().await.unwrap();

    match store.database() {
        "SQLite" => assert_eq!(durability, Some(("wal".to_owned(), 2))),
        _ => assert_eq!(durability, None),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_waits_for_another_process_that_holds_the_same_rows() {
    let store = TestStore::open().await;
    let mut raw = store.raw().await;
    let sql = "INSERT INTO settings (name, value) VALUES ('name', 'theirs')";
    match &mut raw {
        Raw::Sqlite(conn) => {
            sqlx::query("BEGIN IMMEDIATE")
                .execute(&mut *conn)
                .await
                .unwrap();
            sqlx::query(sql).execute(conn).await.unwrap();
        }
        Raw::Postgres(conn) => {
            sqlx::query("BEGIN").execute(&mut *conn).await.unwrap();
            sqlx::query(sql).execute(conn).await.unwrap();
        }
    }

    let handle = store.handle();
    let mine =
        tokio::spawn(
            async move { written!(handle, [], tx => settings::set_once(tx, "name", "mine")) },
        );
    tokio::time::sleep(Duration::from_millis(300)).await;
    let waited = !mine.is_finished();
    match raw {
        Raw::Sqlite(mut conn) => {
            sqlx::query("COMMIT").execute(&mut conn).await.unwrap();
            conn.close().await.unwrap();
        }
        Raw::Postgres(mut conn) => {
            sqlx::query("COMMIT").execute(&mut conn).await.unwrap();
            conn.close().await.unwrap();
        }
    }
    let won = mine.await.unwrap();

    assert!(waited);
    assert!(!won);
    let value = read!(store, conn => settings::get(conn, "name"));
    assert_eq!(value.as_deref(), Some("theirs"));
}
