//! The `claims` parameter: what is asked for by name goes where it was asked for, with consent.

use gantry_core::client::{ClientSettings, GrantType};
use gantry_core::scope::ScopeSet;
use gantry_test_support::{AuthorizeRequest, Page, RocketChatClient, TestApp};
use serde_json::{Value, json};

use crate::well_known::id_token;
use crate::wire::{code_of, returned};

async fn set_up(change: impl FnOnce(&mut ClientSettings)) -> (TestApp, RocketChatClient) {
    let app = TestApp::start().await;
    app.add_person("alice", &["staff"], |new| {
        new.profile.birthdate = Some("1990-05-04".to_owned());
        new.profile.phone_number = Some("+49 30 123456".to_owned());
    })
    .await;
    let mut settings = ClientSettings {
        redirect_uris: vec!["https://app.example.org/callback".parse().unwrap()],
        consent: false,
        ..ClientSettings::default()
    };
    change(&mut settings);
    let client = app.add_client("App", settings).await;
    (app, client)
}

fn asking(client: &RocketChatClient, scope: &str, claims: &Value) -> AuthorizeRequest {
    AuthorizeRequest::legacy(client)
        .with("scope", scope)
        .with("claims", &claims.to_string())
}

/// What userinfo and the ID token say.
async fn told(
    app: &TestApp,
    client: &RocketChatClient,
    request: &AuthorizeRequest,
) -> (Value, Value) {
    let code = app.code(request, "alice").await;
    let answer = app.redeem(client, &code).await.json();
    let userinfo = app.userinfo(answer["access_token"].as_str().unwrap()).await;
    let id_token = id_token::claims(answer["id_token"].as_str().unwrap());
    (userinfo.json(), id_token)
}

#[tokio::test]
async fn a_claim_asked_for_by_name_is_told_where_it_was_asked_for_and_nowhere_else() {
    let (app, client) = set_up(|_| {}).await;
    let claims = json!({
        "userinfo": { "name": {"essential": true}, "groups": null, "unheard-of": null },
        "id_token": { "email": null, "birthdate": {"essential": true}, "picture": null },
    });

    let (userinfo, id_token) = told(&app, &client, &asking(&client, "openid", &claims)).await;

    assert_eq!(userinfo["name"], "alice Example");
    assert_eq!(userinfo["groups"], json!(["staff"]));
    assert_eq!(id_token["email"], "alice@example.org");
    assert_eq!(id_token["birthdate"], "1990-05-04");
    let names = |claims: &Value| claims.as_object().unwrap().len();
    assert_eq!(names(&userinfo), 3, "{userinfo}");
    for absent in ["name", "groups", "picture", "email_verified"] {
        assert!(id_token.get(absent).is_none(), "{absent}");
    }
}

#[tokio::test]
async fn a_claim_with_another_value_than_the_one_asked_for_is_left_out() {
    let (app, client) = set_up(|_| {}).await;
    let claims = json!({ "userinfo": {
        "name": {"value": "alice Example"},
        "birthdate": {"values": ["1991-01-01", "1990-05-04"]},
        "phone_number": {"value": "+1", "essential": true},
        "preferred_username": {"value": "bob"},
    }});

    let (userinfo, _) = told(&app, &client, &asking(&client, "openid", &claims)).await;

    assert_eq!(userinfo["name"], "alice Example");
    assert_eq!(userinfo["birthdate"], "1990-05-04");
    assert!(userinfo.get("phone_number").is_none(), "{userinfo}");
    assert!(userinfo.get("preferred_username").is_none(), "{userinfo}");
}

#[tokio::test]
async fn claims_asked_for_by_name_survive_a_refresh() {
    let (app, client) = set_up(|settings| {
        settings.grants = [GrantType::AuthorizationCode, GrantType::RefreshToken].into();
    })
    .await;
    let claims = json!({ "userinfo": {"birthdate": null}, "id_token": {"name": null} });
    let request = asking(&client, "openid offline_access", &claims);
    let code = app.code(&request, "alice").await;
    let first = app.redeem(&client, &code).await.json();

    let answer = app
        .token(&[
            ("grant_type", "refresh_token"),
            ("refresh_token", first["refresh_token"].as_str().unwrap()),
            ("client_id", &client.id),
            ("client_secret", &client.secret),
        ])
        .await
        .json();

    let userinfo = app.userinfo(answer["access_token"].as_str().unwrap()).await;
    assert_eq!(userinfo.json()["birthdate"], "1990-05-04");
    let id_token = id_token::claims(answer["id_token"].as_str().unwrap());
    assert_eq!(id_token["name"], "alice Example");
}

#[tokio::test]
async fn a_client_gets_by_name_no_more_than_the_scopes_that_it_may_ask_for() {
    let (app, client) = set_up(|settings| {
        settings.scopes = Some(ScopeSet::parse_known("openid email"));
    })
    .await;
    let claims = json!({ "userinfo": {"email": null, "birthdate": null, "phone_number": null} });

    let request = asking(&client, "openid profile phone", &claims);
    let code = app.code(&request, "alice").await;
    let answer = app.redeem(&client, &code).await.json();
    let userinfo = app.userinfo(answer["access_token"].as_str().unwrap()).await;

    assert_eq!(answer["scope"], "openid");
    let userinfo = userinfo.json();
    assert_eq!(userinfo["email"], "alice@example.org");
    assert_eq!(userinfo.as_object().unwrap().len(), 2, "{userinfo}");
}

#[tokio::test]
async fn a_claims_parameter_that_is_not_one_is_an_invalid_request() {
    let (app, client) = set_up(|_| {}).await;

    for text in [
        "no",
        "[]",
        "null",
        "{",
        r#"{"userinfo":[]}"#,
        r#"{"userinfo":{"name":"yes"}}"#,
        r#"{"id_token":{"name":{"essential":"yes"}}}"#,
    ] {
        let request = AuthorizeRequest::legacy(&client).with("claims", text);
        let arrived = app.visitor().walk(&request.path()).await.client();

        assert_eq!(
            returned(&arrived, "error").as_deref(),
            Some("invalid_request"),
            "{text}"
        );
        let trail = app.trail().await;
        assert!(trail.contains(&"authorize claims_malformed".to_owned()));
    }
}

#[tokio::test]
async fn claims_beyond_the_scopes_are_listed_in_words_and_need_consent_of_their_own() {
    let (app, client) = set_up(|settings| settings.consent = true).await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    let plain = AuthorizeRequest::legacy(&client).with("scope", "openid");
    let claims = json!({ "userinfo": {"birthdate": null}, "id_token": {"phone_number": null} });
    let asking = asking(&client, "openid", &claims).path();
    let allow = async |page: &Page| {
        let decision = [("decision", "allow")];
        visitor
            .submit(page, "#consent-allow", &decision)
            .await
            .client()
    };

    let first = visitor.walk(&plain.path()).await.page();
    allow(&first).await;
    let page = visitor.walk(&asking).await.page();
    let denied = visitor
        .walk(&format!("{asking}&prompt=none"))
        .await
        .client();
    let allowed = allow(&page).await;
    let later = visitor.walk(&asking).await.client();
    let fewer = visitor.walk(&plain.path()).await.client();

    let text = page.text("main").unwrap();
    assert!(text.contains("Your date of birth"), "{text}");
    assert!(text.contains("Your telephone number"), "{text}");
    assert_eq!(
        returned(&denied, "error").as_deref(),
        Some("consent_required")
    );
    let answer = app.redeem(&client, &code_of(&allowed)).await.json();
    let userinfo = app.userinfo(answer["access_token"].as_str().unwrap()).await;
    assert_eq!(userinfo.json()["birthdate"], "1990-05-04");
    assert!(returned(&later, "code").is_some());
    assert!(returned(&fewer, "code").is_some());
}

#[tokio::test]
async fn claims_that_a_scope_covers_need_no_further_consent() {
    let (app, client) = set_up(|settings| settings.consent = true).await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    let page = visitor
        .walk(&AuthorizeRequest::legacy(&client).path())
        .await
        .page();
    let agreed = visitor
        .submit(&page, "#consent-allow", &[("decision", "allow")])
        .await
        .client();
    assert!(returned(&agreed, "code").is_some());

    let claims = json!({ "userinfo": {"birthdate": null, "email": null, "groups": null} });
    let arrived = visitor
        .walk(&asking(&client, "openid", &claims).path())
        .await
        .client();

    assert!(returned(&arrived, "code").is_some());
}
