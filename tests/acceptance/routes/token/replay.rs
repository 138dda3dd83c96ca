//! A code is used once; a second use revokes what the first one got.

use gantry_accounts::permissions::Administrator;
use gantry_core::client::GrantType;
use gantry_test_support::{AuthorizeRequest, TestApp};

use crate::wire::{code_of, legacy_payload, modern_address, modern_token};

#[tokio::test]
async fn rc_oauth_39_a_replayed_code_is_invalid_grant_and_the_trail_says_so() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    let legacy = app.code(&AuthorizeRequest::legacy(&client), "alice").await;
    let modern = code_of(&visitor.walk(&modern_address(&client)).await.client());

    let first = legacy_payload(&app, &client, &legacy).await;
    let second = legacy_payload(&app, &client, &legacy).await;
    let modern_first = modern_token(&app, &client, &modern).await;
    let modern_second = modern_token(&app, &client, &modern).await;

    for (first, second) in [(first, second), (modern_first, modern_second)] {
        assert_eq!(first.status, 200, "{}", first.body);
        assert_eq!(second.status_and_error(), "400 invalid_grant");
        let token = first.json()["access_token"].as_str().unwrap().to_owned();
        assert_eq!(
            app.userinfo(&token).await.status,
            401,
            "the first answer's token is revoked"
        );
    }
    let trail = app.trail().await;
    assert_eq!(
        trail
            .iter()
            .filter(|line| *line == "token code_used")
            .count(),
        2,
        "{trail:?}"
    );
}

#[tokio::test]
async fn a_replayed_code_ends_the_refresh_tokens_of_its_first_use() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let both = [GrantType::AuthorizationCode, GrantType::RefreshToken];
    let client = app
        .add_rocketchat_with(|settings| settings.grants = both.into())
        .await;
    let request = AuthorizeRequest::legacy(&client).with("scope", "openid offline_access");
    let code = app.code(&request, "alice").await;

    let first = app.redeem(&client, &code).await.json();
    let replay = app.redeem(&client, &code).await;
    let fields = [
        ("grant_type", "refresh_token"),
        ("refresh_token", first["refresh_token"].as_str().unwrap()),
        ("client_id", &client.id),
        ("client_secret", &client.secret),
    ];
    let refreshed = app.token(&fields).await;

    assert_eq!(replay.status_and_error(), "400 invalid_grant");
    assert_eq!(refreshed.status_and_error(), "400 invalid_grant");
}

#[tokio::test]
async fn another_client_cannot_use_up_a_code() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let (client, thief) = (app.add_rocketchat().await, app.add_rocketchat().await);
    let code = app.code(&AuthorizeRequest::legacy(&client), "alice").await;

    let stolen = legacy_payload(&app, &thief, &code).await;
    let own = legacy_payload(&app, &client, &code).await;

    assert_eq!(stolen.status_and_error(), "400 invalid_grant");
    assert_eq!(own.status, 200, "{}", own.body);
    assert!(
        app.trail()
            .await
            .contains(&"token code_of_another_client".to_owned())
    );
}

#[tokio::test]
async fn a_code_of_a_sign_in_that_was_ended_is_refused() {
    let app = TestApp::start().await;
    let alice = app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    let code = app.code(&AuthorizeRequest::legacy(&client), "alice").await;
    app.accounts
        .set_disabled(&Administrator::operator(), alice.id, true)
        .await
        .unwrap();

    let answer = legacy_payload(&app, &client, &code).await;

    assert_eq!(answer.status_and_error(), "400 invalid_grant");
    assert_eq!(app.trail().await[0], "token sign_in_ended");
}
