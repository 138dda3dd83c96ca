//! Whoever leaves the groups that may enter takes nothing along.

use gantry_accounts::permissions::Administrator;
use gantry_core::access::Access;
use gantry_core::client::ClientSettings;
use gantry_test_support::{AuthorizeRequest, RocketChatClient, TestApp};
use serde_json::Value;

async fn wiki_for_staff(app: &TestApp) -> RocketChatClient {
    let settings = ClientSettings {
        redirect_uris: vec!["https://wiki.example.org/callback".parse().unwrap()],
        access: Access::any_group([app.group("staff").await]),
        consent: false,
        ..ClientSettings::default()
    };
    app.add_client("Wiki", settings).await
}

async fn code(app: &TestApp, wiki: &RocketChatClient) -> String {
    let request = AuthorizeRequest::legacy(wiki).with("scope", "openid offline_access");
    app.code(&request, "bob").await
}

fn text(tokens: &Value, name: &str) -> String {
    tokens[name].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn leaving_the_group_ends_code_access_token_and_refresh_token() {
    let app = TestApp::start().await;
    let bob = app.add_user_in("bob", &["staff"]).await;
    let wiki = wiki_for_staff(&app).await;
    let tokens = app.redeem(&wiki, &code(&app, &wiki).await).await.json();
    let unused = code(&app, &wiki).await;

    let (by, staff) = (Administrator::operator(), app.group("staff").await);
    app.accounts
        .remove_member(&by, staff, bob.id)
        .await
        .unwrap();
    let userinfo = app.userinfo(&text(&tokens, "access_token")).await;
    let refreshed = app
        .token(&[
            ("grant_type", "refresh_token"),
            ("refresh_token", &text(&tokens, "refresh_token")),
            ("client_id", &wiki.id),
            ("client_secret", &wiki.secret),
        ])
        .await;
    let redeemed = app.redeem(&wiki, &unused).await;

    assert_eq!(userinfo.status_and_error(), "401 invalid_token");
    assert_eq!(refreshed.status_and_error(), "400 invalid_grant");
    assert_eq!(redeemed.status_and_error(), "400 invalid_grant");
    let refusals = app
        .trail()
        .await
        .iter()
        .filter(|line| line.ends_with("not_allowed"))
        .count();
    assert_eq!(refusals, 3);
}
