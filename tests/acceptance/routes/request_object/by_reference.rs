//! `request_uri`: RFC 9101 §5.2 and OpenID Connect Core §6.2.

use gantry_core::Seconds;
use gantry_test_support::{Application, AuthorizeRequest, parameter};

use crate::request_object::Signing;

const PATH: &str = "/object.jwt";
/// Not the digest of any object.
const FRAGMENT: &str = "#registered-fragment";

/// A client whose objects lie on a site of its own.
async fn start(suffix: &str) -> (Application, Signing) {
    let site = Application::start().await;
    let uri = format!("{}{suffix}", site.address(PATH));
    let here = Signing::start_with(|settings| settings.requests.request_uris = vec![uri]).await;
    (site, here)
}

fn publish(site: &Application, here: &Signing, content_type: &str) {
    site.publish(PATH, content_type, &here.key.sign(&here.claims()));
}

fn referring(here: &Signing, uri: &str) -> AuthorizeRequest {
    AuthorizeRequest::legacy(&here.client)
        .without("state")
        .with("request_uri", uri)
}

async fn error(here: &Signing, uri: &str) -> Option<String> {
    let arrived = here.send(&referring(here, uri)).await.client();
    parameter(&arrived, "error")
}

#[tokio::test]
async fn an_object_is_fetched_from_its_registered_address_whatever_its_type() {
    let (site, here) = start("").await;

    for content_type in [
        "application/oauth-authz-req+jwt",
        "application/jwt",
        "text/plain; charset=utf-8",
    ] {
        publish(&site, &here, content_type);
        let request = referring(&here, &site.address(PATH));
        let arrived = here.send(&request).await.client();
        assert!(parameter(&arrived, "code").is_some(), "{arrived}");
        assert_eq!(parameter(&arrived, "state").as_deref(), Some("inside"));
    }
    assert_eq!(site.received(PATH).len(), 3);
}

#[tokio::test]
async fn the_fragment_is_part_of_the_registered_text_and_is_neither_sent_nor_compared() {
    let (site, here) = start(FRAGMENT).await;
    publish(&site, &here, "application/jwt");
    let registered = format!("{}{FRAGMENT}", site.address(PATH));

    let arrived = here.send(&referring(&here, &registered)).await.client();
    let without = error(&here, &site.address(PATH)).await;

    assert!(parameter(&arrived, "code").is_some(), "{arrived}");
    assert_eq!(without.as_deref(), Some("invalid_request_uri"));
    assert_eq!(site.received(PATH).len(), 1);
}

#[tokio::test]
async fn other_addresses_are_never_asked() {
    let (site, here) = start("").await;
    let plain = Signing::start().await;

    for uri in [
        format!("{}?x", site.address(PATH)),
        format!("{}/", site.address(PATH)),
        site.address("/other"),
        "http://169.254.169.254/latest/meta-data".to_owned(),
        "file:///etc/passwd".to_owned(),
        "urn:example:object".to_owned(),
    ] {
        let error = error(&here, &uri).await;
        assert_eq!(error.as_deref(), Some("invalid_request_uri"), "{uri}");
    }
    let unregistered = error(&plain, &site.address(PATH)).await;

    assert_eq!(unregistered.as_deref(), Some("request_uri_not_supported"));
    assert_eq!(site.received(PATH).len() + site.received("/other").len(), 0);
}

#[tokio::test]
async fn what_cannot_be_fetched_or_read_is_told_apart() {
    let (site, here) = start("").await;
    let uri = site.address(PATH);

    site.publish(PATH, "text/plain", &"x".repeat(40_000));
    let large = error(&here, &uri).await;
    here.app.advance(Seconds::new(31));
    site.publish(PATH, "text/plain", "no object");
    let other = error(&here, &uri).await;
    site.publish(PATH, "application/jwt", "eyJhbGciOiJub25lIn0.e30.");
    let unsigned = error(&here, &uri).await;
    drop(site);
    let gone = error(&here, &uri).await;

    assert_eq!(large.as_deref(), Some("invalid_request_uri"));
    assert_eq!(other.as_deref(), Some("invalid_request_object"));
    assert_eq!(unsigned.as_deref(), Some("request_uri_not_supported"));
    assert_eq!(gone.as_deref(), Some("invalid_request_uri"));
}

#[tokio::test]
async fn an_address_that_failed_is_left_alone_for_thirty_seconds() {
    let (site, here) = start("").await;
    let uri = site.address(PATH);
    site.publish(PATH, "text/plain", &"x".repeat(40_000));

    let mut errors = vec![error(&here, &uri).await];
    publish(&site, &here, "application/jwt");
    errors.push(error(&here, &uri).await);
    let soon = site.received(PATH).len();
    here.app.advance(Seconds::new(31));
    publish(&site, &here, "application/jwt");
    let arrived = here.send(&referring(&here, &uri)).await.client();

    let invalid = Some("invalid_request_uri".to_owned());
    assert_eq!((errors, soon), (vec![invalid; 2], 1));
    assert!(parameter(&arrived, "code").is_some(), "{arrived}");
}

#[tokio::test]
async fn strangers_cannot_have_an_address_called_without_end() {
    let (site, here) = start("").await;
    let uri = site.address(PATH);
    publish(&site, &here, "application/jwt");

    let mut errors = Vec::new();
    for _ in 0..60 {
        errors.push(error(&here, &uri).await);
    }

    // Twenty at once, then one a second: far from sixty on any machine.
    let fetches = site.received(PATH).len();
    assert!((20..=50).contains(&fetches), "{fetches}");
    let refused = errors.iter().flatten().collect::<Vec<_>>();
    assert_eq!(refused, vec!["invalid_request_uri"; 60 - fetches]);
    let trail = here.app.trail().await;
    assert!(trail.contains(&"authorize request_uri_too_often".to_owned()));
}
