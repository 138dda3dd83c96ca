//! Resource indicators (RFC 8707) and JWT access tokens (RFC 9068).

use gantry_core::client::ClientSettings;
use gantry_test_support::{AuthorizeRequest, RocketChatClient, TestApp, parameter};
use serde_json::{Value, json};

use crate::well_known::id_token::{claims, is_signed_by};
use crate::well_known::jwks::key_set;

const MAIL: &str = "https://mail.example.org/";
const FILES: &str = "urn:example:files";

fn registered(settings: &mut ClientSettings) {
    settings.tokens.resources = vec![MAIL.to_owned(), FILES.to_owned()];
}

async fn set_up(change: impl FnOnce(&mut ClientSettings)) -> (TestApp, RocketChatClient) {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app
        .add_app("App", |settings| {
            registered(settings);
            change(settings);
        })
        .await;
    (app, client)
}

fn request(client: &RocketChatClient, resources: &[&str]) -> String {
    let scope = "openid email offline_access";
    let mut path = AuthorizeRequest::legacy(client).with("scope", scope).path();
    for resource in resources {
        let value: String = url::form_urlencoded::byte_serialize(resource.as_bytes()).collect();
        path.extend(["&resource=", &value]);
    }
    path
}

/// A code for these resources.
async fn code(app: &TestApp, client: &RocketChatClient, resources: &[&str]) -> String {
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    let landing = visitor.walk(&request(client, resources)).await;
    landing.parameter("code").unwrap()
}

async fn audience(app: &TestApp, client: &RocketChatClient, tokens: &Value) -> Value {
    let token = tokens["access_token"].as_str().unwrap();
    app.introspect(client, token).await["aud"].clone()
}

#[tokio::test]
async fn a_token_is_for_the_resources_that_were_asked_for() {
    let (app, client) = set_up(|_| {}).await;
    let both = code(&app, &client, &[MAIL, FILES]).await;

    let tokens = app.redeem(&client, &both).await.json();
    let refresh = tokens["refresh_token"].as_str().unwrap();
    let narrowed = app.refresh(&client, refresh, &[("resource", FILES)]).await;
    let narrowed = narrowed.json();
    let next = narrowed["refresh_token"].as_str().unwrap();
    let again = app.refresh(&client, next, &[]).await.json();
    let plain = app.tokens(&client, "openid", "alice").await;

    assert_eq!(audience(&app, &client, &tokens).await, json!([MAIL, FILES]));
    assert_eq!(audience(&app, &client, &narrowed).await, json!(FILES));
    assert_eq!(audience(&app, &client, &again).await, json!([MAIL, FILES]));
    assert_eq!(audience(&app, &client, &plain).await, json!(app.url));
}

#[tokio::test]
async fn a_token_request_may_name_some_of_what_was_granted_and_nothing_else() {
    let (app, client) = set_up(|_| {}).await;
    let narrow = code(&app, &client, &[MAIL, FILES]).await;
    let wide = code(&app, &client, &[MAIL]).await;
    let none = code(&app, &client, &[]).await;

    let part = app
        .redeem_with(&client, &narrow, &[("resource", MAIL)])
        .await;
    let beyond = app
        .redeem_with(&client, &wide, &[("resource", FILES)])
        .await;
    let from_nothing = app.redeem_with(&client, &none, &[("resource", MAIL)]).await;

    assert_eq!(audience(&app, &client, &part.json()).await, json!(MAIL));
    assert_eq!(beyond.status_and_error(), "400 invalid_target");
    assert_eq!(from_nothing.status_and_error(), "400 invalid_target");
}

#[tokio::test]
async fn what_is_not_registered_or_no_address_is_an_invalid_target() {
    let (app, client) = set_up(|_| {}).await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;

    for resource in [
        "https://other.example.org/",
        "/mail",
        "https://mail.example.org/#x",
    ] {
        let landing = visitor.walk(&request(&client, &[MAIL, resource])).await;
        let error = parameter(&landing.client(), "error");
        assert_eq!(error.as_deref(), Some("invalid_target"), "{resource}");
    }
    let trail = app.trail().await;
    assert!(trail.contains(&"authorize resource_unknown".to_owned()));
    assert!(trail.contains(&"authorize resource_malformed".to_owned()));
}

#[tokio::test]
async fn a_token_for_another_server_opens_no_userinfo() {
    let (app, client) = set_up(|_| {}).await;
    let tokens = app
        .redeem(&client, &code(&app, &client, &[MAIL]).await)
        .await
        .json();

    let userinfo = app.userinfo(tokens["access_token"].as_str().unwrap()).await;

    assert_eq!(userinfo.status_and_error(), "401 invalid_token");
}

#[tokio::test]
async fn a_jwt_access_token_says_what_rfc_9068_wants() {
    let (app, client) = set_up(|it| it.tokens.jwt_access_tokens = true).await;
    let tokens = app
        .redeem(&client, &code(&app, &client, &[MAIL]).await)
        .await
        .json();
    let text = tokens["access_token"].as_str().unwrap();
    let id_token = claims(tokens["id_token"].as_str().unwrap());

    let said = claims(text);
    let header = crate::well_known::id_token::header(text);

    assert_eq!(header["typ"], "at+jwt");
    assert!(is_signed_by(text, &key_set(&app).await));
    assert_eq!(said["iss"], app.url.as_str());
    assert_eq!(said["aud"], MAIL);
    assert_eq!(said["client_id"], client.id.as_str());
    assert_eq!(said["scope"], "openid email offline_access");
    for same in ["sub", "auth_time", "acr"] {
        assert_eq!(said[same], id_token[same], "{same}");
    }
    let lifetime = said["exp"].as_i64().unwrap() - said["iat"].as_i64().unwrap();
    assert_eq!(lifetime, 600);
    assert_eq!(app.introspect(&client, text).await["jti"], said["jti"]);
    assert_eq!(said.get("email"), None);
}

#[tokio::test]
async fn a_jwt_access_token_opens_userinfo_and_can_be_revoked() {
    let (app, client) = set_up(|it| it.tokens.jwt_access_tokens = true).await;
    let tokens = app.tokens(&client, "openid email", "alice").await;
    let text = tokens["access_token"].as_str().unwrap();
    let (message, _) = text.rsplit_once('.').unwrap();

    let before = app.userinfo(text).await;
    let tampered = app.userinfo(&format!("{message}.AAAA")).await;
    let revoked = app.call_as(&client, "revoke", &[("token", text)]).await;
    let after = app.userinfo(text).await;

    assert_eq!(before.json()["email"], "alice@example.org");
    assert_eq!(tampered.status_and_error(), "401 invalid_token");
    assert_eq!(revoked.status, 200);
    assert_eq!(after.status_and_error(), "401 invalid_token");
}

#[tokio::test]
async fn a_client_of_jwts_gets_one_for_itself_too() {
    let (app, client) = set_up(|it| it.tokens.jwt_access_tokens = true).await;
    let fields = [("grant_type", "client_credentials"), ("resource", FILES)];

    let answer = app.call_as(&client, "token", &fields).await.json();
    let text = answer["access_token"].as_str().unwrap();

    let said = claims(text);
    assert_eq!(
        (&said["sub"], &said["aud"]),
        (&json!(client.id), &json!(FILES))
    );
    assert_eq!(app.introspect(&client, text).await["active"], true);
}
