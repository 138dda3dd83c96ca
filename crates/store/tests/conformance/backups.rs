//! Back-ups: from either database into a file, and from the file into either database.
//!
//! With `GANTRY_TEST_DATABASE=postgres` both kinds are sources and targets.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use gantry_core::audit::{AuditEntry, Event};
use gantry_core::{Env, Secret, Timestamp};
use gantry_store::backups::{self, Backup};
use gantry_store::config_version;
use gantry_store::copy::{
    BackupFile, CopyError, KEPT, LEFT_OUT, Manifest, Restoring, Stamp, back_up,
};
use tempfile::TempDir;

use crate::backup_filling::{ROWS, dump, execute, fill, tables};
use crate::builders;
use crate::support::{TestStore, read, written};

/// A moment long after everything else in these tests.
pub(crate) const LATER: i64 = 2_000_000_000;

pub(crate) fn stamp() -> Stamp {
    Stamp {
        key_id: "0badc0de".to_owned(),
        made_at: Timestamp::from_i64(LATER),
        gantry: "0.0.0".to_owned(),
        master_key: None,
    }
}

pub(crate) fn restoring(replace: bool) -> Restoring {
    let env = Env::system();
    Restoring {
        now: Timestamp::from_i64(LATER),
        entry: AuditEntry {
            id: env.id(),
            at: Timestamp::from_i64(LATER),
            event: Event::Restored,
            reason: None,
            correlation: None,
            user_id: None,
            actor_id: None,
            client_id: None,
            detail: "a test".to_owned(),
        },
        replace,
    }
}

/// An empty file in a folder of its own.
pub(crate) fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("copy.db");
    std::fs::write(&file, "").unwrap();
    (folder, file)
}

async fn restore(file: &Path, target: &TestStore, replace: bool) -> Result<(), CopyError> {
    let opened = BackupFile::open(file).await?;
    let restored = opened.restore_into(target, restoring(replace)).await;
    opened.close().await;
    restored
}

async fn copied(source: &TestStore, target: &TestStore, replace: bool) -> Manifest {
    let (_folder, file) = place();
    let manifest = back_up(source, &file, stamp()).await.unwrap();
    restore(&file, target, replace).await.unwrap();
    manifest
}

/// What restoring changes by itself is made the same on both sides.
fn without_changes(mut tables: BTreeMap<String, Vec<String>>) -> BTreeMap<String, Vec<String>> {
    for changed in [
        "config_version",
        "jobs",
        "chat_accounts",
        "workspaces",
        "totp_factors",
    ] {
        let rows = tables.remove(changed).unwrap();
        tables.insert(changed.to_owned(), vec![format!("{} rows", rows.len())]);
    }
    let trail = tables.get_mut("audit").unwrap();
    trail.retain(|line| !line.contains("event=restored"));
    for (table, _) in LEFT_OUT {
        tables.insert(table.to_owned(), Vec::new());
    }
    tables
}

#[tokio::test]
async fn everything_that_lasts_comes_back_in_all_directions() {
    let source = TestStore::open().await;
    let (same, sqlite, back) = (
        TestStore::open().await,
        TestStore::open_sqlite().await,
        TestStore::open().await,
    );
    fill(&source).await;

    let manifest = copied(&source, &same, false).await;
    copied(&source, &sqlite, false).await;
    copied(&sqlite, &back, false).await;

    let expected = without_changes(dump(&source).await);
    assert_eq!(manifest.rows["groups"], i64::try_from(ROWS).unwrap());
    assert_eq!(expected["user_words"].len(), 2 * ROWS);
    for target in [same, sqlite, back] {
        let found = without_changes(dump(&target).await);
        for (table, rows) in &expected {
            assert_eq!(&found[table], rows, "{table}");
        }
    }
}

#[tokio::test]
async fn what_is_good_for_one_use_or_for_its_bearer_does_not_come_back() {
    let (source, target) = (TestStore::open().await, TestStore::open().await);
    fill(&source).await;
    fill(&target).await;

    copied(&source, &target, true).await;

    let found = dump(&target).await;
    for (table, why) in LEFT_OUT {
        assert!(found[table].is_empty(), "{table}: {why}");
    }
    // Codes of the current step and the next one are as good as used.
    let step = format!("last_step={}", LATER / 30 + 1);
    assert!(found["totp_factors"].iter().all(|row| row.contains(&step)));
    assert!(
        found["jobs"]
            .iter()
            .all(|row| row.contains("lease_until=0"))
    );
    let now = format!("reconcile_at={LATER}");
    assert!(found["workspaces"].iter().all(|row| row.contains(&now)));
}

#[tokio::test]
async fn every_table_is_either_kept_or_left_out_for_a_reason() {
    let store = TestStore::open().await;

    let mut known: Vec<&str> = LEFT_OUT.iter().map(|(table, _)| *table).collect();
    known.extend(KEPT);
    known.sort_unstable();

    assert_eq!(tables(&mut store.raw().await).await, known);
}

#[tokio::test]
async fn caches_of_every_process_read_again_and_the_trail_says_so() {
    let (source, target) = (TestStore::open().await, TestStore::open().await);
    let sql = "UPDATE config_version SET version = 7";
    execute(&mut target.raw().await, sql).await;

    copied(&source, &target, false).await;

    assert_eq!(read!(target, conn => config_version::current(conn)), 8);
    let trail = &dump(&target).await["audit"];
    assert_eq!(trail.len(), 1);
    assert!(trail[0].contains("event=restored"));
}

#[tokio::test]
async fn the_manifest_says_what_the_file_holds() {
    let source = TestStore::open().await;
    let (_folder, file) = place();
    let with_key = Stamp {
        master_key: Some(Secret::new("key".to_owned())),
        ..stamp()
    };

    back_up(&source, &file, with_key).await.unwrap();

    let opened = BackupFile::open(&file).await.unwrap();
    let manifest = opened.manifest();
    assert_eq!(manifest.stamp.key_id, "0badc0de");
    assert_eq!(manifest.stamp.made_at.as_i64(), LATER);
    let key = manifest.stamp.master_key.as_ref().unwrap();
    assert_eq!(key.expose(), "key");
    assert_eq!(manifest.rows["config_version"], 1);
    assert_eq!(manifest.rows.len(), KEPT.len());
    opened.close().await;
}

/// Each write adds two people; a copy never holds an odd number of them.
#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_a_busy_database_shows_one_moment() {
    let source = TestStore::open().await;
    fill(&source).await;
    let stop = Arc::new(AtomicBool::new(false));
    let busy = tokio::spawn(add_pairs(source.handle(), Arc::clone(&stop)));

    let mut sizes = Vec::new();
    for _ in 0..3 {
        let (_folder, file) = place();
        let manifest = back_up(&source, &file, stamp()).await.unwrap();
        BackupFile::open(&file).await.unwrap().close().await;
        sizes.push(manifest.rows["users"]);
    }

    stop.store(true, Ordering::Relaxed);
    let added = busy.await.unwrap();
    assert!(added > 0);
    let rows = i64::try_from(ROWS).unwrap();
    assert!(sizes.iter().all(|size| (size - rows) % 2 == 0), "{sizes:?}");
    assert!(sizes[2] > sizes[0], "nobody was added: {sizes:?}");
}

async fn add_pairs(store: gantry_store::Store, stop: Arc<AtomicBool>) -> usize {
    let mut added = 0;
    while !stop.load(Ordering::Relaxed) {
        let pair = [0, 1].map(|half| builders::user(&format!("pair-{added}-{half}")));
        written!(store, [pair], tx => async {
            for user in pair {
                gantry_store::users::insert(tx, user, None).await?;
            }
            Ok::<_, gantry_store::StoreError>(())
        });
        added += 1;
    }
    added
}

#[tokio::test]
async fn what_became_of_back_ups_is_listed_and_the_last_good_one_is_not_forgotten() {
    let store = TestStore::open().await;
    let env = Env::system();
    let attempts = [true, false, false].map(|good| Backup {
        id: env.id(),
        path: "/backups/a".to_owned(),
        bytes: 9,
        problem: (!good).then(|| "no room".to_owned()),
        checked_at: good.then(|| env.now()),
        created_at: env.now(),
    });
    for attempt in &attempts {
        written!(store, [attempt], tx => backups::insert(tx, attempt));
    }

    let newest = attempts[2].id;
    let forgotten = written!(store, [newest], tx => backups::forget(tx, *newest));

    assert_eq!(forgotten, 1);
    let good = read!(store, conn => backups::newest_good(conn));
    assert_eq!(good.as_ref(), Some(&attempts[0]));
    let listed = read!(store, conn => backups::newest(conn, 9));
    assert_eq!(listed, [attempts[2].clone(), attempts[0].clone()]);
}
