//! `request`: RFC 9101 §5.1 and OpenID Connect Core §6.1.

use gantry_test_support::{AuthorizeRequest, parameter};
use serde_json::{Value, json};

use crate::request_object::Signing;

#[tokio::test]
async fn a_request_may_stand_wholly_in_a_signed_object() {
    let here = Signing::start().await;
    let request = AuthorizeRequest::legacy(&here.client);
    let bare = ["redirect_uri", "state", "scope", "response_type"];
    let request = bare
        .iter()
        .fold(request, |request, name| request.without(name));
    let request = request.with("request", &here.key.sign(&here.claims()));

    let arrived = here.send(&request).await.client();

    assert!(arrived.as_str().starts_with(&here.client.redirect_uri));
    assert!(parameter(&arrived, "code").is_some(), "{arrived}");
    assert_eq!(parameter(&arrived, "state").as_deref(), Some("inside"));
}

#[tokio::test]
async fn what_is_inside_supersedes_what_is_outside() {
    let here = Signing::start().await;
    let request = here
        .signed(&here.claims())
        .with("state", "outside")
        .with("redirect_uri", "https://evil.example/cb");

    let arrived = here.send(&request).await.client();

    assert!(arrived.as_str().starts_with(&here.client.redirect_uri));
    assert_eq!(parameter(&arrived, "state").as_deref(), Some("inside"));
}

#[tokio::test]
async fn what_is_outside_alone_counts_unless_every_request_must_be_signed() {
    let outside = |here: &Signing| {
        here.signed(&here.claims_with("state", Value::Null))
            .with("state", "outside")
    };
    let free = Signing::start().await;
    let strict = Signing::start_with(|settings| settings.requests.require_object = true).await;

    let mixed = free.send(&outside(&free)).await.client();
    let pure = strict.send(&outside(&strict)).await.client();

    assert_eq!(parameter(&mixed, "state").as_deref(), Some("outside"));
    assert!(parameter(&pure, "code").is_some());
    assert_eq!(parameter(&pure, "state"), None);
}

#[tokio::test]
async fn members_that_are_no_texts_mean_what_they_would_as_parameters() {
    let here = Signing::start().await;
    let claims = here.claims_with("max_age", json!(100));
    let claims = crate::client_authentication::with(
        claims,
        "claims",
        json!({ "userinfo": { "name": { "essential": true } } }),
    );

    let arrived = here.send(&here.signed(&claims)).await.client();
    let wrong = here.claims_with("max_age", json!("soon"));
    let refused = here.send(&here.signed(&wrong)).await.client();

    assert!(parameter(&arrived, "code").is_some(), "{arrived}");
    assert_eq!(
        parameter(&refused, "error").as_deref(),
        Some("invalid_request")
    );
    assert_eq!(parameter(&refused, "state").as_deref(), Some("inside"));
}

#[tokio::test]
async fn a_request_object_is_stored_and_goes_on_after_the_sign_in() {
    let here = Signing::start().await;
    let request = here.signed(&here.claims());

    let stranger = here.app.visitor();
    let arrived = here.app.arrive(&stranger, &request, "alice").await.client();
    let posted = here
        .app
        .visitor()
        .post("/application/o/authorize/", &request.fields())
        .await;

    assert_eq!(parameter(&arrived, "state").as_deref(), Some("inside"));
    assert!(
        posted
            .location()
            .contains("/application/o/authorize/?request=")
    );
}

#[tokio::test]
async fn the_audience_may_be_an_array_or_missing() {
    let here = Signing::start().await;

    for audience in [Value::Null, json!([here.app.url, "https://other.example"])] {
        let claims = here.claims_with("aud", audience);
        let arrived = here.send(&here.signed(&claims)).await.client();
        assert!(parameter(&arrived, "code").is_some(), "{arrived}");
    }
}
