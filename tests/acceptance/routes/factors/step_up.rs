//! A further proof in the middle of an authorization, and what the tokens say of it.

use gantry_accounts::permissions::Administrator;
use gantry_core::access::{Access, Binding, Condition, Mode};
use gantry_core::client::ClientSettings;
use gantry_core::methods::Assurance;
use gantry_test_support::{AuthorizeRequest, RocketChatClient, TestApp};
use serde_json::{Value, json};

use super::passkeys::Keyed;
use super::{Armed, Phone, prove, with_password};
use crate::well_known::id_token;
use crate::wire::{code_of, returned};

fn settings() -> ClientSettings {
    ClientSettings {
        redirect_uris: vec!["https://app.example.org/callback".parse().unwrap()],
        consent: false,
        ..ClientSettings::default()
    }
}

fn guarded(least: Assurance) -> ClientSettings {
    ClientSettings {
        access: Access {
            mode: Mode::All,
            bindings: vec![Binding::of(Condition::Factor(least))],
        },
        ..settings()
    }
}

fn essential(client: &RocketChatClient, acr: &str) -> AuthorizeRequest {
    let claims = json!({"id_token": {"acr": {"essential": true, "values": [acr]}}});
    AuthorizeRequest::legacy(client).with("claims", &claims.to_string())
}

async fn tokens(app: &TestApp, client: &RocketChatClient, code: &str) -> (Value, Value) {
    let answer = app.redeem(client, code).await.json();
    let claims = id_token::claims(answer["id_token"].as_str().unwrap());
    let told = app
        .introspect(client, answer["access_token"].as_str().unwrap())
        .await;
    (claims, told)
}

#[tokio::test]
async fn an_essential_class_adds_a_factor_to_whoever_has_none_and_then_goes_on() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_client("App", settings()).await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;

    let page = visitor.walk(&essential(&client, "2").path()).await.page();
    let phone = Phone::reading(&page);
    let code = phone.code(&app);
    let shown = visitor
        .submit(&page, "#enrol-totp", &[("code", &code)])
        .await
        .page();
    let on = shown.attribute("#recovery-continue", "href").unwrap();
    let arrived = visitor.walk(&on).await.client();

    assert!(
        page.url.contains("/account/factors/new?request="),
        "{}",
        page.url
    );
    let (claims, told) = tokens(&app, &client, &code_of(&arrived)).await;
    assert_eq!(claims["acr"], "2");
    assert_eq!(claims["amr"], json!(["mfa", "otp", "pwd"]));
    assert_eq!(
        (&told["acr"], &told["amr"]),
        (&claims["acr"], &claims["amr"])
    );
}

#[tokio::test]
async fn a_session_is_asked_for_what_it_lacks_and_stays_the_same_session() {
    let mut keyed = Keyed::new().await;
    let (old, page) = with_password(&keyed.app, "alice").await;
    let _entered = prove(&old, &page, &keyed.recovery_codes[0]).await;
    let least = guarded(Assurance::PhishingResistant);
    let client = keyed.app.add_client("App", least).await;
    let before = keyed.app.accounts.sessions_of(keyed.user.id).await.unwrap();

    let request = AuthorizeRequest::legacy(&client);
    let silent = old
        .walk(&request.clone().with("prompt", "none").path())
        .await
        .client();
    let page = old.walk(&request.path()).await.page();
    let options = page.attribute("form[data-passkey=get]", "data-options");
    let origin = keyed.app.url.clone();
    let answer = keyed.answer(&options.unwrap(), &origin);
    let typed = [("answer", answer.as_str())];
    let arrived = old.submit(&page, "#factor-passkey", &typed).await.client();

    assert_eq!(
        returned(&silent, "error").as_deref(),
        Some("interaction_required")
    );
    assert!(page.url.contains("/login/step-up?request="), "{}", page.url);
    assert!(returned(&arrived, "code").is_some(), "{arrived}");
    let after = keyed.app.accounts.sessions_of(keyed.user.id).await.unwrap();
    assert_eq!((before.len(), after.len()), (2, 2));
    assert_eq!(before[0].id, after[0].id);
    assert_eq!(before[0].methods.assurance(), Assurance::TwoFactors);
    assert_eq!(after[0].methods.assurance(), Assurance::PhishingResistant);
    // Whoever proved it once is let through.
    assert!(returned(&old.walk(&request.path()).await.client(), "code").is_some());
}

#[tokio::test]
async fn acr_values_are_a_wish_that_whoever_has_a_factor_is_asked_for() {
    let armed = Armed::new().await;
    let app = &armed.app;
    app.add_user("bob").await;
    let client = app.add_client("App", settings()).await;
    let request = AuthorizeRequest::legacy(&client).with("acr_values", "2");

    let code = app.code(&request, "bob").await;
    let (bobs, _) = tokens(app, &client, &code).await;
    let arrived = armed.visitor.walk(&request.path()).await.client();
    let (alices, _) = tokens(app, &client, &code_of(&arrived)).await;

    assert_eq!(bobs["acr"], "1");
    assert_eq!(alices["acr"], "2");
}

#[tokio::test]
async fn a_refreshed_id_token_says_how_somebody_signed_in_then() {
    let armed = Armed::new().await;
    let app = &armed.app;
    let client = app.add_client("App", settings()).await;
    let request = AuthorizeRequest::legacy(&client).with("scope", "openid offline_access");

    let arrived = armed.visitor.walk(&request.path()).await.client();
    let first = app.redeem(&client, &code_of(&arrived)).await.json();
    let token = first["refresh_token"].as_str().unwrap();
    let refreshed = app.refresh(&client, token, &[]).await.json();

    let claims = id_token::claims(refreshed["id_token"].as_str().unwrap());
    assert_eq!(claims["acr"], "2");
    assert_eq!(claims["amr"], json!(["mfa", "otp", "pwd"]));
}

#[tokio::test]
async fn what_a_page_let_pass_is_asked_again_where_tokens_are_issued() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_client("App", settings()).await;
    let code = app.code(&AuthorizeRequest::legacy(&client), "alice").await;

    let mut after = client.client.clone();
    after.settings = guarded(Assurance::TwoFactors);
    let operator = Administrator::operator();
    let changed = app.accounts.change_client(&operator, &client.client, after);
    changed.await.unwrap();
    let refused = app.redeem(&client, &code).await;

    assert_eq!(refused.status, 400);
    assert_eq!(refused.json()["error"], "invalid_grant");
    let trail = app.trail().await;
    assert!(
        trail.contains(&"token factor_missing".to_owned()),
        "{trail:?}"
    );
}

#[tokio::test]
async fn discovery_names_the_classes_that_can_be_had() {
    let app = TestApp::start().await;

    let document = app
        .visitor()
        .get("/.well-known/openid-configuration")
        .await
        .json();

    assert_eq!(document["acr_values_supported"], json!(["1", "2", "3"]));
}
