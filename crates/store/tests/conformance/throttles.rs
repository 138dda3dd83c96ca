//! Wrong passwords.

use gantry_core::Timestamp;
use gantry_store::throttles::{self, Throttle};

use crate::builders::{LATER, NOW, digest};
use crate::support::{TestStore, read, written};

async fn count(store: &TestStore, now: Timestamp) -> Option<i64> {
    let subject = digest("alice");
    written!(store, [subject, now], tx => throttles::count_attempt(tx, *subject, *now, LATER))
}

#[tokio::test]
async fn attempts_are_counted_for_each_subject_alone() {
    let store = TestStore::open().await;

    let counts = [count(&store, NOW).await, count(&store, NOW).await];
    let alice = read!(store, conn => throttles::find(conn, digest("alice"), NOW));
    let bob = read!(store, conn => throttles::find(conn, digest("bob"), NOW));

    let expected = Throttle {
        failures: 2,
        blocked_until: Timestamp::from_i64(0),
    };
    assert_eq!(counts, [Some(1), Some(2)]);
    assert_eq!((alice, bob), (Some(expected), None));
}

#[tokio::test]
async fn a_blocked_subject_is_refused_uncounted_until_the_time_is_over() {
    let store = TestStore::open().await;
    let subject = digest("alice");
    count(&store, NOW).await;
    let until = Timestamp::from_i64(NOW.as_i64() + 30);
    let earlier = Timestamp::from_i64(NOW.as_i64() + 5);

    written!(store, [subject, until], tx => throttles::block(tx, *subject, *until));
    written!(store, [subject, earlier], tx => throttles::block(tx, *subject, *earlier));
    let refused = count(&store, earlier).await;
    let stored = read!(store, conn => throttles::find(conn, subject, NOW)).unwrap();
    let heard = count(&store, until).await;

    assert_eq!((refused, heard), (None, Some(2)));
    assert_eq!((stored.failures, stored.blocked_until), (1, until));
}

#[tokio::test]
async fn a_count_that_ran_out_is_forgotten_and_starts_again() {
    let store = TestStore::open().await;
    count(&store, NOW).await;
    count(&store, NOW).await;

    let forgotten = read!(store, conn => throttles::find(conn, digest("alice"), LATER));
    let again = count(&store, LATER).await;

    assert_eq!((forgotten, again), (None, Some(1)));
}

#[tokio::test]
async fn a_cleared_subject_starts_again() {
    let store = TestStore::open().await;
    let subject = digest("alice");
    count(&store, NOW).await;

    written!(store, [subject], tx => throttles::clear(tx, *subject));
    let cleared = read!(store, conn => throttles::find(conn, subject, NOW));

    assert_eq!(cleared, None);
    assert_eq!(count(&store, NOW).await, Some(1));
}

#[tokio::test]
async fn an_attempt_taken_back_leaves_those_before_it() {
    let store = TestStore::open().await;
    let (subject, until) = (digest("alice"), LATER);
    count(&store, NOW).await;

    written!(store, [subject, until], tx => async {
        throttles::count_attempt(tx, *subject, NOW, LATER).await?;
        throttles::block(tx, *subject, *until).await?;
        throttles::take_back(tx, *subject).await
    });
    let left = read!(store, conn => throttles::find(conn, subject, NOW)).unwrap();
    written!(store, [subject], tx => throttles::take_back(tx, *subject));
    written!(store, [subject], tx => throttles::take_back(tx, *subject));
    let none = read!(store, conn => throttles::find(conn, subject, NOW)).unwrap();

    assert_eq!((left.failures, left.blocked_until.as_i64()), (1, 0));
    assert_eq!(none.failures, 0);
}
