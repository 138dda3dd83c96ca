//! Signing keys.

use gantry_core::signing_key::{SigningAlgorithm, SigningKey};
use gantry_store::signing_keys;

use crate::builders::{LATER, NOW, id};
use crate::support::{TestStore, read, write, written};

fn key(kid: &str, algorithm: SigningAlgorithm) -> SigningKey {
    SigningKey {
        id: id(),
        kid: kid.to_owned(),
        algorithm,
        sealed: vec![0, 255, 7],
        active_from: NOW,
        retired_at: None,
        created_at: NOW,
    }
}

#[tokio::test]
async fn keys_are_read_back_oldest_first() {
    let store = TestStore::open().await;
    let (old, new) = (
        key("old", SigningAlgorithm::EdDsa),
        key("new", SigningAlgorithm::Es256),
    );
    written!(store, [new], tx => signing_keys::insert(tx, new));
    written!(store, [old], tx => signing_keys::insert(tx, old));

    let all = read!(store, conn => signing_keys::all(conn));

    assert_eq!(format!("{all:?}"), format!("{:?}", [old, new]));
}

#[tokio::test]
async fn a_second_key_of_the_same_name_is_an_error() {
    let store = TestStore::open().await;
    let (one, two) = (
        key("k", SigningAlgorithm::Rs256),
        key("k", SigningAlgorithm::Rs256),
    );
    written!(store, [one], tx => signing_keys::insert(tx, one));

    let result = write!(store, [two], tx => signing_keys::insert(tx, two));
    let all = read!(store, conn => signing_keys::all(conn));

    assert!(result.is_err());
    assert_eq!(all.len(), 1);
}

#[tokio::test]
async fn the_keys_of_an_algorithm_retire_once_and_no_others() {
    let store = TestStore::open().await;
    let old = key("old", SigningAlgorithm::Rs256);
    let other = key("other", SigningAlgorithm::EdDsa);
    let new = key("new", SigningAlgorithm::Rs256);
    for one in [&old, &other] {
        written!(store, [one], tx => signing_keys::insert(tx, one));
    }

    let first = written!(store, [], tx =>
        signing_keys::retire(tx, SigningAlgorithm::Rs256, NOW));
    let second = written!(store, [], tx =>
        signing_keys::retire(tx, SigningAlgorithm::Rs256, LATER));
    written!(store, [new], tx => signing_keys::insert(tx, new));
    let all = read!(store, conn => signing_keys::all(conn));

    let mut ends: Vec<_> = all
        .into_iter()
        .map(|one| (one.kid, one.retired_at))
        .collect();
    ends.sort();
    assert_eq!((first, second), (1, 0));
    let expected = [("new", None), ("old", Some(NOW)), ("other", None)];
    assert_eq!(ends, expected.map(|(kid, end)| (kid.to_owned(), end)));
}
