//! RFC 9126 §4: a pushed request in a browser.

use gantry_core::Seconds;
use gantry_test_support::{AuthorizeRequest, parameter};

use crate::client_authentication::add;
use crate::par::Pushing;

#[tokio::test]
async fn client_and_address_are_enough() {
    let here = Pushing::start().await;
    let uri = here.pushed().await;

    let arrived = here.bring(&uri).await.client();

    assert!(arrived.as_str().starts_with(&here.client.redirect_uri));
    assert_eq!(parameter(&arrived, "state").as_deref(), Some("pushed"));
    let code = parameter(&arrived, "code").unwrap();
    let tokens = here.app.redeem(&here.client, &code).await;
    assert_eq!(tokens.status, 200, "{}", tokens.body);
}

#[tokio::test]
async fn what_stands_beside_the_address_does_not_count() {
    let here = Pushing::start().await;
    let uri = here.pushed().await;
    let beside = AuthorizeRequest::legacy(&here.client)
        .with("state", "beside")
        .with("redirect_uri", "https://evil.example/")
        .with("request_uri", &uri);

    let arrived = here.visitor.walk(&beside.path()).await.client();

    assert!(arrived.as_str().starts_with(&here.client.redirect_uri));
    assert_eq!(parameter(&arrived, "state").as_deref(), Some("pushed"));
}

#[tokio::test]
async fn unknown_expired_and_other_clients_requests_are_refused() {
    let here = Pushing::start().await;
    let other = add(&here.app, |_| {}).await;
    let uri = here.pushed().await;
    let forged = format!("{}AAAA", &uri[..uri.len() - 4]);
    let garbage = "urn:ietf:params:oauth:request_uri:x";
    let of = |client, uri: &str| {
        AuthorizeRequest::legacy(client)
            .with("request_uri", uri)
            .path()
    };

    let mut errors = Vec::new();
    for path in [
        of(&other, &uri),
        of(&here.client, &forged),
        of(&here.client, garbage),
    ] {
        let arrived = here.visitor.walk(&path).await.client();
        errors.push(parameter(&arrived, "error").unwrap());
    }
    here.app.advance(Seconds::new(90));
    let late = here.visitor.walk(&of(&here.client, &uri)).await;
    errors.push(late.parameter("error").unwrap());
    let alone = here.bring(&uri).await.page();

    assert_eq!(errors, ["invalid_request_uri"; 4]);
    assert_eq!(alone.problem().as_deref(), Some("faulty_parameters"));
}

#[tokio::test]
async fn a_request_is_good_again_until_it_is_answered_and_then_gone() {
    let here = Pushing::start().await;
    let uri = here.pushed().await;
    let stranger = here.app.visitor();

    let first = stranger.walk(&here.path(&uri)).await.page();
    let second = stranger.walk(&here.path(&uri)).await.page();
    let arrived = stranger.log_in(&second, "alice").await.client();
    let after = here.bring(&uri).await.page();

    assert!(first.text("#login-submit").is_some());
    assert!(parameter(&arrived, "code").is_some(), "{arrived}");
    assert_eq!(after.problem().as_deref(), Some("faulty_parameters"));
}

#[tokio::test]
async fn whoever_takes_longer_than_the_address_lives_still_arrives() {
    let here = Pushing::start().await;
    let uri = here.pushed().await;
    let stranger = here.app.visitor();

    let page = stranger.walk(&here.path(&uri)).await.page();
    here.app.advance(Seconds::minutes(10));
    let now = here.app.accounts.env().now();
    gantry_store::sweep::run_once(here.app.accounts.store(), now)
        .await
        .unwrap();
    let arrived = stranger.log_in(&page, "alice").await.client();

    assert!(parameter(&arrived, "code").is_some(), "{arrived}");
}

#[tokio::test]
async fn a_client_that_must_push_is_refused_otherwise() {
    let here = Pushing::start_with(|settings| settings.requests.require_pushed = true).await;
    let uri = here.pushed().await;

    let direct = here.visitor.walk(&here.request().path()).await.client();
    let pushed = here.bring(&uri).await.client();

    assert_eq!(
        parameter(&direct, "error").as_deref(),
        Some("invalid_request")
    );
    assert!(parameter(&pushed, "code").is_some(), "{pushed}");
    assert!(
        here.app
            .trail()
            .await
            .contains(&"authorize push_required".to_owned())
    );
}
