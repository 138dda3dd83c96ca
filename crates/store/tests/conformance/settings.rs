//! Named texts, and the number of the configuration.

use gantry_store::{config_version, settings};

use crate::support::{TestStore, read, written};

#[tokio::test]
async fn a_setting_is_written_once() {
    let store = TestStore::open().await;

    let before = read!(store, conn => settings::get(conn, "bootstrap"));
    let first = written!(store, [], tx => settings::set_once(tx, "bootstrap", "one"));
    let second = written!(store, [], tx => settings::set_once(tx, "bootstrap", "two"));
    let after = read!(store, conn => settings::get(conn, "bootstrap"));

    assert_eq!(before, None);
    assert_eq!((first, second), (true, false));
    assert_eq!(after.as_deref(), Some("one"));
}

#[tokio::test]
async fn each_bump_raises_the_number_that_another_process_reads() {
    let store = TestStore::open().await;
    let other = store.second().await;

    let before = read!(other, conn => config_version::current(conn));
    written!(store, [], tx => config_version::bump(tx));
    written!(store, [], tx => config_version::bump(tx));
    let after = read!(other, conn => config_version::current(conn));

    assert_eq!(after, before + 2);
}
