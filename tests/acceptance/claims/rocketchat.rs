//! A Rocket.Chat signs people in: the stand-in, configured by the template's own values.

use std::collections::HashMap;

use gantry_accounts::permissions::Administrator;
use gantry_core::client::ClientSettings;
use gantry_emulator::{ChatUser, Emulator, EmulatorConfig, NewUser};
use gantry_rocketchat::settings::{RocketChatVersion, ServiceName, environment};
use gantry_rocketchat::template::{rocketchat_client, sheet_of};
use gantry_test_support::{Page, TestApp, Visitor};
use serde_json::{Value, json};

/// Gantry and a Rocket.Chat whose container was given the printed compose block.
struct Pair {
    app: TestApp,
    chat: Emulator,
}

impl Pair {
    async fn new() -> Self {
        let app = TestApp::start().await;
        let chat = Emulator::start(EmulatorConfig::default()).await.unwrap();
        chat.add_user(NewUser::administrator("root", "secret"));
        let service = ServiceName::parse("authentik").unwrap();
        let new = rocketchat_client("Team chat", &chat.url().parse().unwrap(), &service).unwrap();
        let added = app
            .accounts
            .add_client(&Administrator::operator(), new)
            .await
            .unwrap();
        let secret = added.secret.as_ref().unwrap().expose();
        let version = RocketChatVersion::parse("8.7.0").unwrap();
        let public_url = app.url.parse().unwrap();
        let sheet = sheet_of(&added.client, &public_url, Some(secret), version).unwrap();
        chat.apply_env(environment(&sheet).unwrap());
        Self { app, chat }
    }

    fn set(&self, id: &str, value: impl Into<Value>) {
        self.chat.settings().set(id, value).unwrap();
    }

    fn address(&self, path: &str) -> String {
        format!("{}{path}", self.chat.url())
    }

    /// The login page of Gantry, filled in if it shows; the address of the callback.
    async fn through_gantry(&self, visitor: &Visitor, authorize: &str, username: &str) -> String {
        let landing = match visitor.walk(authorize).await {
            gantry_test_support::Landing::Page(page) => visitor.log_in(&page, username).await,
            landing @ gantry_test_support::Landing::Client(_) => landing,
        };
        landing.client().to_string()
    }

    async fn legacy(&self, visitor: &Visitor, username: &str) -> Page {
        let start = visitor
            .get(&self.address("/emulator/legacy/authentik"))
            .await
            .json();
        let authorize = start["url"].as_str().unwrap();
        let callback = self.through_gantry(visitor, authorize, username).await;
        let page = visitor.get(&callback).await;
        let secret = page.attribute("[data-credential-secret]", "data-credential-secret");
        let credential =
            json!({ "credentialToken": start["credentialToken"], "credentialSecret": secret });
        let address = self.address("/emulator/login");
        visitor
            .send(visitor.http.post(address).json(&credential))
            .await
    }

    async fn modern(&self, visitor: &Visitor, username: &str) -> Page {
        self.set("Accounts_OAuth_Use_Modern_Flow", true);
        let start = visitor.get(&self.address("/oauth/authentik")).await;
        let callback = self
            .through_gantry(visitor, start.location(), username)
            .await;
        visitor.get(&callback).await
    }

    /// The newly stored account is exactly the person.
    fn assert_is_alice(&self, sub: &str) {
        let alice: ChatUser = self.chat.user("alice").unwrap();
        assert_eq!(alice.name, "alice Example");
        assert_eq!(alice.email(), "alice@example.org");
        let stored = alice.service("authentik").unwrap();
        assert_eq!(stored["id"], sub);
        assert_eq!(stored["groups"], json!(["board", "staff"]));
        assert!(stored.get("refreshToken").is_none());
        let outcomes = self.chat.outcomes();
        assert!(
            outcomes.iter().all(|outcome| outcome.error.is_none()),
            "{outcomes:?}"
        );
    }
}

#[tokio::test]
async fn rc_oauth_76_the_legacy_engine_signs_a_new_person_in() {
    let pair = Pair::new().await;
    let alice = pair.app.add_user_in("alice", &["staff", "board"]).await;

    let answer = pair.legacy(&pair.app.visitor(), "alice").await;

    assert_eq!(answer.status, 200, "{}", answer.body);
    pair.assert_is_alice(alice.subject.as_str());
}

#[tokio::test]
async fn rc_oauth_76_the_modern_engine_signs_a_new_person_in() {
    let pair = Pair::new().await;
    let alice = pair.app.add_user_in("alice", &["staff", "board"]).await;

    let answer = pair.modern(&pair.app.visitor(), "alice").await;

    assert!(
        answer.location().contains("resumeToken="),
        "{} {}",
        answer.status,
        answer.body
    );
    pair.assert_is_alice(alice.subject.as_str());
}

#[tokio::test]
async fn rc_oauth_76_both_engines_accept_the_guides_way_of_sending_the_token() {
    let pair = Pair::new().await;
    let alice = pair.app.add_user_in("alice", &["staff", "board"]).await;
    for setting in ["token_sent_via", "identity_token_sent_via"] {
        pair.set(
            &format!("Accounts_OAuth_Custom-Authentik-{setting}"),
            "payload",
        );
    }
    let visitor = pair.app.visitor();

    let legacy = pair.legacy(&visitor, "alice").await;
    let modern = pair.modern(&visitor, "alice").await;

    assert_eq!(legacy.status, 200, "{}", legacy.body);
    assert!(
        modern.location().contains("resumeToken="),
        "{}",
        modern.body
    );
    pair.assert_is_alice(alice.subject.as_str());
    let calls = pair.chat.calls();
    let identity: Vec<_> = calls
        .iter()
        .filter(|call| call.url.contains("/userinfo/"))
        .collect();
    assert_eq!(identity.len(), 2);
    assert!(
        identity
            .iter()
            .all(|call| call.url.contains("access_token=")),
        "{identity:?}"
    );
}

#[tokio::test]
async fn rc_oauth_76_the_secret_may_travel_in_the_header() {
    let pair = Pair::new().await;
    let alice = pair.app.add_user_in("alice", &["staff", "board"]).await;
    pair.set("Accounts_OAuth_Custom-Authentik-token_sent_via", "header");

    let answer = pair.legacy(&pair.app.visitor(), "alice").await;

    assert_eq!(answer.status, 200, "{}", answer.body);
    pair.assert_is_alice(alice.subject.as_str());
}

#[tokio::test]
async fn rc_oauth_76_a_second_login_finds_the_same_account_after_every_change() {
    let pair = Pair::new().await;
    let alice = pair.app.add_user_in("alice", &["staff"]).await;
    pair.legacy(&pair.app.visitor(), "alice").await;
    let change = gantry_accounts::users::UserChange {
        name: Some("Alice Other".parse().unwrap()),
        email: Some(Some("other@example.org".parse().unwrap())),
        ..Default::default()
    };
    let by = Administrator::operator();

    pair.app
        .accounts
        .change_user(&by, alice.id, change)
        .await
        .unwrap();
    let answer = pair.legacy(&pair.app.visitor(), "alice").await;

    assert_eq!(answer.status, 200, "{}", answer.body);
    let people: HashMap<String, String> = pair
        .chat
        .users()
        .into_iter()
        .map(|user| (user.username, user.name))
        .collect();
    assert_eq!(people.len(), 2, "{people:?}");
    assert_eq!(people["alice"], "Alice Other");
}

#[tokio::test]
async fn rc_oauth_68_rocketchats_direct_login_takes_no_token_of_an_application_without_userinfo() {
    let pair = Pair::new().await;
    pair.app.add_user("alice").await;
    let settings = ClientSettings {
        redirect_uris: vec!["https://wiki.example.org/callback".parse().unwrap()],
        consent: false,
        userinfo: false,
        ..ClientSettings::default()
    };
    let wiki = pair.app.add_client("Wiki", settings).await;
    let token = pair.app.access_token(&wiki, "alice").await;

    let body = json!({ "serviceName": "authentik", "accessToken": token, "expiresIn": 3600 });
    let login = pair
        .app
        .http
        .post(pair.address("/api/v1/login"))
        .json(&body);
    let answer = pair.app.call(login).await;

    assert!(answer.status.is_client_error(), "{}", answer.body);
    assert!(pair.chat.user("alice").is_none());
}
