//! Requests that clients brought beforehand.

use gantry_core::Seconds;
use gantry_core::authorization::PushedRequest;
use gantry_store::{clients, pushed_requests, sweep};

use crate::builders::{LATER, NOW, client, digest, id};
use crate::support::{TestStore, race, read, written};

/// A request of a client of its own.
async fn pushed(store: &TestStore) -> PushedRequest {
    let client = client("chat");
    let request = PushedRequest {
        id: id(),
        client_id: client.id,
        parameters: "scope=openid".to_owned(),
        expires_at: LATER,
    };
    assert!(written!(store, [client], tx => clients::insert(tx, client)));
    written!(store, [request], tx => pushed_requests::insert(tx, request, digest("pushed")));
    request
}

#[tokio::test]
async fn a_request_is_found_until_it_has_run_out() {
    let store = TestStore::open().await;
    let request = pushed(&store).await;

    let (found, secret) =
        read!(store, conn => pushed_requests::open(conn, request.id, NOW)).unwrap();
    let late = read!(store, conn => pushed_requests::open(conn, request.id, LATER));

    assert_eq!(found.client_id, request.client_id);
    assert_eq!(found.parameters, "scope=openid");
    assert_eq!(found.expires_at, LATER);
    assert!(secret.matches(&digest("pushed")));
    assert!(late.is_none());
}

#[tokio::test]
async fn a_request_is_answered_once_and_is_then_unknown() {
    let store = TestStore::open().await;
    let request = pushed(&store).await.id;

    let first = written!(store, [request], tx => pushed_requests::answer(tx, *request));
    let second = written!(store, [request], tx => pushed_requests::answer(tx, *request));
    let found = read!(store, conn => pushed_requests::open(conn, request, NOW));

    assert_eq!((first, second, found.is_none()), (true, false, true));
}

#[tokio::test]
async fn a_request_stays_as_long_as_a_person_may_take() {
    let store = TestStore::open().await;
    pushed(&store).await;

    let hour = sweep::run_once(&store, NOW.plus(Seconds::hours(1)))
        .await
        .unwrap();
    let day = sweep::run_once(&store, NOW.plus(Seconds::days(1)))
        .await
        .unwrap();

    assert_eq!((hour, day), (0, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_answers_a_pushed_request() {
    let store = TestStore::open().await;
    let request = pushed(&store).await.id;

    let results = race(|_| {
        let store = store.handle();
        async move { written!(store, [request], tx => pushed_requests::answer(tx, *request)) }
    })
    .await;

    assert_eq!(results.iter().filter(|won| **won).count(), 1);
}
