//! Files that are not restored, and databases that are not overwritten.

use std::path::Path;
use std::str::FromStr;

use gantry_store::copy::{BackupFile, CopyError, back_up};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions};

use crate::backup_filling::{dump, fill};
use crate::backups::{place, restoring, stamp};
use crate::support::TestStore;

async fn change(file: &Path, sql: &str) {
    let url = format!("sqlite:{}", file.display());
    let options = SqliteConnectOptions::from_str(&url).unwrap();
    let mut conn = options.connect().await.unwrap();
    let sql = AssertSqlSafe(sql.to_owned());
    sqlx::raw_sql(sql).execute(&mut conn).await.unwrap();
}

async fn refusal(file: &Path) -> String {
    BackupFile::open(file).await.unwrap_err().to_string()
}

#[tokio::test]
async fn a_database_that_holds_something_is_left_alone() {
    let (source, target) = (TestStore::open().await, TestStore::open().await);
    let (_folder, file) = place();
    back_up(&source, &file, stamp()).await.unwrap();
    fill(&target).await;
    let before = dump(&target).await;

    let opened = BackupFile::open(&file).await.unwrap();
    let refused = opened.restore_into(&target, restoring(false)).await;

    assert!(matches!(refused, Err(CopyError::NotEmpty)), "{refused:?}");
    assert_eq!(dump(&target).await, before);
    opened.close().await;
}

#[tokio::test]
async fn a_file_of_somebody_else_is_refused() {
    let (_folder, file) = place();
    std::fs::write(&file, "This is a letter, and a long one.\n".repeat(200)).unwrap();
    let (_other_folder, other) = place();
    change(&other, "CREATE TABLE users (id INTEGER)").await;

    assert_eq!(
        refusal(&file).await,
        "the file is damaged: file is not a database"
    );
    assert_eq!(refusal(&other).await, "the file is not a back-up of Gantry");
}

#[tokio::test]
async fn a_file_that_was_cut_off_is_refused() {
    let source = TestStore::open_sqlite().await;
    fill(&source).await;
    let (_folder, file) = place();
    back_up(&source, &file, stamp()).await.unwrap();
    let whole = std::fs::read(&file).unwrap();

    for part in [whole.len() / 2, whole.len() - 4096, 100] {
        std::fs::write(&file, &whole[..part]).unwrap();

        let said = refusal(&file).await;

        assert!(said.starts_with("the file is damaged"), "{part}: {said}");
    }
}

#[tokio::test]
async fn a_file_whose_rows_were_removed_is_refused() {
    let source = TestStore::open_sqlite().await;
    let (_folder, file) = place();
    back_up(&source, &file, stamp()).await.unwrap();
    change(&file, "DELETE FROM config_version").await;

    assert_eq!(
        refusal(&file).await,
        "the file is damaged: config_version has 0 rows instead of 1"
    );
}

#[tokio::test]
async fn a_file_of_a_younger_gantry_is_refused() {
    let source = TestStore::open_sqlite().await;
    let (_folder, file) = place();
    let manifest = back_up(&source, &file, stamp()).await.unwrap();
    let sql = "UPDATE backup_manifest SET value = '9999' WHERE name = 'schema'";
    change(&file, sql).await;

    let said = refusal(&file).await;

    let expected = format!(
        "the back-up has schema 9999, this Gantry knows schemas up to {}",
        manifest.schema
    );
    assert!(said.starts_with(&expected), "{said}");
}

/// What breaks half way leaves the target as it was.
#[tokio::test]
async fn a_file_that_does_not_fit_together_changes_nothing() {
    let (source, target) = (TestStore::open_sqlite().await, TestStore::open().await);
    fill(&source).await;
    let (_folder, file) = place();
    back_up(&source, &file, stamp()).await.unwrap();
    let sql = "PRAGMA foreign_keys = off; UPDATE memberships SET user_id = x'00'
               WHERE user_id = (SELECT max(user_id) FROM memberships)";
    change(&file, sql).await;
    let before = dump(&target).await;

    let opened = BackupFile::open(&file).await.unwrap();
    let broken = opened.restore_into(&target, restoring(false)).await;

    assert!(matches!(broken, Err(CopyError::Store(_))), "{broken:?}");
    assert_eq!(dump(&target).await, before);
    opened.close().await;
}
