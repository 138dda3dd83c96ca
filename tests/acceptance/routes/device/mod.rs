//! Devices without a browser (RFC 8628): what the device is told, and [`page`], what its person sees.

mod page;

use std::sync::Arc;

use gantry_accounts::permissions::Administrator;
use gantry_core::Seconds;
use gantry_core::access::Access;
use gantry_core::client::{ClientSettings, GrantType};
use gantry_test_support::{RocketChatClient, TestApp, Visitor};
use serde_json::Value;
use tokio::task::JoinSet;

use crate::well_known::id_token::claims;

const PENDING: &str = "400 authorization_pending";
const GONE: &str = "400 invalid_grant";

struct Device {
    app: TestApp,
    client: RocketChatClient,
    visitor: Visitor,
    told: Value,
}

impl Device {
    async fn start(scope: &str, change: impl FnOnce(&mut ClientSettings)) -> Self {
        let app = TestApp::start().await;
        app.add_user("alice").await;
        let client = app.add_app("Television <b>", change).await;
        let visitor = app.visitor();
        visitor.sign_in("alice").await;
        let told = app.ask_as_device(&client, scope).await;
        Self {
            app,
            client,
            visitor,
            told,
        }
    }

    fn code(&self) -> &str {
        self.told["device_code"].as_str().unwrap()
    }

    fn user_code(&self) -> &str {
        self.told["user_code"].as_str().unwrap()
    }

    async fn answer(&self, decision: &str) -> Option<String> {
        let page = self.visitor.answer_device(self.user_code(), decision).await;
        page.attribute("#device-done", "data-result")
    }

    async fn poll(&self) -> String {
        let answer = self.app.poll(&self.client, self.code()).await;
        answer.status_and_error()
    }
}

#[tokio::test]
async fn a_device_is_told_what_it_has_to_show() {
    let device = Device::start("openid", |_| {}).await;

    let (told, url) = (&device.told, &device.app.url);
    let code = device.user_code();
    assert_eq!(told["verification_uri"], format!("{url}/device"));
    let complete = format!("{url}/device?user_code={code}");
    assert_eq!(told["verification_uri_complete"], complete);
    assert_eq!(
        (&told["expires_in"], &told["interval"]),
        (&600.into(), &5.into())
    );
    assert_eq!(device.code().len(), 64);
    let (first, second) = code.split_once('-').unwrap();
    for half in [first, second] {
        assert_eq!(half.len(), 4, "{code}");
        assert!(
            half.chars().all(|c| "BCDFGHJKLMNPQRSTVWXZ".contains(c)),
            "{code}"
        );
    }
}

#[tokio::test]
async fn a_device_gets_tokens_once_its_person_has_allowed_it() {
    let device = Device::start("openid email", |_| {}).await;
    let app = &device.app;

    let before = device.poll().await;
    let result = device.answer("allow").await;
    app.advance(Seconds::new(5));
    let answer = app.poll(&device.client, device.code()).await;
    app.advance(Seconds::new(5));
    let again = device.poll().await;

    let tokens = answer.json();
    let id_token = claims(tokens["id_token"].as_str().unwrap());
    assert_eq!(
        (before.as_str(), result.as_deref()),
        (PENDING, Some("allowed"))
    );
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(tokens.get("refresh_token"), None);
    assert_eq!(id_token["aud"], device.client.id.as_str());
    assert_eq!(id_token.get("nonce"), None);
    assert_eq!(again, GONE);
    let token = tokens["access_token"].as_str().unwrap();
    assert_eq!(
        app.userinfo(token).await.status,
        401,
        "a second use revokes"
    );
    let alice = app.accounts.user_by_login("alice").await.unwrap().unwrap();
    assert_eq!(app.accounts.consents_of(alice.id).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_refresh_token_comes_with_offline_access_and_ends_with_a_second_use() {
    let device = Device::start("openid offline_access", |_| {}).await;
    let (app, client) = (&device.app, &device.client);
    device.answer("allow").await;

    let tokens = app.poll(client, device.code()).await.json();
    let refresh_token = tokens["refresh_token"].as_str().unwrap();
    let refreshed = app.refresh(client, refresh_token, &[]).await;
    app.advance(Seconds::new(5));
    device.poll().await;
    let next = refreshed.json();
    let after = app.refresh(client, next["refresh_token"].as_str().unwrap(), &[]);

    assert_eq!(refreshed.status, 200, "{}", refreshed.body);
    assert_eq!(after.await.status_and_error(), GONE);
}

#[tokio::test]
async fn who_asks_too_often_has_to_wait_longer() {
    let device = Device::start("openid", |_| {}).await;
    let mut answers = Vec::new();

    for pause in [0, 5, 1, 6, 16] {
        device.app.advance(Seconds::new(pause));
        answers.push(device.poll().await);
    }

    let slow = "400 slow_down";
    assert_eq!(answers, [PENDING, PENDING, slow, slow, PENDING]);
}

#[tokio::test]
async fn a_refusal_and_the_end_of_the_time_are_told() {
    let denied = Device::start("openid", |_| {}).await;
    let late = Device::start("openid", |_| {}).await;
    let too_late = Device::start("openid", |_| {}).await;

    let result = denied.answer("deny").await;
    late.app.advance(Seconds::new(601));
    too_late.answer("allow").await;
    too_late.app.advance(Seconds::new(601));

    assert_eq!(result.as_deref(), Some("denied"));
    assert_eq!(denied.poll().await, "400 access_denied");
    assert_eq!(late.poll().await, "400 expired_token");
    assert_eq!(late.answer("allow").await, None);
    assert_eq!(too_late.poll().await, "400 expired_token");
}

#[tokio::test]
async fn codes_of_others_and_nonsense_are_refused() {
    let device = Device::start("openid", |_| {}).await;
    let (app, client) = (&device.app, &device.client);
    let thief = app.add_app("Thief", |_| {}).await;
    device.answer("allow").await;
    let mut tampered = device.code().to_owned();
    let last = if tampered.ends_with('A') { "B" } else { "A" };
    tampered.replace_range(63.., last);

    assert_eq!(
        app.poll(&thief, device.code()).await.status_and_error(),
        GONE
    );
    assert_eq!(app.poll(client, &tampered).await.status_and_error(), GONE);
    assert_eq!(app.poll(client, "x").await.status_and_error(), GONE);
    let missing = app.poll(client, "").await.status_and_error();
    assert_eq!(missing, "400 invalid_request");
    assert_eq!(app.poll(client, device.code()).await.status, 200);
}

#[tokio::test]
async fn only_clients_with_the_grant_may_ask() {
    let app = TestApp::start().await;
    let without = app
        .add_app("Without", |it| {
            it.grants.remove(&GrantType::DeviceCode);
        })
        .await;
    let public = app.add_app("Phone", |it| it.public = true).await;
    let mut wrong = app.add_app("Wrong", |_| {}).await;
    "wrong".clone_into(&mut wrong.secret);

    let refused = app.call_as(&without, "device", &[]).await;
    let forged = app.call_as(&wrong, "device", &[]).await;
    let allowed = app.call_as(&public, "device", &[]).await;

    assert_eq!(refused.status_and_error(), "400 unauthorized_client");
    assert_eq!(forged.status_and_error(), "401 invalid_client");
    assert_eq!(allowed.status, 200, "{}", allowed.body);
}

#[tokio::test]
async fn what_ends_between_the_answer_and_the_tokens_ends_the_sign_in() {
    for ended in ["account", "session", "consent", "group"] {
        let device = Device::start("openid", |_| {}).await;
        let accounts = &device.app.accounts;
        let operator = Administrator::operator();
        let alice = accounts.user_by_login("alice").await.unwrap().unwrap();
        assert_eq!(device.answer("allow").await.as_deref(), Some("allowed"));
        match ended {
            "account" => {
                let off = accounts.set_disabled(&operator, alice.id, true);
                off.await.unwrap();
            }
            "session" => {
                let session = accounts.sessions_of(alice.id).await.unwrap().remove(0);
                accounts.end_session(&session).await.unwrap();
            }
            "consent" => {
                let withdrawn = accounts.withdraw_consent(alice.id, device.client.client.id);
                withdrawn.await.unwrap();
            }
            _ => {
                let staff = device.app.group("staff").await;
                let before = &device.client.client;
                let mut after = before.clone();
                after.settings.access = Access::any_group([staff]);
                let changed = accounts.change_client(&operator, before, after);
                changed.await.unwrap();
            }
        }

        assert_eq!(device.poll().await, GONE, "{ended}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_polls_at_once_one_gets_the_tokens() {
    let device = Device::start("openid", |_| {}).await;
    device.answer("allow").await;
    let shared = Arc::new(device);

    let mut tasks = JoinSet::new();
    for _ in 0..32 {
        let device = Arc::clone(&shared);
        tasks.spawn(async move { device.app.poll(&device.client, device.code()).await });
    }
    let answers = tasks.join_all().await;

    let (won, lost): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
    assert_eq!(won.len(), 1);
    assert!(lost.iter().all(|answer| answer.status_and_error() == GONE));
    let tokens = won[0].json();
    let token = tokens["access_token"].as_str().unwrap();
    assert_eq!(
        shared.app.userinfo(token).await.status,
        200,
        "a device that asks twice at once keeps what it got"
    );
}
