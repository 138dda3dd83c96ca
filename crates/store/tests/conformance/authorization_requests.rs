//! Authorization requests.

use gantry_core::authorization::AuthorizationRequest;
use gantry_core::session::SessionId;
use gantry_store::authorization_requests as requests;

use crate::builders::{LATER, NOW, client, id, request};
use crate::support::{TestStore, read, written};

async fn store_with(request: &AuthorizationRequest) -> TestStore {
    let store = TestStore::open().await;
    written!(store, [request], tx => requests::insert(tx, request));
    store
}

#[tokio::test]
async fn a_request_is_read_back_as_written() {
    let asked = request(&client("chat"));
    let store = store_with(&asked).await;

    let found = read!(store, conn => requests::open(conn, asked.id, NOW)).unwrap();

    assert_eq!(format!("{found:?}"), format!("{asked:?}"));
    assert!(found.browser.matches(&asked.browser));
}

#[tokio::test]
async fn a_request_is_answered_once_and_is_then_closed_to_everything() {
    let asked = request(&client("chat"));
    let store = store_with(&asked).await;
    let (request, session): (_, SessionId) = (asked.id, id());

    let first = written!(store, [request], tx => requests::finish(tx, *request, NOW));
    let second = written!(store, [request], tx => requests::finish(tx, *request, NOW));
    let joined = written!(store, [request, session], tx =>
        requests::set_session(tx, *request, *session));
    let consented = written!(store, [request, session], tx =>
        requests::set_consented(tx, *request, *session));
    let open = read!(store, conn => requests::open(conn, request, NOW));

    assert_eq!((first, second), (true, false));
    assert_eq!((joined, consented), (false, false));
    assert!(open.is_none());
}

#[tokio::test]
async fn a_request_that_ran_out_is_neither_found_nor_answered() {
    let asked = request(&client("chat"));
    let store = store_with(&asked).await;
    let request = asked.id;

    let open = read!(store, conn => requests::open(conn, request, LATER));
    let finished = written!(store, [request], tx => requests::finish(tx, *request, LATER));

    assert!(open.is_none());
    assert!(!finished);
}

#[tokio::test]
async fn a_session_may_replace_another_but_consent_is_given_once() {
    let asked = request(&client("chat"));
    let store = store_with(&asked).await;
    let request = asked.id;
    let (first, second): (SessionId, SessionId) = (id(), id());

    let joined = written!(store, [request, first], tx =>
        requests::set_session(tx, *request, *first));
    let consented = written!(store, [request, second], tx =>
        requests::set_consented(tx, *request, *second));
    let again = written!(store, [request, first], tx =>
        requests::set_consented(tx, *request, *first));
    let found = read!(store, conn => requests::open(conn, request, NOW)).unwrap();

    assert_eq!((joined, consented, again), (true, true, false));
    assert!(found.consented);
    assert_eq!(found.session_id, Some(second));
}
