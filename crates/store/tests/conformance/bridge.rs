//! Hand-off codes and the bridge's own sessions.

use gantry_core::token::Token;
use gantry_core::workspace::{BridgeSession, HandOff};
use gantry_core::{Env, Seconds};
use gantry_store::Store;
use gantry_store::bridge::{self, FoundHandOff};

use crate::builders::{LATER, NOW, client, digest, id};
use crate::support::{TestStore, race, read, written};

/// A hand-off code that is stored.
async fn hand_off(store: &Store) -> (Token<HandOff>, FoundHandOff) {
    let code = Token::generate(&Env::system());
    let hand_off = FoundHandOff {
        digest: code.digest(),
        client_id: client("chat").id,
        session_id: id(),
        browser: digest("browser"),
    };
    written!(store, [code, hand_off], tx =>
        bridge::insert_hand_off(tx, code, hand_off, LATER));
    (code, hand_off)
}

#[tokio::test]
async fn a_code_is_found_with_everything_that_has_to_be_checked() {
    let store = TestStore::open().await;
    let (code, given) = hand_off(&store).await;

    let found = read!(store, conn => bridge::open_hand_off(conn, code.id(), NOW)).unwrap();

    assert!(found.digest.matches(&code.digest()));
    assert!(found.browser.matches(&digest("browser")));
    assert_eq!(found.client_id, given.client_id);
    assert_ne!(found.client_id, client("other").id);
    assert_eq!(found.session_id, given.session_id);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_uses_a_hand_off_code() {
    let store = TestStore::open().await;
    let code = hand_off(&store).await.0.id();

    let results = race(|_| {
        let store = store.handle();
        async move { written!(store, [code], tx => bridge::use_hand_off(tx, *code, NOW)) }
    })
    .await;
    let found = read!(store, conn => bridge::open_hand_off(conn, code, NOW));

    assert_eq!(results.iter().filter(|won| **won).count(), 1);
    assert!(found.is_none());
}

#[tokio::test]
async fn a_code_runs_out() {
    let store = TestStore::open().await;
    let code = hand_off(&store).await.0.id();
    let last = LATER.minus(Seconds::new(1));

    let open = read!(store, conn => bridge::open_hand_off(conn, code, last));
    let over = read!(store, conn => bridge::open_hand_off(conn, code, LATER));
    let used = written!(store, [code], tx => bridge::use_hand_off(tx, *code, LATER));
    let in_time = written!(store, [code, last], tx => bridge::use_hand_off(tx, *code, *last));

    assert!(open.is_some() && over.is_none());
    assert_eq!((used, in_time), (false, true));
}

#[tokio::test]
async fn an_unknown_code_is_not_there() {
    let store = TestStore::open().await;
    let code = id::<HandOff>();

    let found = read!(store, conn => bridge::open_hand_off(conn, code, NOW));
    let used = written!(store, [code], tx => bridge::use_hand_off(tx, *code, NOW));

    assert!(found.is_none() && !used);
}

#[tokio::test]
async fn a_bridge_session_is_good_for_its_workspace_only() {
    let store = TestStore::open().await;
    let cookie = Token::<BridgeSession>::generate(&Env::system());
    let (client, other, session) = (client("chat").id, client("other").id, id());
    written!(store, [cookie, client, session], tx =>
        bridge::insert_session(tx, cookie, *client, *session, NOW));

    let found = read!(store, conn => bridge::session(conn, cookie.id(), client)).unwrap();
    let elsewhere = read!(store, conn => bridge::session(conn, cookie.id(), other));
    let unknown = read!(store, conn => bridge::session(conn, id(), client));

    assert!(found.0.matches(&cookie.digest()));
    assert_eq!(found.1, session);
    assert!(elsewhere.is_none() && unknown.is_none());
}
