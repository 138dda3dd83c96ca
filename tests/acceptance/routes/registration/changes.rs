//! How often a registration may be changed, and what a change costs.

use reqwest::Method;
use serde_json::json;

use super::manage::{call, changed};
use super::{metadata, open, registered};

#[tokio::test]
async fn one_client_changes_its_registration_some_times_and_then_waits() {
    let app = open().await;
    let busy = registered(&app, &metadata()).await;
    let other = registered(&app, &metadata()).await;

    let mut statuses = Vec::new();
    for number in 0..12 {
        let body = changed(&busy, &json!({ "software_version": number.to_string() }));
        let answer = call(&app, &busy, Method::PUT, Some(&body)).await;
        statuses.push(answer.status.as_u16());
    }
    let body = changed(&other, &json!({ "software_version": "2" }));
    let free = call(&app, &other, Method::PUT, Some(&body)).await;
    let read = call(&app, &busy, Method::GET, None).await;
    let removed = call(&app, &busy, Method::DELETE, None).await;

    assert_eq!((statuses[0], statuses[9], statuses[11]), (200, 200, 429));
    assert_eq!((free.status.as_u16(), read.status.as_u16()), (200, 200));
    assert_eq!(removed.status_and_error(), "429 slow_down");
    let limited = "client_changed registration_changes_limited".to_owned();
    assert!(app.trail().await.contains(&limited));
}

#[tokio::test]
async fn one_address_changes_some_registrations_and_then_waits() {
    let app = open().await;
    let mut told = registered(&app, &metadata()).await;
    told["registration_access_token"] = json!("wrong");

    let mut statuses = Vec::new();
    for _ in 0..62 {
        let answer = call(&app, &told, Method::DELETE, None).await;
        statuses.push(answer.status.as_u16());
    }

    assert_eq!((statuses[0], statuses[59], statuses[61]), (401, 401, 429));
}

#[tokio::test]
async fn what_changes_nothing_writes_nothing() {
    let app = open().await;
    let told = registered(&app, &metadata()).await;
    let version = app.accounts.client_cache().version();

    let same = changed(&told, &json!({}));
    let same = call(&app, &told, Method::PUT, Some(&same)).await;

    assert_eq!(same.status, 200, "{}", same.body);
    assert_eq!(app.accounts.client_cache().version(), version);
    let trail = app.trail().await;
    assert!(
        !trail.contains(&"client_changed ok".to_owned()),
        "{trail:?}"
    );
}
