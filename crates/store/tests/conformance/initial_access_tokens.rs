//! Tokens that let others register clients.

use gantry_core::registration::{InitialAccessToken, InitialAccessTokenId};
use gantry_store::initial_access_tokens;

use crate::builders::{LATER, NOW, digest, id};
use crate::support::{TestStore, race, read, written};

fn token(uses_left: i64) -> InitialAccessToken {
    InitialAccessToken {
        id: id(),
        digest: digest("initial"),
        name: "The build server".to_owned(),
        uses_left,
        created_at: NOW,
        expires_at: LATER,
    }
}

async fn store_with(token: &InitialAccessToken) -> TestStore {
    let store = TestStore::open().await;
    let token = token.clone();
    written!(store, [token], tx => initial_access_tokens::insert(tx, token));
    store
}

#[tokio::test]
async fn a_token_is_good_as_often_as_it_says() {
    let token = token(2);
    let store = store_with(&token).await;
    let id = token.id;

    let found = read!(store, conn => initial_access_tokens::live(conn, id, NOW)).unwrap();
    let mut used = Vec::new();
    for _ in 0..3 {
        used.push(written!(store, [id], tx => initial_access_tokens::consume(tx, *id, NOW)));
    }
    let gone = read!(store, conn => initial_access_tokens::live(conn, id, NOW));

    assert!(found.digest.matches(&token.digest));
    assert_eq!(
        (found.name.as_str(), found.uses_left),
        ("The build server", 2)
    );
    assert_eq!(used, [true, true, false]);
    assert!(gone.is_none());
}

#[tokio::test]
async fn a_token_that_ran_out_is_good_for_nothing() {
    let token = token(2);
    let store = store_with(&token).await;
    let id = token.id;

    let found = read!(store, conn => initial_access_tokens::live(conn, id, LATER));
    let used = written!(store, [id], tx => initial_access_tokens::consume(tx, *id, LATER));

    assert!(found.is_none());
    assert!(!used);
}

#[tokio::test(flavor = "multi_thread")]
async fn three_of_many_use_a_token_that_is_good_for_three() {
    let token = token(3);
    let store = store_with(&token).await;

    let results = race(|_| {
        let (store, id): (_, InitialAccessTokenId) = (store.handle(), token.id);
        async move { written!(store, [id], tx => initial_access_tokens::consume(tx, *id, NOW)) }
    })
    .await;

    assert_eq!(results.iter().filter(|won| **won).count(), 3);
}

#[tokio::test]
async fn tokens_are_listed_in_pages_and_removed() {
    let (first, second) = (token(1), token(1));
    let store = store_with(&first).await;
    written!(store, [second], tx => initial_access_tokens::insert(tx, second));
    let id = first.id;

    let page = read!(store, conn => initial_access_tokens::list(conn, Some(id), 10));
    let removed = written!(store, [id], tx => initial_access_tokens::delete(tx, *id));
    let again = written!(store, [id], tx => initial_access_tokens::delete(tx, *id));
    let left = read!(store, conn => initial_access_tokens::list(conn, None, 10));

    let ids = |tokens: &[InitialAccessToken]| tokens.iter().map(|t| t.id).collect::<Vec<_>>();
    assert_eq!(ids(&page), [second.id]);
    assert_eq!((removed, again), (true, false));
    assert_eq!(ids(&left), [second.id]);
}
