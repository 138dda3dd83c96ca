//! `/application/o`: one base path for all clients, each address with and without its slash.

use gantry_core::client::ClientSettings;
use gantry_test_support::{RocketChatClient, TestApp};

use crate::wire::{
    FORM, METEOR, code_of, legacy_address, legacy_body, legacy_state, post_token, raw, raw_basic,
    returned,
};

/// A whole sign-in through addresses that end as given.
async fn sign_in_with(app: &TestApp, client: &RocketChatClient, end: &str) -> Vec<u16> {
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    let path = legacy_address(client, &legacy_state())
        .replace("/authorize/?", &format!("/authorize{end}?"));
    let authorize = visitor.get(&path).await;
    let code = code_of(&authorize.location().parse().unwrap());

    let basic = raw_basic(client);
    let headers = [FORM, METEOR, ("Authorization", basic.as_str())];
    let line = format!("POST /application/o/token{end}");
    let token = raw(app, &line, &headers, &legacy_body(client, &code)).await;
    let access_token = token.json()["access_token"].as_str().unwrap().to_owned();

    let line = format!("GET /application/o/userinfo{end}?access_token={access_token}");
    let userinfo = raw(app, &line, &[METEOR], "").await;
    assert_eq!(userinfo.json()["preferred_username"], "alice");
    [authorize, token, userinfo]
        .iter()
        .map(|answer| answer.status.as_u16())
        .collect()
}

#[tokio::test]
async fn rc_oauth_01_the_three_addresses_answer_with_a_trailing_slash() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;

    assert_eq!(sign_in_with(&app, &client, "/").await, [303, 200, 200]);
}

#[tokio::test]
async fn rc_oauth_02_the_three_addresses_answer_without_the_slash_too() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;

    assert_eq!(sign_in_with(&app, &client, "").await, [303, 200, 200]);
}

#[tokio::test]
async fn rc_oauth_03_clients_on_one_base_path_are_told_apart_by_client_id_alone() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    // The very same workspace address twice: nothing but the id differs.
    let (first, second) = (app.add_rocketchat().await, app.add_rocketchat().await);
    let other = ClientSettings {
        redirect_uris: vec!["https://other.example.org/callback".parse().unwrap()],
        consent: false,
        ..ClientSettings::default()
    };
    let other = app.add_client("Other", other).await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;

    for (client, stranger) in [(&first, &second), (&second, &other), (&other, &first)] {
        let arrived = visitor.walk(&legacy_address(client, "s")).await.client();
        let code = code_of(&arrived);

        assert!(
            arrived.as_str().starts_with(&client.redirect_uri),
            "{arrived}"
        );
        assert_eq!(returned(&arrived, "state").as_deref(), Some("s"));
        assert_eq!(
            app.redeem(stranger, &code).await.status_and_error(),
            "400 invalid_grant"
        );
        assert_eq!(app.redeem(client, &code).await.status, 200);
    }
}

#[tokio::test]
async fn a_method_that_an_address_does_not_have_is_refused_without_a_redirect() {
    let app = TestApp::start().await;

    let get_token = raw(&app, "GET /application/o/token/", &[], "").await;
    let delete = raw(&app, "DELETE /application/o/userinfo/", &[], "").await;
    let token = post_token(&app, "", &[], "").await;

    assert_eq!(get_token.status, 405);
    assert_eq!(delete.status, 405);
    assert_eq!(token.status_and_error(), "401 invalid_client");
}
