//! PKCE: optional for Rocket.Chat, and binding once a challenge was sent. RFC 7636.

use gantry_core::client::ClientSettings;
use gantry_test_support::{AuthorizeRequest, RocketChatClient, TestApp, Visitor};

use crate::wire::{
    FORM, NODE_OAUTH, VERIFIER, code_of, legacy_payload, modern_address, modern_body, modern_token,
    post_token, returned,
};

async fn set_up() -> (TestApp, RocketChatClient, Visitor) {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    (app, client, visitor)
}

async fn with_verifier(
    app: &TestApp,
    client: &RocketChatClient,
    code: &str,
    verifier: &str,
) -> String {
    let body = modern_body(client, verifier, code);
    post_token(app, "", &[FORM, NODE_OAUTH], &body)
        .await
        .status_and_error()
}

#[tokio::test]
async fn rc_oauth_13_the_modern_engines_challenge_makes_its_verifier_binding() {
    let (app, client, visitor) = set_up().await;
    let path = modern_address(&client);
    let other = VERIFIER.replace('d', "e");
    let long = "v".repeat(129);

    let code = code_of(&visitor.walk(&path).await.client());
    let right = modern_token(&app, &client, &code).await;
    let mut refused = Vec::new();
    for verifier in [
        other.as_str(),
        &VERIFIER[1..],
        "",
        &long,
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    ] {
        let code = code_of(&visitor.walk(&path).await.client());
        refused.push(with_verifier(&app, &client, &code, verifier).await);
    }

    assert_eq!(right.status, 200, "{}", right.body);
    assert_eq!(refused, ["400 invalid_grant"; 5]);
    assert!(
        app.trail()
            .await
            .contains(&"token pkce_mismatch".to_owned())
    );
}

#[tokio::test]
async fn rc_oauth_14_a_challenge_without_a_verifier_is_refused_and_uses_the_code_up() {
    let (app, client, visitor) = set_up().await;
    let code = code_of(&visitor.walk(&modern_address(&client)).await.client());

    // Whoever stole the code redeems it as the legacy engine would.
    let downgraded = legacy_payload(&app, &client, &code).await;
    let afterwards = modern_token(&app, &client, &code).await;

    assert_eq!(downgraded.status_and_error(), "400 invalid_grant");
    assert_eq!(afterwards.status_and_error(), "400 invalid_grant");
    assert!(app.trail().await.contains(&"token pkce_missing".to_owned()));
}

#[tokio::test]
async fn a_verifier_without_a_challenge_is_refused() {
    let (app, client, _) = set_up().await;

    let code = app.code(&AuthorizeRequest::legacy(&client), "alice").await;
    let refused = with_verifier(&app, &client, &code, VERIFIER).await;

    assert_eq!(refused, "400 invalid_grant");
    assert!(
        app.trail()
            .await
            .contains(&"token pkce_unexpected".to_owned())
    );
}

#[tokio::test]
async fn plain_and_a_challenge_without_a_method_are_refused() {
    let (app, client, visitor) = set_up().await;
    let legacy = AuthorizeRequest::legacy(&client).with("code_challenge", VERIFIER);

    for request in [
        legacy.clone(),
        legacy.with("code_challenge_method", "plain"),
    ] {
        let arrived = visitor.walk(&request.path()).await.client();

        assert_eq!(
            returned(&arrived, "error").as_deref(),
            Some("invalid_request")
        );
        assert_eq!(returned(&arrived, "code"), None);
    }
    assert!(
        app.trail()
            .await
            .contains(&"authorize pkce_method_unsupported".to_owned())
    );
}

#[tokio::test]
async fn a_challenge_that_cannot_be_a_digest_is_refused() {
    let (_app, client, visitor) = set_up().await;

    for challenge in [
        "x",
        &"x".repeat(42),
        &"x".repeat(44),
        &format!("{}=", "x".repeat(42)),
    ] {
        let request = AuthorizeRequest::legacy(&client)
            .with("code_challenge", challenge)
            .with("code_challenge_method", "S256");
        let arrived = visitor.walk(&request.path()).await.client();

        assert_eq!(
            returned(&arrived, "error").as_deref(),
            Some("invalid_request"),
            "{challenge}"
        );
    }
}

#[tokio::test]
async fn a_public_client_without_pkce_is_refused() {
    let (app, rocketchat, visitor) = set_up().await;
    let settings = ClientSettings {
        public: true,
        redirect_uris: vec![rocketchat.redirect_uri.parse().unwrap()],
        consent: false,
        ..ClientSettings::default()
    };
    let public = app.add_client("Phone", settings).await;

    let without = visitor
        .walk(&AuthorizeRequest::legacy(&public).path())
        .await
        .client();
    let arrived = visitor.walk(&modern_address(&public)).await.client();
    let further = [("code_verifier", VERIFIER)];
    let redeemed = app.redeem_with(&public, &code_of(&arrived), &further).await;

    assert_eq!(
        returned(&without, "error").as_deref(),
        Some("invalid_request")
    );
    assert_eq!(redeemed.status, 200, "{}", redeemed.body);
    assert!(
        app.trail()
            .await
            .contains(&"authorize pkce_required".to_owned())
    );
}

#[tokio::test]
async fn a_confidential_client_can_be_set_to_require_pkce() {
    let (app, _, visitor) = set_up().await;
    let client = app
        .add_rocketchat_with(|settings| settings.require_pkce = true)
        .await;

    let without = visitor
        .walk(&AuthorizeRequest::legacy(&client).path())
        .await
        .client();
    let with = visitor.walk(&modern_address(&client)).await.client();

    assert_eq!(
        returned(&without, "error").as_deref(),
        Some("invalid_request")
    );
    assert!(returned(&with, "code").is_some());
}
