//! Clients that registered themselves.

use gantry_core::Seconds;
use gantry_core::audit::{AuditEntry, Event};
use gantry_core::client::Client;
use gantry_core::registration::Registration;
use gantry_store::{audit, clients, registrations};

use crate::builders::{NOW, client, digest, id};
use crate::support::{TestStore, read, written};

async fn registered(store: &TestStore, slug: &str) -> (Client, Registration) {
    let client = client(slug);
    let registration = Registration {
        client_id: client.id,
        token_id: id(),
        digest: digest("management"),
        registered_at: NOW,
    };
    written!(store, [client], tx => clients::insert(tx, client));
    written!(store, [registration], tx => registrations::insert(tx, registration));
    (client, registration)
}

fn line(client: &Client, event: Event, reason: Option<&str>) -> AuditEntry {
    AuditEntry {
        id: id(),
        at: NOW,
        event,
        reason: reason.map(str::to_owned),
        correlation: None,
        user_id: None,
        actor_id: None,
        client_id: Some(client.id),
        detail: String::new(),
    }
}

#[tokio::test]
async fn a_registration_is_found_by_its_client_and_goes_with_it() {
    let store = TestStore::open().await;
    let (client, registration) = registered(&store, "wiki").await;
    let id = client.id;

    let found = read!(store, conn => registrations::of_client(conn, id)).unwrap();
    written!(store, [id], tx => clients::delete(tx, *id));
    let gone = read!(store, conn => registrations::of_client(conn, id));

    assert_eq!(found.token_id, registration.token_id);
    assert!(found.digest.matches(&registration.digest));
    assert_eq!(found.registered_at, NOW);
    assert!(gone.is_none());
}

#[tokio::test]
async fn the_unused_are_counted_up_to_a_limit() {
    let store = TestStore::open().await;
    for slug in ["a", "b", "c"] {
        registered(&store, slug).await;
    }

    let all = read!(store, conn => registrations::count_unused(conn, 10));
    let limited = read!(store, conn => registrations::count_unused(conn, 2));

    assert_eq!((all, limited), (3, 2));
}

#[tokio::test]
async fn a_client_that_gave_somebody_a_token_is_used_and_a_refused_one_is_not() {
    let store = TestStore::open().await;
    let (used, _) = registered(&store, "used").await;
    let (refused, _) = registered(&store, "refused").await;
    let (quiet, _) = registered(&store, "quiet").await;
    for entry in [
        line(&used, Event::Token, None),
        line(&refused, Event::Token, Some("code_unknown")),
        line(&quiet, Event::ClientAdded, None),
    ] {
        written!(store, [entry], tx => audit::insert(tx, entry));
    }
    let later = NOW.plus(Seconds::new(1));

    let noted = written!(store, [later], tx => registrations::note_used(tx, *later));
    let unused = read!(store, conn => registrations::unused_since(conn, later, 10));
    let recent = read!(store, conn => registrations::unused_since(conn, NOW, 10));

    assert_eq!(noted, 1);
    assert_eq!(unused.len(), 2);
    assert!(unused.contains(&refused.id) && unused.contains(&quiet.id));
    assert!(recent.is_empty());
}
