//! Assertions that are good once.

use gantry_core::Seconds;
use gantry_store::{sweep, used_assertions};

use crate::builders::{LATER, digest};
use crate::support::{TestStore, race, written};

async fn claimed(store: &TestStore, text: &str) -> bool {
    let assertion = digest(text);
    written!(store, [assertion], tx => used_assertions::claim(tx, *assertion, LATER))
}

#[tokio::test]
async fn an_assertion_is_good_once_and_others_are_not_concerned() {
    let store = TestStore::open().await;

    let one = [claimed(&store, "one").await, claimed(&store, "one").await];
    let other = claimed(&store, "other").await;

    assert_eq!((one, other), ([true, false], true));
}

#[tokio::test]
async fn an_assertion_is_forgotten_when_it_has_run_out() {
    let store = TestStore::open().await;
    claimed(&store, "one").await;

    let early = sweep::run_once(&store, LATER).await.unwrap();
    let known = claimed(&store, "one").await;
    let late = sweep::run_once(&store, LATER.plus(Seconds::new(1)))
        .await
        .unwrap();

    assert_eq!((early, known, late), (0, false, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_uses_an_assertion_up() {
    let store = TestStore::open().await;

    let results =
        race(|_| {
            let (store, assertion) = (store.handle(), digest("one"));
            async move {
                written!(store, [assertion], tx => used_assertions::claim(tx, *assertion, LATER))
            }
        })
        .await;

    assert_eq!(results.iter().filter(|won| **won).count(), 1);
}
