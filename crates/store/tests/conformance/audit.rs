//! The trail.

use gantry_core::audit::{AuditEntry, AuditId, Event};
use gantry_core::correlation::Correlation;
use gantry_store::audit::{self, AuditFilter};

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

async fn every_page(store: &TestStore, filter: AuditFilter) -> Vec<String> {
    let (mut visited, mut last): (Vec<String>, Option<AuditId>) = (Vec::new(), None);
    loop {
        let page = read!(store, conn => audit::list(conn, filter, last, 2));
        let Some(end) = page.last() else {
            return visited;
        };
        last = Some(end.id);
        visited.extend(page.into_iter().map(|entry| entry.detail));
    }
}

#[tokio::test]
async fn a_line_is_read_back_as_written() {
    let full = AuditEntry {
        event: Event::Token,
        reason: Some("code_expired".to_owned()),
        correlation: Some(Correlation::from_i64(5)),
        user_id: Some(id()),
        actor_id: Some(id()),
        client_id: Some(id()),
        ..entry("Zoë\n'quoted'")
    };
    let store = store_with(std::slice::from_ref(&full)).await;

    let found = read!(store, conn => audit::list(conn, AuditFilter::All, None, 10));

    assert_eq!(format!("{found:?}"), format!("{:?}", [full]));
}

#[tokio::test]
async fn pages_visit_every_line_once_newest_first() {
    let store = store_with(&["1", "2", "3", "4", "5"].map(entry)).await;

    let visited = every_page(&store, AuditFilter::All).await;

    assert_eq!(visited, ["5", "4", "3", "2", "1"]);
}

#[tokio::test]
async fn each_filter_pages_through_its_own_lines_only() {
    let (user, client, login) = (id(), id(), Correlation::from_i64(5));
    let mut lines = ["a", "u", "u", "u", "c", "c", "c", "l", "l", "l"].map(entry);
    for line in &mut lines {
        match line.detail.as_str() {
            "u" => line.user_id = Some(user),
            "c" => line.client_id = Some(client),
            "l" => line.correlation = Some(login),
            _ => line.actor_id = Some(user),
        }
    }
    let store = store_with(&lines).await;

    let by_user = every_page(&store, AuditFilter::User(user)).await;
    let by_client = every_page(&store, AuditFilter::Client(client)).await;
    let by_login = every_page(&store, AuditFilter::Correlation(login)).await;

    assert_eq!(by_user, ["u", "u", "u"]);
    assert_eq!(by_client, ["c", "c", "c"]);
    assert_eq!(by_login, ["l", "l", "l"]);
}
