//! Back-ups that an earlier Gantry made are brought up to date on the way into a database.

use std::path::Path;
use std::str::FromStr;

use gantry_core::role::Role;
use gantry_core::user::User;
use gantry_store::copy::{BackupFile, KEPT, back_up};
use gantry_store::{clients, memberships, users};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, SqlSafeStr, SqliteConnection};

use crate::backups::{place, restoring, stamp};
use crate::support::TestStore;

/// The first schema in which a person has a role.
const ROLES: i64 = 4;

/// Number, name and text of every migration of SQLite.
fn migrations() -> Vec<(i64, String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations/sqlite");
    let files = std::fs::read_dir(folder).unwrap();
    let mut all: Vec<(i64, String, String)> = files
        .map(|file| {
            let path = file.unwrap().path();
            let stem = path.file_stem().unwrap().to_str().unwrap();
            let (number, name) = stem.split_once('_').unwrap();
            let text = std::fs::read_to_string(&path).unwrap();
            (number.parse().unwrap(), name.to_owned(), text)
        })
        .collect();
    all.sort();
    all
}

async fn run(conn: &mut SqliteConnection, sql: String) {
    let sql = AssertSqlSafe(sql);
    sqlx::raw_sql(sql).execute(conn).await.unwrap();
}

/// The file as the Gantry of that schema made it: somebody who administers, in the one group that
/// may enter the one application.
async fn made_at(schema: i64, file: &Path) {
    let url = format!("sqlite:{}", file.display());
    let options = SqliteConnectOptions::from_str(&url).unwrap();
    let mut conn = options.connect().await.unwrap();
    let known = migrations()
        .into_iter()
        .filter(|(number, ..)| *number <= schema);
    let known = known.map(|(number, name, text)| {
        let text = AssertSqlSafe(text).into_sql_str();
        Migration::new(number, name.into(), MigrationType::Simple, text, false)
    });
    let migrator = Migrator::with_migrations(known.collect());
    migrator.run(&mut conn).await.unwrap();
    let (column, value) = if schema < ROLES {
        ("admin", "1")
    } else {
        ("role", "'administrator'")
    };
    let id = "01890a5dac96774bbcceb302099a8057";
    let uuid = "01890a5d-ac96-774b-bcce-b302099a8057";
    run(
        &mut conn,
        format!(
            "INSERT INTO users (id, subject, username, username_folded, email_verified, name,
                 profile, disabled, created_at, updated_at, {column})
             VALUES (x'{id}', 'sub', 'Alice', 'alice', 0, 'Alice', '{{}}', 0, 1, 1, {value});
             INSERT INTO groups (id, name, name_folded, created_at)
             VALUES (x'{id}', 'staff', 'staff', 1);
             INSERT INTO memberships (group_id, user_id) VALUES (x'{id}', x'{id}');
             INSERT INTO clients (id, client_id, slug, name, disabled, settings, created_at)
             VALUES (x'{id}', 'wiki', 'wiki', 'Wiki', 0,
                 '{{\"allowed_groups\": [\"{uuid}\"]}}', 1);"
        ),
    )
    .await;
    note(&mut conn, schema).await;
}

/// What the file says about itself.
async fn note(conn: &mut SqliteConnection, schema: i64) {
    let mut notes = vec![
        ("format".to_owned(), "gantry-backup-1".to_owned()),
        ("schema".to_owned(), schema.to_string()),
        ("key_id".to_owned(), stamp().key_id),
        ("made_at".to_owned(), "1700000000".to_owned()),
        ("gantry".to_owned(), "0.0.0".to_owned()),
    ];
    for table in KEPT {
        let count = AssertSqlSafe(format!("SELECT count(*) FROM {table}"));
        let counted = sqlx::query_scalar::<_, i64>(count).fetch_one(&mut *conn);
        if let Ok(rows) = counted.await {
            notes.push((format!("rows.{table}"), rows.to_string()));
        }
    }
    let table = "CREATE TABLE backup_manifest (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT";
    run(conn, table.to_owned()).await;
    for (name, value) in notes {
        let note = format!("INSERT INTO backup_manifest VALUES ('{name}', '{value}')");
        run(conn, note).await;
    }
}

async fn alice(store: &TestStore) -> User {
    let mut conn = store.read().await.unwrap();
    let name = "alice".parse().unwrap();
    users::by_username(&mut conn, &name).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_file_of_every_earlier_schema_fills_a_database_of_today() {
    let newest = migrations().last().unwrap().0;

    for schema in 1..=newest {
        let target = TestStore::open().await;
        let (_folder, file) = place();
        made_at(schema, &file).await;

        let opened = BackupFile::open(&file).await.unwrap();
        let filled = opened.restore_into(&target, restoring(false)).await;
        opened.close().await;

        filled.unwrap();
        let alice = alice(&target).await;
        assert_eq!(alice.role, Some(Role::Administrator), "{schema}");
        let mut conn = target.read().await.unwrap();
        let groups = memberships::groups_of(&mut conn, alice.id).await.unwrap();
        assert_eq!(groups.len(), 1, "{schema}");
        let wiki = clients::list(&mut conn, None, 2).await.unwrap();
        assert_eq!(wiki[0].settings.access.bindings.len(), 1, "{schema}");
        assert_eq!(opened_schema(&target).await, newest, "{schema}");
    }
}

/// A back-up of what was restored is one of today.
async fn opened_schema(store: &TestStore) -> i64 {
    let (_folder, file) = place();
    back_up(store, &file, stamp()).await.unwrap().schema
}

#[tokio::test]
async fn a_file_of_an_earlier_schema_that_lost_rows_is_refused() {
    let (_folder, file) = place();
    made_at(3, &file).await;
    let url = format!("sqlite:{}", file.display());
    let options = SqliteConnectOptions::from_str(&url).unwrap();
    let mut conn = options.connect().await.unwrap();
    run(&mut conn, "DELETE FROM memberships".to_owned()).await;
    drop(conn);

    let said = BackupFile::open(&file).await.unwrap_err().to_string();

    assert!(
        said.contains("memberships has 0 rows instead of 1"),
        "{said}"
    );
}
