//! The first second factor ends every session that was begun without it, but the one that added it.

use gantry_test_support::{TestApp, Visitor};
use webauthn_authenticator_rs::softpasskey::SoftPasskey;

use super::passkeys::{HOST, create};
use super::{Armed, add_phone, is_signed_in, session_cookie, with_password};

/// Whether a session's cookie still opens the account.
async fn opens(app: &TestApp, cookie: &str) -> bool {
    app.accounts.session(cookie).await.unwrap().is_some()
}

/// A browser that signs in, and the cookie that it got.
async fn cookie_of(app: &TestApp, name: &str) -> (Visitor, String) {
    let visitor = app.visitor();
    let login = visitor.walk("/login").await.page();
    let typed = [
        ("username", name),
        ("password", gantry_test_support::PASSWORD),
    ];
    let answer = visitor.submit_once(&login, "#login-submit", &typed).await;
    let cookie = session_cookie(&answer).unwrap();
    (visitor, cookie)
}

#[tokio::test]
async fn a_first_application_signs_everybody_else_out_and_gives_the_session_a_new_secret() {
    let app = TestApp::start().await;
    let alice = app.add_user("alice").await;
    app.add_user("bob").await;
    let (bob, _) = cookie_of(&app, "bob").await;
    let (thief, stolen) = cookie_of(&app, "alice").await;
    let (own, before) = cookie_of(&app, "alice").await;

    let page = own.walk("/account/factors/new").await.page();
    let phone = super::Phone::reading(&page);
    let code = phone.code(&app);
    let typed = [("code", code.as_str())];
    let shown = own.submit_once(&page, "#enrol-totp", &typed);
    let shown = shown.await;

    assert!(page.text("#enrol-ends").unwrap().contains("signed out"));
    assert!(shown.text("#ended-elsewhere").is_some(), "{}", shown.body);
    assert!(is_signed_in(&own).await && is_signed_in(&bob).await);
    assert!(!is_signed_in(&thief).await);
    assert!(!opens(&app, &stolen).await && !opens(&app, &before).await);
    assert_ne!(session_cookie(&shown).unwrap(), before);
    assert_eq!(app.accounts.sessions_of(alice.id).await.unwrap().len(), 1);
    let trail = app.trail().await;
    assert!(trail.contains(&"sign_out ok".to_owned()), "{trail:?}");
}

#[tokio::test]
async fn a_first_passkey_does_so_too() {
    let app = TestApp::named(HOST).await;
    app.add_user("alice").await;
    let (thief, _) = with_password(&app, "alice").await;
    let (own, _) = with_password(&app, "alice").await;

    let page = own.walk("/account/factors/new").await.page();
    let made = create(&mut SoftPasskey::new(true), &page, &app.url).to_string();
    let typed = [("answer", made.as_str())];
    let shown = own.submit(&page, "#enrol-passkey", &typed);
    let shown = shown.await.page();

    assert!(shown.text("#ended-elsewhere").is_some(), "{}", shown.body);
    assert!(is_signed_in(&own).await);
    assert!(!is_signed_in(&thief).await);
}

#[tokio::test]
async fn a_further_factor_ends_nothing() {
    let armed = Armed::new().await;
    let (other, page) = armed.at_the_factor().await;
    let code = armed.phone.next_code(&armed.app);
    let _entered = super::prove(&other, &page, &code).await;

    let page = armed.visitor.walk("/account/factors/new").await.page();
    let phone = super::Phone::reading(&page);
    let code = phone.code(&armed.app);
    let typed = [("code", code.as_str())];
    let added = armed.visitor.submit(&page, "#enrol-totp", &typed);
    let _added = added.await;

    assert!(is_signed_in(&other).await && is_signed_in(&armed.visitor).await);
}

#[tokio::test]
async fn a_factor_added_on_the_way_in_ends_older_sessions() {
    let app = TestApp::start().await;
    let alice = app.add_user("alice").await;
    let (thief, _) = with_password(&app, "alice").await;
    super::demanded::demand_of(&app, alice.id).await;

    let (visitor, page) = with_password(&app, "alice").await;
    let (_, codes) = add_phone(&app, &visitor, &page).await;

    assert_eq!(codes.len(), 10);
    assert!(is_signed_in(&visitor).await);
    assert!(!is_signed_in(&thief).await);
}
