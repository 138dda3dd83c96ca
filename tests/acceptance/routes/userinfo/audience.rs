//! Access tokens that were issued for something else than userinfo.

use gantry_core::client::ClientSettings;
use gantry_test_support::{AuthorizeRequest, TestApp};

#[tokio::test]
async fn a_token_for_another_resource_is_not_good_at_userinfo() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let mut settings = ClientSettings {
        redirect_uris: vec!["https://app.example.org/callback".parse().unwrap()],
        consent: false,
        ..ClientSettings::default()
    };
    settings.tokens.resources = vec!["https://api.example.org/".to_owned()];
    let client = app.add_client("App", settings).await;
    let request = AuthorizeRequest::legacy(&client).with("resource", "https://api.example.org/");
    let code = app.code(&request, "alice").await;
    let token = app.redeem(&client, &code).await.json();

    let answer = app.userinfo(token["access_token"].as_str().unwrap()).await;

    assert_eq!(answer.status_and_error(), "401 invalid_token");
    let trail = app.trail().await;
    assert!(
        trail.contains(&"userinfo token_for_another_resource".to_owned()),
        "{trail:?}"
    );
}
