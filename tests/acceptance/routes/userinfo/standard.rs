//! The standard claims of each scope, and how the answer is asked for.

use gantry_core::client::ClientSettings;
use gantry_test_support::{AuthorizeRequest, RocketChatClient, TestApp};
use serde_json::Value;

const PROFILE: [&str; 14] = [
    "name",
    "family_name",
    "given_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "updated_at",
];

async fn set_up() -> (TestApp, RocketChatClient) {
    let app = TestApp::start().await;
    app.add_person("alice", &[], |new| {
        let text = |text: &str| Some(text.to_owned());
        let profile = &mut new.profile;
        profile.given_name = text("Alice");
        profile.family_name = text("Example");
        profile.middle_name = text("M.");
        profile.nickname = text("Al");
        profile.profile = text("https://example.org/alice");
        profile.picture = text("https://example.org/alice.png");
        profile.website = text("https://alice.example");
        profile.gender = text("female");
        profile.birthdate = text("1990-05-04");
        profile.zoneinfo = text("Europe/Berlin");
        profile.locale = text("de-DE");
        profile.phone_number = text("+49 30 123456");
        profile.phone_number_verified = true;
        profile.address = text("1 Road\nTown");
    })
    .await;
    app.add_user("bob").await;
    let settings = ClientSettings {
        redirect_uris: vec!["https://app.example.org/callback".parse().unwrap()],
        consent: false,
        ..ClientSettings::default()
    };
    let client = app.add_client("App", settings).await;
    (app, client)
}

async fn token(app: &TestApp, client: &RocketChatClient, scope: &str, name: &str) -> String {
    let request = AuthorizeRequest::legacy(client).with("scope", scope);
    let answer = app.redeem(client, &app.code(&request, name).await).await;
    answer.json()["access_token"].as_str().unwrap().to_owned()
}

async fn claims(app: &TestApp, client: &RocketChatClient, scope: &str, name: &str) -> Value {
    let token = token(app, client, scope, name).await;
    app.userinfo(&token).await.json()
}

#[tokio::test]
async fn every_scope_brings_every_standard_claim_that_it_stands_for() {
    let (app, client) = set_up().await;

    for (scope, names) in [
        ("profile", PROFILE.as_slice()),
        ("email", &["email", "email_verified"]),
        ("address", &["address"]),
        ("phone", &["phone_number", "phone_number_verified"]),
    ] {
        let claims = claims(&app, &client, &format!("openid {scope}"), "alice").await;

        for name in names {
            assert!(claims.get(name).is_some(), "{scope} {name}: {claims}");
        }
    }
}

#[tokio::test]
async fn standard_claims_have_their_types() {
    let (app, client) = set_up().await;

    let claims = claims(&app, &client, "openid profile email address phone", "alice").await;

    assert!(claims["updated_at"].is_i64());
    assert_eq!(claims["email_verified"], true);
    assert_eq!(claims["phone_number_verified"], true);
    assert_eq!(claims["address"]["formatted"], "1 Road\nTown");
    assert_eq!(claims["birthdate"], "1990-05-04");
}

#[tokio::test]
async fn what_a_person_has_not_is_left_out_and_never_null_or_empty() {
    let (app, client) = set_up().await;

    let claims = claims(&app, &client, "openid profile email address phone", "bob").await;

    for (name, value) in claims.as_object().unwrap() {
        assert!(!value.is_null() && value != "", "{name}: {claims}");
    }
    for absent in [
        "birthdate",
        "address",
        "phone_number",
        "phone_number_verified",
    ] {
        assert!(claims.get(absent).is_none(), "{absent}: {claims}");
    }
}

#[tokio::test]
async fn claims_are_plain_json_whatever_kind_is_accepted() {
    let (app, client) = set_up().await;
    let token = token(&app, &client, "openid profile", "alice").await;
    let url = format!("{}/application/o/userinfo/", app.url);

    for accept in [
        "*/*",
        "application/json",
        "application/json;charset=utf-8",
        "application/jwt, */*",
        "text/html",
    ] {
        let asked = app.http.get(&url).bearer_auth(&token);
        let answer = app.call(asked.header("accept", accept)).await;

        assert_eq!(answer.status, 200, "{accept}");
        assert!(
            answer
                .header("content-type")
                .starts_with("application/json"),
            "{accept}"
        );
        assert!(answer.json()["sub"].is_string());
    }
}
