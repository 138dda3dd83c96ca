//! `acr_values`, `default_acr_values` and an essential `acr`: what can be had is told truly.

use gantry_core::Seconds;
use gantry_core::client::ClientSettings;
use gantry_test_support::{AuthorizeRequest, RocketChatClient, TestApp};
use serde_json::{Value, json};

use crate::well_known::id_token;
use crate::wire::{code_of, returned};

async fn set_up() -> (TestApp, RocketChatClient) {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let settings = ClientSettings {
        redirect_uris: vec!["https://app.example.org/callback".parse().unwrap()],
        consent: false,
        default_acr_values: vec!["urn:example:gold".to_owned()],
        ..ClientSettings::default()
    };
    let client = app.add_client("App", settings).await;
    (app, client)
}

async fn claims(app: &TestApp, client: &RocketChatClient, request: &AuthorizeRequest) -> Value {
    let code = app.code(request, "alice").await;
    let answer = app.redeem(client, &code).await.json();
    id_token::claims(answer["id_token"].as_str().unwrap())
}

#[tokio::test]
async fn acr_values_are_voluntary_and_the_id_token_says_how_somebody_signed_in() {
    let (app, client) = set_up().await;
    let plain = AuthorizeRequest::legacy(&client);

    for request in [
        plain.clone(),
        plain.clone().with("acr_values", "1 2"),
        plain.with("acr_values", "urn:example:silver"),
    ] {
        let claims = claims(&app, &client, &request).await;

        assert_eq!(claims["acr"], "1");
        assert_eq!(claims["amr"], json!(["pwd"]));
    }
}

#[tokio::test]
async fn an_essential_acr_that_cannot_be_had_is_refused() {
    let (app, client) = set_up().await;
    let asking = |acr: Value| {
        let claims = json!({ "id_token": { "acr": acr } }).to_string();
        AuthorizeRequest::legacy(&client).with("claims", &claims)
    };

    for acr in [
        json!({"essential": true, "values": ["urn:example:gold", "4"]}),
        json!({"essential": true, "value": "4"}),
    ] {
        let arrived = app.visitor().walk(&asking(acr).path()).await.client();

        assert_eq!(
            returned(&arrived, "error").as_deref(),
            Some("unmet_authentication_requirements")
        );
        assert_eq!(returned(&arrived, "state").as_deref(), Some("c3RhdGU="));
        let trail = app.trail().await;
        assert!(trail.contains(&"authorize acr_unattainable".to_owned()));
    }
    for acr in [
        json!({"essential": true}),
        json!({"essential": true, "values": ["2", "1"]}),
        json!({"values": ["2"]}),
    ] {
        assert_eq!(claims(&app, &client, &asking(acr)).await["acr"], "1");
    }
}

#[tokio::test]
async fn the_default_max_age_of_a_client_asks_for_a_new_password_check() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let settings = ClientSettings {
        redirect_uris: vec!["https://app.example.org/callback".parse().unwrap()],
        consent: false,
        default_max_age: Some(Seconds::minutes(10)),
        ..ClientSettings::default()
    };
    let client = app.add_client("App", settings).await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    let request = AuthorizeRequest::legacy(&client);

    let young = visitor.walk(&request.path()).await.client();
    app.advance(Seconds::minutes(11));
    let patient = request.clone().with("max_age", "3600").path();
    let patient = visitor.walk(&patient).await.client();
    let login = visitor.walk(&request.path()).await.page();
    let arrived = visitor.log_in(&login, "alice").await.client();

    for arrived in [young, patient, arrived] {
        assert!(returned(&arrived, "code").is_some(), "{arrived}");
    }
}

#[tokio::test]
async fn the_time_of_the_sign_in_stays_the_same_until_somebody_signs_in_again() {
    let (app, client) = set_up().await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    let asking = |seconds: &str| {
        AuthorizeRequest::legacy(&client)
            .with("max_age", seconds)
            .path()
    };
    let auth_time = async |arrived: url::Url| {
        let answer = app.redeem(&client, &code_of(&arrived)).await.json();
        id_token::claims(answer["id_token"].as_str().unwrap())["auth_time"]
            .as_i64()
            .unwrap()
    };

    let first = auth_time(visitor.walk(&asking("15000")).await.client()).await;
    app.advance(Seconds::new(5));
    let second = auth_time(visitor.walk(&asking("99999999999")).await.client()).await;
    let login = visitor.walk(&asking("1")).await.page();
    let third = auth_time(visitor.log_in(&login, "alice").await.client()).await;

    assert_eq!(first, second);
    assert!(third > second, "{third} {second}");
}
