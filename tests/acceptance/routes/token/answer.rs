//! A successful answer: its form, its members, and what it leaves out.

use gantry_core::Seconds;
use gantry_core::client::GrantType;
use gantry_test_support::{AuthorizeRequest, Page, RocketChatClient, TestApp};

use crate::wire::{code_of, legacy_header, legacy_payload, modern_address, modern_token};

/// One answer of each dialect.
async fn answers(app: &TestApp, client: &RocketChatClient) -> [Page; 3] {
    let request = AuthorizeRequest::legacy(client);
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    let modern = code_of(&visitor.walk(&modern_address(client)).await.client());
    [
        legacy_payload(app, client, &app.code(&request, "alice").await).await,
        legacy_header(app, client, &app.code(&request, "alice").await).await,
        modern_token(app, client, &modern).await,
    ]
}

async fn set_up() -> (TestApp, RocketChatClient) {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    (app, client)
}

#[tokio::test]
async fn rc_oauth_34_success_is_a_json_object_with_status_200() {
    let (app, client) = set_up().await;

    for answer in answers(&app, &client).await {
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.header("content-type"), "application/json");
        assert!(answer.json().is_object(), "{}", answer.body);
        assert_eq!(answer.json().get("error"), None);
    }
}

#[tokio::test]
async fn rc_oauth_35_the_answer_has_what_rocketchat_reads() {
    let (app, client) = set_up().await;
    let url_safe = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);

    for answer in answers(&app, &client).await {
        let answer = answer.json();
        let token = answer["access_token"].as_str().unwrap();
        let id_token = answer["id_token"].as_str().unwrap();

        assert!(token.chars().all(url_safe) && token.len() < 2048, "{token}");
        assert_eq!(answer["token_type"], "Bearer");
        assert_eq!(answer["expires_in"].as_i64(), Some(600));
        assert_eq!(id_token.split('.').count(), 3, "{id_token}");
        assert_eq!(app.userinfo(token).await.status, 200);
    }
}

#[tokio::test]
async fn expires_in_is_what_the_client_is_set_to_and_true() {
    let (app, _) = set_up().await;
    let two_minutes = Seconds::minutes(2);
    let client = app
        .add_rocketchat_with(|it| it.access_token_lifetime = two_minutes)
        .await;

    let code = app.code(&AuthorizeRequest::legacy(&client), "alice").await;
    let answer = app.redeem(&client, &code).await.json();
    let token = answer["access_token"].as_str().unwrap();
    app.advance(Seconds::new(100));
    let before = app.userinfo(token).await.status;
    app.advance(Seconds::new(21));
    let after = app.userinfo(token).await.status;

    assert_eq!(answer["expires_in"].as_i64(), Some(120));
    assert_eq!((before.as_u16(), after.as_u16()), (200, 401));
}

#[tokio::test]
async fn rc_oauth_36_there_is_no_refresh_token_unless_offline_access_was_asked_for() {
    let (app, client) = set_up().await;
    let both = [GrantType::AuthorizationCode, GrantType::RefreshToken];
    let able = app
        .add_rocketchat_with(|settings| settings.grants = both.into())
        .await;

    for client in [&client, &able] {
        for answer in answers(&app, client).await {
            assert_eq!(answer.json().get("refresh_token"), None, "{}", answer.body);
        }
    }
    let asking = |client| {
        let scope = "email profile openid offline_access";
        AuthorizeRequest::legacy(client).with("scope", scope)
    };
    // A client without the grant gets none even if it asks.
    let unable = app
        .redeem(&client, &app.code(&asking(&client), "alice").await)
        .await;
    let given = app
        .redeem(&able, &app.code(&asking(&able), "alice").await)
        .await;
    assert_eq!(unable.json().get("refresh_token"), None, "{}", unable.body);
    assert!(given.json()["refresh_token"].is_string(), "{}", given.body);
}

#[tokio::test]
async fn nobody_keeps_an_answer() {
    let (app, client) = set_up().await;
    let mut all = answers(&app, &client).await.to_vec();
    all.push(app.redeem(&client, "unknown").await);
    all.push(app.token(&[]).await);

    for answer in all {
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("pragma"), "no-cache");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }
}
