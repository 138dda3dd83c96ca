//! Secrets of clients.

use gantry_core::client::{Client, ClientSecret};
use gantry_core::{Seconds, Timestamp};
use gantry_store::{client_secrets, clients};

use crate::builders::{NOW, client, digest, id};
use crate::support::{TestStore, read, write, written};

fn secret(expires_at: Option<Timestamp>) -> ClientSecret {
    ClientSecret {
        sealed: None,
        id: id(),
        digest: digest("secret"),
        created_at: NOW,
        expires_at,
    }
}

async fn store_with(chat: &Client, secrets: &[&ClientSecret]) -> TestStore {
    let store = TestStore::open().await;
    let (chat, id) = (chat.clone(), chat.id);
    written!(store, [chat], tx => clients::insert(tx, chat));
    for secret in secrets {
        let secret = (*secret).clone();
        written!(store, [id, secret], tx => client_secrets::insert(tx, *id, secret));
    }
    store
}

async fn ends(store: &TestStore, chat: &Client) -> Vec<Option<Timestamp>> {
    let secrets = read!(store, conn => client_secrets::of_client(conn, chat.id));
    secrets
        .into_iter()
        .map(|secret| secret.expires_at)
        .collect()
}

#[tokio::test]
async fn secrets_are_read_back_oldest_first() {
    let (chat, old, new) = (client("chat"), secret(Some(NOW)), secret(None));
    let store = store_with(&chat, &[&new, &old]).await;

    let found = read!(store, conn => client_secrets::of_client(conn, chat.id));

    let ids: Vec<_> = found.iter().map(|secret| secret.id).collect();
    assert_eq!(ids, [old.id, new.id]);
    assert!(found[0].digest.matches(&old.digest));
    assert_eq!((found[0].expires_at, found[0].created_at), (Some(NOW), NOW));
}

#[tokio::test]
async fn the_other_secrets_end_but_none_lives_longer_than_before() {
    let chat = client("chat");
    let soon = NOW.plus(Seconds::new(1));
    let late = NOW.plus(Seconds::days(9));
    let at = NOW.plus(Seconds::days(1));
    let (a, b, c, kept) = (
        secret(Some(soon)),
        secret(Some(late)),
        secret(None),
        secret(None),
    );
    let store = store_with(&chat, &[&a, &b, &c, &kept]).await;
    let (client, kept) = (chat.id, kept.id);

    let changed = written!(store, [client, kept], tx =>
        client_secrets::expire_others(tx, *client, *kept, NOW.plus(Seconds::days(1))));

    assert_eq!(changed, 2);
    assert_eq!(
        ends(&store, &chat).await,
        [Some(soon), Some(at), Some(at), None]
    );
}

#[tokio::test]
async fn a_secret_is_deleted_once_and_only_by_its_own_client() {
    let (chat, one) = (client("chat"), secret(None));
    let store = store_with(&chat, &[&one]).await;
    let (owner, stranger, secret) = (chat.id, id(), one.id);

    let foreign = written!(store, [stranger, secret], tx =>
        client_secrets::delete(tx, *stranger, *secret));
    let first = written!(store, [owner, secret], tx => client_secrets::delete(tx, *owner, *secret));
    let second =
        written!(store, [owner, secret], tx => client_secrets::delete(tx, *owner, *secret));

    assert_eq!((foreign, first, second), (false, true, false));
}

#[tokio::test]
async fn secrets_go_with_their_client() {
    let (chat, one) = (client("chat"), secret(None));
    let store = store_with(&chat, &[&one]).await;
    let id = chat.id;

    written!(store, [id], tx => clients::delete(tx, *id));

    assert!(ends(&store, &chat).await.is_empty());
}

#[tokio::test]
async fn a_secret_of_a_client_that_is_not_there_is_an_error() {
    let store = TestStore::open().await;
    let (ghost, one) = (id(), secret(None));

    let result = write!(store, [ghost, one], tx => client_secrets::insert(tx, *ghost, one));

    assert!(result.is_err());
}
