//! Secrets of the chat and of Gantry, looked for in every answer, in the trail and in the database.

use gantry_core::Seconds;
use gantry_emulator::Outage;
use gantry_test_support::TestApp;
use reqwest::Method;

use crate::chat::{Chat, TOKEN_SECRET};
use crate::guest::{BRIDGE, Guest, SESSION, login_token};
use crate::hand_off::{Partitioned, on_another_site};

/// What may be seen nowhere, and everything that was answered.
pub(crate) struct Used {
    /// Secrets.
    pub(crate) secrets: Vec<String>,
    /// Bodies and headers of answers other than those that give the token.
    pub(crate) answers: Vec<String>,
}

fn noted(guest: &Guest) -> Vec<String> {
    let given = guest
        .answers
        .iter()
        .filter(|page| login_token(page).is_none());
    let text = |page: &gantry_test_support::Page| {
        let headers = page
            .headers
            .iter()
            .filter(|(name, _)| *name != "set-cookie");
        format!(
            "{} {headers:?} {}",
            page.url,
            page.body,
            headers = headers.collect::<Vec<_>>()
        )
    };
    given.map(text).collect()
}

/// Uses everything there is once, well and badly.
pub(crate) async fn use_well_and_badly(app: &TestApp) -> Used {
    let chat = on_another_site(app).await;
    app.add_user("alice").await;
    app.add_admin("root").await;
    let mut browser = Partitioned::signed_in(app, "alice").await;
    let code = browser.code(&chat).await;
    browser.redeem(&chat, &code).await;
    let token = login_token(&browser.frame.api(&chat).await).unwrap();
    let cookies = [SESSION, BRIDGE].map(|name| {
        let (one, other) = (browser.window.cookie(name), browser.frame.cookie(name));
        format!("{one}{other}")
    });
    let own = login_token(&browser.window.post(&chat.path("token"), &[]).await).unwrap();
    browser.redeem(&chat, &code).await;
    browser.frame.get(&chat.path("login")).await;
    chat.end_token("alice", &token).await;
    browser.frame.get(&chat.path("login")).await;
    let next = login_token(&browser.frame.api(&chat).await).unwrap();
    app.advance(Seconds::minutes(5));
    for outage in [Outage::Refuse503, Outage::Drop] {
        chat.emulator.set_outage(outage);
        browser.frame.api(&chat).await;
        browser.window.api(&chat).await;
    }
    chat.emulator.set_outage(Outage::None);
    let mut root = Guest::signed_in(app, "root").await;
    for path in [
        "/admin",
        "/admin/trail",
        "/admin/applications",
        &format!("/admin/applications/{}", chat.client.slug),
        &format!("/admin/applications/{}/values", chat.client.slug),
    ] {
        root.get(path).await;
    }
    let logout = browser.window.request(Method::POST, &chat.path("logout"));
    let logout = logout.header("origin", &chat.origin);
    browser.window.send(logout).await;
    while app.workspaces.run_once().await.unwrap().taken > 0 {}
    chat.end_token("gantry", &chat.service_token).await;
    Guest::signed_in(app, "root").await.api(&chat).await;
    let mut answers = noted(&browser.frame);
    answers.extend(noted(&root));
    // The window's own page carries the code.
    let window = noted(&browser.window).into_iter();
    answers.extend(window.filter(|it| !it.contains("data-code")));
    let [session, bridge] = cookies;
    let planted = [TOKEN_SECRET, chat.service_token.as_str(), &code];
    let mut secrets: Vec<String> = planted.map(str::to_owned).into();
    secrets.extend([token, own, next, session, bridge]);
    Used { secrets, answers }
}

#[tokio::test]
async fn rc_iframe_23_no_answer_but_the_tokens_own_and_no_line_of_the_trail_has_a_secret() {
    let app = TestApp::start().await;
    let used = use_well_and_badly(&app).await;
    let lines = app.trail().await;
    let mut conn = app.accounts.store().read().await.unwrap();
    let filter = gantry_store::audit::AuditFilter::All;
    let entries = gantry_store::audit::list(&mut conn, filter, None, 200).await;
    let trail = format!("{:?}", entries.unwrap());

    assert!(used.answers.len() > 15, "{}", used.answers.len());
    assert!(lines.iter().any(|line| line.starts_with("chat_sign_in ok")));
    for secret in &used.secrets {
        assert!(secret.len() >= 17, "{secret}");
        for answer in &used.answers {
            assert!(!answer.contains(secret), "{secret} in {answer}");
        }
        assert!(!trail.contains(secret), "{secret} in the trail");
    }
}

#[tokio::test]
async fn rc_iframe_23_two_people_never_get_each_others_token() {
    let app = TestApp::start().await;
    let chat = Chat::connected(&app).await;
    app.add_user("alice").await;
    app.add_user("bob").await;
    let mut alice = Guest::signed_in(&app, "alice").await;
    let mut bob = Guest::signed_in(&app, "bob").await;

    let (one, other) = tokio::join!(alice.api(&chat), bob.api(&chat));
    // One browser, another person: the first one's token does not stay.
    let login = alice.get("/login?again=yes").await;
    alice.log_in(&login, "bob").await;
    let changed = login_token(&alice.api(&chat).await).unwrap();

    let (one, other) = (login_token(&one).unwrap(), login_token(&other).unwrap());
    assert_eq!(chat.emulator.login_tokens("bob"), [other, changed]);
    while app.workspaces.run_once().await.unwrap().taken > 0 {}
    assert!(!chat.emulator.is_live(&one), "the session before has ended");
}
