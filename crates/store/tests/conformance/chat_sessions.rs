//! Which browser session entered which workspace, and the token it was given.

use gantry_core::workspace::ChatSession;
use gantry_core::{Seconds, Timestamp};
use gantry_store::{Store, chat_sessions};

use crate::builders::{LATER, NOW, id};
use crate::support::{race, written};
use crate::workspace_builders::Connected;

async fn lease(store: &Store, seen: &ChatSession, now: Timestamp) -> bool {
    let until = now.plus(Seconds::new(20));
    written!(store, [seen, now, until], tx => chat_sessions::lease(tx, seen, *now, *until))
}

async fn keep(store: &Store, entry: &ChatSession, sealed: &[u8]) -> bool {
    let (id, sealed) = (entry.id, sealed.to_vec());
    written!(store, [id, sealed], tx => chat_sessions::keep(tx, *id, "chat", sealed, NOW))
}

async fn doubt(here: &Connected) {
    let (store, session, client) = (&here.store, here.session.id, here.client.id);
    written!(store, [session, client], tx => chat_sessions::doubt(tx, *session, *client));
}

#[tokio::test]
async fn nobody_enters_a_workspace_that_is_not_connected() {
    let here = Connected::open().await;
    here.disconnect().await;

    assert!(here.enter(&here.session, true).await.is_none());
}

#[tokio::test]
async fn nobody_enters_with_a_session_that_is_not_there() {
    let here = Connected::open().await;
    let mut session = here.session.clone();
    session.id = id();

    assert!(here.enter(&session, false).await.is_none());
}

#[tokio::test]
async fn a_session_enters_once_and_the_button_is_remembered() {
    let here = Connected::open().await;

    let first = here.enter(&here.session, false).await.unwrap();
    let button = here.enter(&here.session, true).await.unwrap();
    let again = here.enter(&here.session, false).await.unwrap();

    assert_eq!((first.id, button.id), (again.id, again.id));
    assert_eq!(
        (first.by_button, button.by_button, again.by_button),
        (false, true, true)
    );
    assert_eq!((first.user_id, first.sealed), (here.user.id, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_makes_a_token() {
    let here = Connected::open().await;
    let entry = here.enter(&here.session, false).await.unwrap();

    let results = race(|_| {
        let (store, entry) = (here.store.handle(), entry.clone());
        async move { lease(&store, &entry, NOW).await }
    })
    .await;

    assert_eq!(results.iter().filter(|won| **won).count(), 1);
}

#[tokio::test]
async fn the_making_of_a_token_is_given_back_or_runs_out() {
    let here = Connected::open().await;
    let (store, entry) = (&here.store, here.enter(&here.session, false).await.unwrap());
    let (id, end) = (entry.id, NOW.plus(Seconds::new(20)));

    let first = lease(store, &entry, NOW).await;
    let taken = lease(store, &entry, NOW).await;
    written!(store, [id], tx => chat_sessions::release(tx, *id, NOW));
    let not_mine = lease(store, &entry, NOW).await;
    written!(store, [id, end], tx => chat_sessions::release(tx, *id, *end));
    let released = lease(store, &entry, NOW).await;
    let ran_out = lease(store, &entry, end).await;

    assert_eq!((first, taken, not_mine), (true, false, false));
    assert_eq!((released, ran_out), (true, true));
}

#[tokio::test]
async fn a_token_is_made_again_only_by_who_saw_the_present_one() {
    let here = Connected::open().await;
    let store = &here.store;
    let entered = here.enter(&here.session, false).await.unwrap();
    let first = here.give(&here.session, b"one").await;

    let blind = lease(store, &entered, LATER).await;
    let seeing = lease(store, &first, LATER).await;
    let second_kept = keep(store, &entered, b"two").await;
    doubt(&here).await;
    let stale = lease(store, &first, LATER).await;
    let found = here.found(here.session.id).await.unwrap();

    assert_eq!((blind, seeing, second_kept), (false, true, true));
    assert!(
        !stale,
        "the token that was seen is not the one that is there"
    );
    assert_eq!(found.sealed.as_deref(), Some(&b"two"[..]));
}

#[tokio::test]
async fn of_two_tokens_made_under_leases_that_overlap_the_first_stays() {
    let here = Connected::open().await;
    let store = &here.store;
    let entry = here.enter(&here.session, false).await.unwrap();
    lease(store, &entry, NOW).await;
    lease(store, &entry, NOW.plus(Seconds::new(20))).await;

    let first = keep(store, &entry, b"one").await;
    let second = keep(store, &entry, b"two").await;

    let found = here.found(here.session.id).await.unwrap();
    assert_eq!((first, second), (true, false));
    assert_eq!(found.sealed.as_deref(), Some(&b"one"[..]));
}

#[tokio::test]
async fn a_token_is_doubted_and_believed_again() {
    let here = Connected::open().await;
    let (store, given) = (&here.store, here.give(&here.session, b"token").await);
    let id = given.id;

    doubt(&here).await;
    let doubted = here.found(here.session.id).await.unwrap();
    written!(store, [id], tx => chat_sessions::verified(tx, *id, LATER));
    written!(store, [id], tx => chat_sessions::verified(tx, *id, NOW));
    let verified = here.found(here.session.id).await.unwrap();

    assert_eq!(given.verified_at, NOW);
    assert_eq!(doubted.verified_at, Timestamp::from_i64(1));
    assert_eq!(verified.verified_at, LATER);
    assert_eq!(given.chat_id.as_deref(), Some("chat"));
}

#[tokio::test]
async fn nothing_is_doubted_or_believed_where_no_token_is() {
    let here = Connected::open().await;
    let (store, entry) = (&here.store, here.enter(&here.session, true).await.unwrap());
    let id = entry.id;

    doubt(&here).await;
    written!(store, [id], tx => chat_sessions::verified(tx, *id, NOW));

    let found = here.found(here.session.id).await.unwrap();
    assert_eq!(found.verified_at, Timestamp::from_i64(0));
}

#[tokio::test]
async fn nobody_enters_and_no_token_is_kept_after_the_end() {
    let here = Connected::open().await;
    let entry = here.enter(&here.session, false).await.unwrap();
    here.end(&here.session).await;

    let kept = keep(&here.store, &entry, b"late").await;
    let entered = here.enter(&here.session, false).await;

    assert!(!kept);
    assert!(entered.is_none());
}
