//! The trail, found by each side of a line.

use gantry_core::audit::{AuditEntry, AuditId, Event};
use gantry_core::correlation::Correlation;
use gantry_store::audit;
use gantry_store::audit_search::{self, AuditBy, Stretch, first_id_at};

use crate::builders::{NOW, id};
use crate::support::{TestStore, read, written};

fn entry(detail: &str) -> AuditEntry {
    AuditEntry {
        id: id(),
        at: NOW,
        event: Event::SignIn,
        reason: None,
        correlation: None,
        user_id: None,
        actor_id: None,
        client_id: None,
        detail: detail.to_owned(),
    }
}

async fn store_with(entries: &[AuditEntry]) -> TestStore {
    let store = TestStore::open().await;
    for entry in entries {
        written!(store, [entry], tx => audit::insert(tx, entry));
    }
    store
}

async fn every_page(store: &TestStore, by: AuditBy<'_>) -> Vec<String> {
    let (mut visited, mut last): (Vec<String>, Option<AuditId>) = (Vec::new(), None);
    loop {
        let stretch = Stretch {
            before: last,
            since: None,
            limit: 2,
        };
        let page = read!(store, conn => audit_search::search(conn, by, stretch));
        let Some(end) = page.last() else {
            return visited;
        };
        last = Some(end.id);
        visited.extend(page.into_iter().map(|entry| entry.detail));
    }
}

#[tokio::test]
async fn each_side_pages_through_its_own_lines_only() {
    let (person, client, login) = (id(), id(), Correlation::from_i64(5));
    let mut lines = ["p1", "p2", "p3", "a1", "c1", "l1", "x1", "x2", "r1", "e1"].map(entry);
    for line in &mut lines {
        match line.detail.as_bytes() {
            [b'p', ..] => line.user_id = Some(person),
            [b'a', ..] => line.actor_id = Some(person),
            [b'c', ..] => line.client_id = Some(client),
            [b'l', ..] => line.correlation = Some(login),
            [b'x', ..] => line.reason = Some("wrong_password".to_owned()),
            [b'r', ..] => line.reason = Some("too_many_attempts".to_owned()),
            _ => line.event = Event::Exported,
        }
    }
    let store = store_with(&lines).await;
    let near = (Correlation::from_i64(4), Correlation::from_i64(9));

    assert_eq!(
        every_page(&store, AuditBy::Person(person)).await,
        ["p3", "p2", "p1"]
    );
    assert_eq!(every_page(&store, AuditBy::Actor(person)).await, ["a1"]);
    assert_eq!(every_page(&store, AuditBy::Client(client)).await, ["c1"]);
    assert_eq!(every_page(&store, AuditBy::Code(login)).await, ["l1"]);
    assert_eq!(
        every_page(&store, AuditBy::Codes(near.0, near.1)).await,
        ["l1"]
    );
    assert_eq!(
        every_page(&store, AuditBy::Reason("wrong_password")).await,
        ["x2", "x1"]
    );
    assert_eq!(
        every_page(&store, AuditBy::Refused).await,
        ["r1", "x2", "x1"]
    );
    assert_eq!(
        every_page(&store, AuditBy::Event(Event::Exported)).await,
        ["e1"]
    );
    assert_eq!(every_page(&store, AuditBy::All).await.len(), 10);
}

#[tokio::test]
async fn a_stretch_begins_and_ends_where_it_says() {
    let lines = ["1", "2", "3"].map(entry);
    let store = store_with(&lines).await;
    let [_, second, third] = &lines;
    let stretch = Stretch {
        before: Some(third.id),
        since: Some(second.id),
        limit: 10,
    };

    let found = read!(store, conn => audit_search::search(conn, AuditBy::All, stretch));

    let found: Vec<_> = found.into_iter().map(|line| line.detail).collect();
    assert_eq!(found, ["2"]);
}

#[test]
fn the_first_id_of_a_second_is_below_all_of_it() {
    let first = first_id_at(NOW);

    assert!(first < AuditId::from_parts(u64::try_from(NOW.as_i64()).unwrap() * 1000, &[1; 10]));
}
