//! A device whose application asks for more proof than the person's session has.

use gantry_core::access::{Access, Binding, Condition};
use gantry_core::methods::{Assurance, Method};
use gantry_test_support::{Page, RocketChatClient, TestApp, Visitor};
use serde_json::Value;

use super::passkeys::Keyed;
use super::{Armed, Phone};

/// An application on a device that asks for this much.
async fn television(app: &TestApp, least: Assurance) -> (RocketChatClient, Value) {
    let client = app
        .add_app("Television", |settings| {
            settings.access = Access {
                bindings: vec![Binding::of(Condition::Factor(least))],
                ..Access::default()
            };
        })
        .await;
    let told = call(app, &client, ("device", &[("scope", "openid")])).await;
    (client, told.json())
}

/// What the device itself calls, also where the server has a name that only its own browsers know.
async fn call(
    app: &TestApp,
    client: &RocketChatClient,
    (path, fields): (&str, &[(&str, &str)]),
) -> Page {
    let visitor = app.visitor();
    let mut all = vec![
        ("client_id", client.id.as_str()),
        ("client_secret", client.secret.as_str()),
    ];
    all.extend_from_slice(fields);
    let address = visitor.address(&format!("/application/o/{path}/"));
    visitor.send(visitor.http.post(address).form(&all)).await
}

/// Types the code, and follows to where more is asked for.
async fn led(visitor: &Visitor, told: &Value) -> Page {
    let page = visitor.get("/device").await;
    let typed = [("user_code", told["user_code"].as_str().unwrap())];
    let sent = visitor.submit(&page, "#device-continue", &typed).await;
    sent.page()
}

/// Allows the device at the page that brought the code along, and takes its tokens.
async fn allowed(app: &TestApp, visitor: &Visitor, told: &Value, client: &RocketChatClient) -> u16 {
    let user_code = told["user_code"].as_str().unwrap();
    let done = visitor.answer_device(user_code, "allow").await;
    let result = done.attribute("#device-done", "data-result");
    assert_eq!(result.as_deref(), Some("allowed"), "{}", done.body);
    let fields = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
        ("device_code", told["device_code"].as_str().unwrap()),
    ];
    let answer = call(app, client, ("token", &fields)).await;
    answer.status.as_u16()
}

#[tokio::test]
async fn somebody_without_a_factor_adds_one_and_comes_back_with_the_code() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let (client, told) = television(&app, Assurance::TwoFactors).await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;

    let offered = led(&visitor, &told).await;
    let code = Phone::reading(&offered).code(&app);
    let typed = [("code", code.as_str())];
    let shown = visitor.submit(&offered, "#enrol-totp", &typed);
    let shown = shown.await.page();
    let on = shown.attribute("#recovery-continue", "href").unwrap();
    let back = visitor.walk(&on).await.page();

    assert_eq!(
        back.attribute("#user_code", "value").as_deref(),
        told["user_code"].as_str()
    );
    assert_eq!(allowed(&app, &visitor, &told, &client).await, 200);
}

#[tokio::test]
async fn a_passkey_is_asked_for_where_only_a_passkey_will_do() {
    let mut keyed = Keyed::new().await;
    let (client, told) = television(&keyed.app, Assurance::PhishingResistant).await;
    // A session that was proven by password and recovery code.
    let codes = keyed.recovery_codes.clone();
    let (visitor, page) = super::with_password(&keyed.app, "alice").await;
    let _entered = super::prove(&visitor, &page, &codes[0]).await;

    let asked = led(&visitor, &told).await;
    let options = asked.attribute("form[data-passkey=get]", "data-options");
    let origin = keyed.app.url.clone();
    let answer = keyed.answer(&options.unwrap(), &origin);
    let back = visitor
        .submit(&asked, "#factor-passkey", &[("answer", &answer)])
        .await
        .page();

    assert!(
        asked.url.contains("/login/step-up?more=3&"),
        "{}",
        asked.url
    );
    assert!(asked.text("#code").is_none() && asked.text("#factor-submit").is_none());
    assert_eq!(
        back.attribute("#user_code", "value").as_deref(),
        told["user_code"].as_str()
    );
    assert_eq!(allowed(&keyed.app, &visitor, &told, &client).await, 200);
    let sessions = keyed.app.accounts.sessions_of(keyed.user.id).await.unwrap();
    assert!(sessions[0].methods.contains(Method::Passkey));
}

#[tokio::test]
async fn who_gives_up_is_led_away_and_the_device_gets_nothing() {
    let armed = Armed::new().await;
    let (client, told) = television(&armed.app, Assurance::PhishingResistant).await;
    armed.app.advance(gantry_core::Seconds::minutes(6));

    let asked = led(&armed.visitor, &told).await;
    let left = armed
        .visitor
        .submit(&asked, "#factor-cancel", &[("cancel", "yes")])
        .await
        .page();
    let device_code = told["device_code"].as_str().unwrap();
    let waiting = armed.app.poll(&client, device_code).await;

    assert!(asked.url.contains("/login/step-up"), "{}", asked.url);
    assert!(left.url.ends_with("/apps"), "{}", left.url);
    assert_eq!(waiting.status_and_error(), "400 authorization_pending");
}
