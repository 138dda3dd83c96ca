//! Signing out here signs out there: which end of a session ends which login token.

use std::time::Instant;

use gantry_core::Seconds;
use gantry_test_support::{Page, TestApp, Visitor};

use crate::chat::Chat;

/// A Gantry, a chat that is connected to it, and Alice.
pub(crate) struct Scene {
    pub(crate) app: TestApp,
    pub(crate) chat: Chat,
    pub(crate) alice: gantry_core::user::User,
}

impl Scene {
    pub(crate) async fn new() -> Self {
        let app = TestApp::start().await;
        let chat = Chat::connected(&app).await;
        Self::with(app, chat).await
    }

    pub(crate) async fn with(app: TestApp, chat: Chat) -> Self {
        let alice = app.add_user("alice").await;
        Self { app, chat, alice }
    }

    /// A new browser in which somebody has come into the chat, and its login token.
    pub(crate) async fn came_in(&self, username: &str) -> (Visitor, String) {
        let visitor = self.app.visitor();
        visitor.sign_in(username).await;
        let token = self.chat.login_token(&visitor).await.unwrap();
        assert!(self.chat.emulator.is_live(&token));
        (visitor, token)
    }

    /// Works the queue until nothing is due.
    pub(crate) async fn settle(&self) {
        settle(&self.app).await;
    }

    /// The queue is empty.
    pub(crate) async fn is_settled(&self) -> bool {
        self.waiting().await.is_empty()
    }

    /// What waits: kind, and why it stopped.
    pub(crate) async fn waiting(&self) -> Vec<(&'static str, Option<String>)> {
        let client = self.chat.client.id;
        let waiting = self.app.workspaces.waiting(client, 500).await.unwrap();
        let described = |task: gantry_core::workspace::ChatTask| (task.kind.as_str(), task.stopped);
        waiting.into_iter().map(described).collect()
    }

    pub(crate) fn is_live(&self, token: &str) -> bool {
        self.chat.emulator.is_live(token)
    }

    /// The calls of the chat's REST interface that change something, by name.
    pub(crate) fn acts(&self) -> Vec<String> {
        let calls = self.chat.emulator.rest_calls();
        let posts = calls.iter().filter(|call| call.method == "POST");
        let name = |path: &str| path.trim_start_matches("/api/v1/").to_owned();
        posts.map(|call| name(&call.path)).collect()
    }

    /// Everything so far is done and forgotten.
    pub(crate) async fn quiet(&self) {
        self.settle().await;
        assert!(self.is_settled().await, "{:?}", self.waiting().await);
        self.chat.emulator.clear_journal();
    }
}

pub(crate) async fn settle(app: &TestApp) {
    while app.workspaces.run_once().await.unwrap().taken > 0 {}
}

/// Signs out with the button and its question.
pub(crate) async fn sign_out(visitor: &Visitor) -> Page {
    let question = visitor.walk("/logout").await.page();
    let landing = visitor.submit_once(&question, "#logout-yes", &[("decision", "yes")]);
    let page = landing.await;
    assert!(page.status.is_success() || page.status.is_redirection());
    page
}

/// Posts a form of a page with its token.
pub(crate) async fn act(visitor: &Visitor, page: &str, action: &str, fields: &[(&str, &str)]) {
    let page = visitor.get(page).await;
    let token = page.attribute("input[name=form_token]", "value").unwrap();
    let fields = [&[("form_token", token.as_str())], fields].concat();
    let answer = visitor.post(action, &fields).await;
    assert_eq!(answer.status, 303, "{action}: {}", answer.body);
}

#[tokio::test]
async fn rc_iframe_49_the_api_url_answers_401_before_the_revocation_is_sent() {
    let scene = Scene::new().await;
    let (alice, token) = scene.came_in("alice").await;
    scene.quiet().await;

    sign_out(&alice).await;
    let refused = scene.chat.login_token(&alice).await;
    let refused_at = Instant::now();
    let unsent = scene.chat.count("/logout");
    scene.settle().await;

    assert_eq!((refused, unsent), (Err(401), 0));
    let calls = scene.chat.emulator.rest_calls();
    let revocation = calls.iter().find(|call| call.path.ends_with("/logout"));
    assert!(revocation.unwrap().at > refused_at);
    assert!(!scene.is_live(&token));
}

#[tokio::test]
async fn rc_iframe_49_a_session_that_is_over_stays_over_while_the_chat_hangs() {
    let scene = Scene::new().await;
    let (alice, token) = scene.came_in("alice").await;
    scene.quiet().await;
    scene
        .chat
        .emulator
        .set_outage(gantry_emulator::Outage::Hang);

    sign_out(&alice).await;
    let sent = async {
        while scene.chat.count("/logout") == 0 {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        scene.chat.login_token(&alice).await
    };
    // The request is on its way and unanswered: both sides are asked meanwhile.
    let during = tokio::select! {
        done = scene.app.workspaces.run_once() => panic!("{done:?}"),
        during = sent => during,
    };

    assert_eq!(during, Err(401));
    assert!(scene.is_live(&token));
}

#[tokio::test]
async fn rc_iframe_50_signing_out_of_one_session_ends_its_token_alone() {
    let scene = Scene::new().await;
    let (phone, on_phone) = scene.came_in("alice").await;
    let (desk, at_desk) = scene.came_in("alice").await;
    let access = scene
        .chat
        .emulator
        .add_personal_access_token("alice", "bot", false);
    scene.quiet().await;

    sign_out(&phone).await;
    scene.settle().await;

    assert_eq!(scene.acts(), ["logout"]);
    assert_eq!(scene.chat.emulator.rest_calls()[0].token, on_phone);
    assert!(!scene.is_live(&on_phone));
    assert!(scene.is_live(&at_desk) && scene.is_live(&access));
    assert_eq!(scene.chat.login_token(&desk).await, Ok(at_desk));
    assert!(scene.is_settled().await);
}

#[tokio::test]
async fn rc_iframe_50_a_session_that_never_came_in_asks_nothing_of_the_chat() {
    let scene = Scene::new().await;
    let visitor = scene.app.visitor();
    visitor.sign_in("alice").await;

    sign_out(&visitor).await;
    scene.settle().await;

    assert!(scene.acts().is_empty() && scene.is_settled().await);
}

#[tokio::test]
async fn rc_iframe_50_signing_out_at_the_chats_wish_ends_the_token() {
    let scene = Scene::new().await;
    let (alice, token) = scene.came_in("alice").await;
    let client_id = scene.chat.client.client_id.to_string();
    scene.quiet().await;

    let address = format!("/application/o/end-session/?client_id={client_id}");
    let question = alice.walk(&address).await.page();
    alice
        .submit(&question, "#logout-yes", &[("decision", "yes")])
        .await;
    scene.settle().await;

    assert_eq!(scene.chat.login_token(&alice).await, Err(401));
    assert!(!scene.is_live(&token));
}

#[tokio::test]
async fn rc_iframe_50_ending_the_other_sessions_ends_theirs_and_keeps_this_ones_token() {
    let scene = Scene::new().await;
    let (desk, at_desk) = scene.came_in("alice").await;
    let (_phone, on_phone) = scene.came_in("alice").await;
    let (_tablet, on_tablet) = scene.came_in("alice").await;
    scene.quiet().await;

    act(
        &desk,
        "/account/sessions",
        "/account/sessions/end-others",
        &[],
    )
    .await;
    scene.settle().await;

    assert_eq!(scene.acts(), ["logout", "logout"]);
    assert!(!scene.is_live(&on_phone) && !scene.is_live(&on_tablet));
    assert!(scene.is_live(&at_desk));
    assert_eq!(scene.chat.login_token(&desk).await, Ok(at_desk));
}

#[tokio::test]
async fn rc_iframe_50_ending_one_session_from_the_list_ends_its_token() {
    let scene = Scene::new().await;
    let (_phone, on_phone) = scene.came_in("alice").await;
    let sessions = scene
        .app
        .accounts
        .sessions_of(scene.alice.id)
        .await
        .unwrap();
    let (desk, at_desk) = scene.came_in("alice").await;
    scene.quiet().await;

    let action = format!("/account/sessions/{}/end", sessions[0].id);
    act(&desk, "/account/sessions", &action, &[]).await;
    scene.settle().await;

    assert!(!scene.is_live(&on_phone) && scene.is_live(&at_desk));
}

#[tokio::test]
async fn rc_iframe_50_somebody_else_in_the_same_browser_ends_the_former_token() {
    let scene = Scene::new().await;
    scene.app.add_user("bob").await;
    let (browser, of_alice) = scene.came_in("alice").await;
    scene.quiet().await;

    let client = &scene.chat.client;
    let redirect_uri = &client.settings.redirect_uris[0];
    let anew = format!(
        "/application/o/authorize/?client_id={}&redirect_uri={redirect_uri}&response_type=code\
         &scope=openid&prompt=login",
        client.client_id
    );
    let login = browser.walk(&anew).await.page();
    drop(browser.log_in(&login, "bob").await.client());
    let of_bob = scene.chat.login_token(&browser).await.unwrap();
    scene.settle().await;

    assert!(!scene.is_live(&of_alice) && scene.is_live(&of_bob));
    assert_eq!(scene.chat.emulator.login_tokens("bob"), [of_bob]);
}

#[tokio::test]
async fn rc_iframe_50_a_session_that_grew_too_old_ends_its_token_when_it_is_swept() {
    let scene = Scene::new().await;
    let (_alice, token) = scene.came_in("alice").await;
    scene.quiet().await;

    scene.app.advance(Seconds::days(32));
    let (_young, of_young) = scene.came_in("alice").await;
    let store = scene.app.accounts.store();
    let now = scene.app.accounts.env().now();
    while gantry_store::sweep::run_once(store, now).await.unwrap() > 0 {}
    scene.settle().await;

    assert!(!scene.is_live(&token) && scene.is_live(&of_young));
    assert!(scene.is_settled().await);
}
