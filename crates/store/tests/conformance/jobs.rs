//! Work that one of several servers does at a time.

use gantry_core::Timestamp;
use gantry_store::jobs::{self, Progress};

use crate::builders::{LATER, NOW};
use crate::support::{TestStore, race, read, written};

const JOB: &str = "count";

fn wins(results: &[bool]) -> usize {
    results.iter().filter(|won| **won).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_servers_takes_a_job() {
    let store = TestStore::open().await;
    let (here, there) = (store.handle(), store.second().await);

    let results = race(|number| {
        let store = if number % 2 == 0 {
            here.clone()
        } else {
            there.clone()
        };
        async move { written!(store, [], tx => jobs::lease(tx, JOB, NOW, LATER)) }
    })
    .await;

    assert_eq!(wins(&results), 1);
}

#[tokio::test]
async fn a_lease_that_ran_out_is_taken_by_another_and_not_given_back_by_the_first() {
    let store = TestStore::open().await;
    let end = Timestamp::from_i64(LATER.as_i64() + 60);
    assert!(written!(store, [], tx => jobs::lease(tx, JOB, NOW, LATER)));

    let early = written!(store, [], tx => jobs::lease(tx, JOB, NOW, end));
    let late = written!(store, [], tx => jobs::lease(tx, JOB, LATER, end));
    let former = written!(store, [], tx => jobs::finish(tx, JOB, LATER, LATER));
    let holder = written!(store, [end], tx => jobs::finish(tx, JOB, *end, LATER));

    assert_eq!([early, late, former, holder], [false, true, false, true]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_position_is_moved_on_once_from_where_it_was_read() {
    let store = TestStore::open().await;
    assert!(written!(store, [], tx => jobs::lease(tx, JOB, NOW, LATER)));

    let results = race(|_| {
        let store = store.handle();
        async move { written!(store, [], tx => jobs::advance(tx, JOB, "", "5")) }
    })
    .await;
    let progress = read!(store, conn => jobs::progress(conn, JOB));

    assert_eq!(wins(&results), 1);
    assert_eq!(progress.position, "5");
}

#[tokio::test]
async fn a_job_that_never_ran_has_come_nowhere() {
    let store = TestStore::open().await;

    let progress = read!(store, conn => jobs::progress(conn, JOB));

    assert_eq!(progress, Progress::default());
}
