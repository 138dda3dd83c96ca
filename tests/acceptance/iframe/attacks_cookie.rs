//! Cookies of the bridge that were bent, planted or kept: nobody's.

use gantry_test_support::TestApp;

use crate::chat::Chat;
use crate::guest::{BRIDGE, Guest, SESSION, login_token};
use crate::hand_off::{Partitioned, on_another_site};

#[tokio::test]
async fn rc_iframe_29_a_bridge_cookie_with_one_character_changed_is_nobodys() {
    let app = TestApp::start().await;
    let chat = on_another_site(&app).await;
    app.add_user("alice").await;
    let mut browser = Partitioned::signed_in(&app, "alice").await;
    let code = browser.code(&chat).await;
    browser.redeem(&chat, &code).await;
    let right = browser.frame.cookie(BRIDGE).to_owned();

    for at in (0..right.len()).step_by(3) {
        let mut bent = right.clone().into_bytes();
        bent[at] = if bent[at] == b'A' { b'B' } else { b'A' };
        let bent = String::from_utf8(bent).unwrap();
        let refused = Guest::with_cookie(&app, BRIDGE, &bent).api(&chat).await;
        assert_eq!(refused.status, 401, "{at}");
    }
    for other in [right[1..].to_owned(), format!("{right}A"), String::new()] {
        let refused = Guest::with_cookie(&app, BRIDGE, &other).api(&chat).await;
        assert_eq!(refused.status, 401, "{other}");
    }
    assert!(login_token(&browser.frame.api(&chat).await).is_some());
}

#[tokio::test]
async fn rc_iframe_30_a_planted_bridge_cookie_does_not_outdo_the_persons_own_session() {
    let app = TestApp::start().await;
    let chat = on_another_site(&app).await;
    app.add_user("mallory").await;
    app.add_user("alice").await;
    let mut mallory = Partitioned::signed_in(&app, "mallory").await;
    let code = mallory.code(&chat).await;
    mallory.redeem(&chat, &code).await;
    let mut alice = Guest::signed_in(&app, "alice").await;
    let planted = mallory.frame.cookie(BRIDGE).to_owned();

    alice.cookies.insert(BRIDGE.to_owned(), planted);
    let token = login_token(&alice.api(&chat).await).unwrap();

    assert_eq!(chat.emulator.login_tokens("alice"), [token]);
}

#[tokio::test]
async fn rc_iframe_04_a_session_cookie_that_is_over_or_nobodys_is_like_none() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    let user = app.add_user("alice").await;
    let mut alice = Guest::signed_in(&app, "alice").await;
    let session = alice.cookie(SESSION).to_owned();
    assert!(login_token(&alice.api(&chat).await).is_some());

    for session in app.accounts.sessions_of(user.id).await.unwrap() {
        app.accounts.end_session(&session).await.unwrap();
    }
    chat.emulator.clear_journal();

    for value in [session.as_str(), "", "x", &"A".repeat(64)] {
        let refused = Guest::with_cookie(&app, SESSION, value).api(&chat).await;
        assert_eq!(refused.status, 401, "{value}");
    }
    assert_eq!(chat.emulator.rest_calls().len(), 0);
}
