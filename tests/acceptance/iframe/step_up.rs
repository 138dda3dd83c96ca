//! A chat that asks for more than a password: the frame says so, and all is proven in the window.

use gantry_core::Seconds;
use gantry_core::access::{Access, Binding, Condition};
use gantry_core::methods::Assurance;
use gantry_test_support::{Page, TestApp};
use totp_rs::{Builder, Secret};

use crate::chat::Chat;
use crate::guest::{Guest, login_token};

/// A chat that is open to this much proof.
async fn guarded(app: &TestApp, least: Assurance) -> Chat {
    let access = Access {
        bindings: vec![Binding::of(Condition::Factor(least))],
        ..Access::default()
    };
    Chat::connected_as(app, "8.7.0", |settings| settings.access = access).await
}

/// Posts the form that holds an element.
async fn submit(guest: &mut Guest, page: &Page, selector: &str, typed: (&str, &str)) -> Page {
    let (action, mut fields) = page.form_with(selector);
    fields.retain(|(name, _)| name != typed.0);
    let mut all: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    all.push(typed);
    guest.post(&action, &all).await
}

/// The code that the seed of a page makes at this moment.
fn code(app: &TestApp, page: &Page) -> String {
    let seed = page.text("#totp-seed").unwrap().replace(' ', "");
    let secret = Secret::try_from_base32(seed).unwrap();
    let builder = Builder::new().with_secret(secret);
    let totp = builder.with_account_name("x").build().unwrap();
    let now = app.accounts.env().now().as_i64();
    totp.generate(u64::try_from(now).unwrap()).to_string()
}

#[tokio::test]
async fn the_frame_says_what_to_do_and_the_window_takes_the_proof_and_comes_back() {
    let app = TestApp::start().await;
    let chat = guarded(&app, Assurance::TwoFactors).await;
    app.add_user("alice").await;
    let mut alice = Guest::signed_in(&app, "alice").await;

    let refused = alice.api(&chat).await;
    let frame = alice.get(&chat.path("login")).await;
    let window = alice.get(&chat.path("window?frame=same-site")).await;
    let step_up = alice.get(window.location()).await;
    let offered = alice.get(step_up.location()).await;
    let code = code(&app, &offered);
    let shown = submit(&mut alice, &offered, "#enrol-totp", ("code", &code)).await;
    let on = shown.attribute("#recovery-continue", "href").unwrap();
    let done = alice.get(&on).await;
    let token = login_token(&alice.api(&chat).await);

    assert_eq!(refused.status, 401);
    assert_eq!(refused.json()["error_description"], "chat_prove_more");
    assert!(
        frame
            .text("#bridge-ask")
            .unwrap()
            .contains("page of its own")
    );
    assert_eq!(frame.attribute("#bridge", "data-task").unwrap(), "wait");
    assert_eq!(frame.attribute("#bridge-continue", "hidden"), None);
    assert!(frame.text("#problem").is_none());
    for typed in ["input", "form"] {
        assert!(frame.text(typed).is_none(), "nothing is typed in the frame");
    }
    assert!(
        window.location().starts_with("/login/step-up?more=2&next="),
        "{}",
        window.location()
    );
    assert_eq!(on, chat.path("window?frame=same-site"));
    assert!(done.text("#bridge-window").is_some(), "{}", done.body);
    assert!(token.is_some());
}

#[tokio::test]
async fn a_frame_of_another_site_gets_its_code_after_the_proof() {
    let app = TestApp::start().await;
    let chat = guarded(&app, Assurance::TwoFactors).await;
    app.add_user("alice").await;
    let mut alice = Guest::signed_in(&app, "alice").await;
    let own = alice.get("/account/factors/new").await;
    let seed = own.clone();
    submit(
        &mut alice,
        &own,
        "#enrol-totp",
        ("code", &code(&app, &seed)),
    )
    .await;
    let nonce = "A".repeat(43);

    let window = alice
        .get(&chat.path(&format!("window?frame={nonce}")))
        .await;

    let handed = window.attribute("#bridge-window", "data-code").unwrap();
    assert!(!handed.is_empty(), "{}", window.body);
}

#[tokio::test]
async fn a_factor_demanded_of_the_person_is_asked_for_in_the_same_way() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    let user = app.add_user("alice").await;
    let mut alice = Guest::signed_in(&app, "alice").await;
    let change = gantry_accounts::users::UserChange {
        factor_demanded: Some(true),
        ..Default::default()
    };
    let changed = app
        .accounts
        .change_user(&crate::chat::OPERATOR, user.id, change);
    changed.await.unwrap();
    app.advance(Seconds::minutes(6));

    let refused = alice.api(&chat).await;
    let window = alice.get(&chat.path("window?frame=same-site")).await;
    let password = alice.get(window.location()).await;

    assert_eq!(refused.json()["error_description"], "chat_prove_more");
    assert!(password.text("#password").is_some(), "{}", password.body);
    assert_eq!(chat.tokens_made(), 0);
}

#[tokio::test]
async fn whoever_no_proof_would_let_in_is_told_so() {
    let app = TestApp::start().await;
    let staff = app.group("staff").await;
    let chat = Chat::connected_as(&app, "8.7.0", |settings| {
        settings.access = Access::any_group([staff]);
    })
    .await;
    app.add_user("alice").await;
    let mut alice = Guest::signed_in(&app, "alice").await;

    let frame = alice.get(&chat.path("login")).await;

    assert_eq!(frame.problem().as_deref(), Some("not_allowed"));
}
