//! Access tokens of clients for themselves.

use std::collections::BTreeSet;

use gantry_core::Seconds;
use gantry_core::client_token::ClientToken;
use gantry_store::{client_tokens, clients, sweep};

use crate::builders::{LATER, NOW, client, digest, id};
use crate::support::{TestStore, read, written};

async fn stored(store: &TestStore) -> ClientToken {
    let owner = client("robot");
    let token = ClientToken {
        id: id(),
        client_id: owner.id,
        resources: BTreeSet::from(["https://api.example.org/a b".to_owned()]),
        expires_at: LATER,
    };
    written!(store, [owner], tx => clients::insert(tx, owner));
    written!(store, [token], tx => client_tokens::insert(tx, token, digest("robot")));
    token
}

#[tokio::test]
async fn a_client_token_is_read_back_as_written() {
    let store = TestStore::open().await;
    let token = stored(&store).await;

    let found = read!(store, conn => client_tokens::find(conn, token.id)).unwrap();
    let unknown = read!(store, conn => client_tokens::find(conn, id()));

    assert_eq!(found.token, token);
    assert!(found.digest.matches(&digest("robot")) && !found.revoked);
    assert!(unknown.is_none());
}

#[tokio::test]
async fn a_client_token_is_revoked_once() {
    let store = TestStore::open().await;
    let token = stored(&store).await;
    let id = token.id;

    let first = written!(store, [id], tx => client_tokens::revoke(tx, *id, NOW));
    let second = written!(store, [id], tx => client_tokens::revoke(tx, *id, NOW));
    let found = read!(store, conn => client_tokens::find(conn, id)).unwrap();

    assert_eq!((first, second), (true, false));
    assert!(found.revoked);
}

#[tokio::test]
async fn a_client_token_leaves_with_its_client_and_when_it_ran_out() {
    let store = TestStore::open().await;
    let one = stored(&store).await;
    let owner = one.client_id;

    let early = sweep::run_once(&store, LATER).await.unwrap();
    let kept = read!(store, conn => client_tokens::find(conn, one.id));
    let late = sweep::run_once(&store, LATER.plus(Seconds::new(1)))
        .await
        .unwrap();
    let swept = read!(store, conn => client_tokens::find(conn, one.id));
    let again = one.clone();
    written!(store, [again], tx => client_tokens::insert(tx, again, digest("robot")));
    written!(store, [owner], tx => clients::delete(tx, *owner));
    let orphan = read!(store, conn => client_tokens::find(conn, one.id));

    assert_eq!((early, late), (0, 1));
    assert!(kept.is_some() && swept.is_none() && orphan.is_none());
}
