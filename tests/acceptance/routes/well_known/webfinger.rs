//! `/.well-known/webfinger`: RFC 7033, for whoever knows a name and looks for its issuer.

use gantry_test_support::{Page, TestApp};
use serde_json::json;

const ISSUER: &str = "http://openid.net/specs/connect/1.0/issuer";

async fn ask(app: &TestApp, query: &[(&str, &str)]) -> Page {
    let address = format!("{}/.well-known/webfinger", app.url);
    app.call(app.http.get(address).query(query)).await
}

fn port(app: &TestApp) -> &str {
    app.url.rsplit_once(':').unwrap().1
}

#[tokio::test]
async fn names_and_addresses_of_this_place_lead_to_the_issuer() {
    let app = TestApp::start().await;
    let resources = [
        "acct:alice@127.0.0.1".to_owned(),
        format!("acct:nobody%40example.org@127.0.0.1:{}", port(&app)),
        format!("{}/alice", app.url),
    ];

    for resource in &resources {
        let page = ask(&app, &[("resource", resource)]).await;

        assert_eq!(page.status, 200, "{resource}");
        assert_eq!(page.header("content-type"), "application/jrd+json");
        assert_eq!(page.header("access-control-allow-origin"), "*");
        let link = json!({ "rel": ISSUER, "href": app.url });
        let expected = json!({ "subject": resource, "links": [link] });
        assert_eq!(page.json(), expected);
    }
}

#[tokio::test]
async fn whoever_is_here_and_whoever_is_not_get_the_same_answer() {
    let app = TestApp::start().await;
    app.add_user("alice").await;

    let here = ask(&app, &[("resource", "acct:alice@127.0.0.1")]).await;
    let gone = ask(&app, &[("resource", "acct:bob@127.0.0.1")]).await;

    assert_eq!(here.json()["links"], gone.json()["links"]);
    assert_eq!(here.status, gone.status);
}

#[tokio::test]
async fn only_the_relations_that_were_asked_for_are_told() {
    let app = TestApp::start().await;
    let resource = ("resource", "acct:alice@127.0.0.1");
    let other = ("rel", "http://webfinger.net/rel/avatar");

    let both = ask(&app, &[resource, other, ("rel", ISSUER)]).await.json();
    let none = ask(&app, &[resource, other]).await.json();

    assert_eq!(both["links"].as_array().unwrap().len(), 1);
    assert_eq!(none["links"], json!([]));
}

#[tokio::test]
async fn other_places_are_not_found_and_nonsense_is_refused() {
    let app = TestApp::start().await;
    for (resource, status) in [
        ("acct:alice@example.org", 404),
        ("acct:alice@127.0.0.1:1", 404),
        ("https://127.0.0.1/alice", 404),
        ("alice@127.0.0.1", 400),
        ("acct:127.0.0.1", 400),
        ("", 400),
    ] {
        let page = ask(&app, &[("resource", resource)]).await;

        assert_eq!(page.status, status, "{resource}");
    }
    assert_eq!(ask(&app, &[]).await.status, 400);
    let two = [
        ("resource", "acct:a@127.0.0.1"),
        ("resource", "acct:b@127.0.0.1"),
    ];
    assert_eq!(ask(&app, &two).await.status, 400);
}
