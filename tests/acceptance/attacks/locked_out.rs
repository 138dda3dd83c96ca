//! Row 13: a person who was locked out gets nothing more, by whichever way something could be had.

use gantry_accounts::permissions::Administrator;
use gantry_core::client::ResponseType;
use gantry_core::user::User;
use gantry_test_support::{AuthorizeRequest, Landing, RocketChatClient, TestApp, Visitor};

const ALL: &str = "openid email offline_access";

/// Everything that a person had under way when the account was locked.
struct UnderWay {
    app: TestApp,
    alice: User,
    client: RocketChatClient,
    visitor: Visitor,
    code: String,
    access_token: String,
    refresh_token: String,
    allowed_device: String,
    waiting_device: (String, String),
}

async fn begin() -> UnderWay {
    let app = TestApp::start().await;
    let alice = app.add_user("alice").await;
    let client = app
        .add_app("App", |it| it.response_types = ResponseType::ALL.into())
        .await;
    let tokens = app.tokens(&client, ALL, "alice").await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    let allowed = app.ask_as_device(&client, ALL).await;
    let user_code = allowed["user_code"].as_str().unwrap();
    visitor.answer_device(user_code, "allow").await;
    let waiting = app.ask_as_device(&client, ALL).await;
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let request = AuthorizeRequest::legacy(&client);
    UnderWay {
        code: app.code(&request, "alice").await,
        access_token: text(&tokens["access_token"]),
        refresh_token: text(&tokens["refresh_token"]),
        allowed_device: text(&allowed["device_code"]),
        waiting_device: (text(&waiting["user_code"]), text(&waiting["device_code"])),
        app,
        alice,
        client,
        visitor,
    }
}

impl UnderWay {
    async fn lock(&self) {
        let operator = Administrator::operator();
        let off = self
            .app
            .accounts
            .set_disabled(&operator, self.alice.id, true);
        off.await.unwrap();
    }

    /// Whether a request by the browser that was signed in comes back with anything.
    async fn browser_gets(&self, response_type: &str) -> bool {
        let request = AuthorizeRequest::legacy(&self.client)
            .with("response_type", response_type)
            .with("nonce", "n");
        match self.visitor.walk(&request.path()).await {
            Landing::Page(_) => false,
            Landing::Client(address) => ["code=", "access_token=", "id_token="]
                .iter()
                .any(|part| address.as_str().contains(part)),
        }
    }
}

#[tokio::test]
async fn advisory_13_a_locked_account_gets_no_token_at_any_endpoint() {
    let it = begin().await;
    let (app, client) = (&it.app, &it.client);

    it.lock().await;

    let code = app.redeem(client, &it.code).await;
    let refreshed = app.refresh(client, &it.refresh_token, &[]).await;
    let device = app.poll(client, &it.allowed_device).await;
    let exchanged = app.exchange(client, &it.access_token, &[]).await;
    let userinfo = app.userinfo(&it.access_token).await;
    assert_eq!(code.status_and_error(), "400 invalid_grant");
    assert_eq!(refreshed.status_and_error(), "400 invalid_grant");
    assert_eq!(device.status_and_error(), "400 invalid_grant");
    assert_eq!(exchanged.status_and_error(), "400 invalid_request");
    assert_eq!(userinfo.status_and_error(), "401 invalid_token");
    for token in [&it.access_token, &it.refresh_token] {
        let told = app.introspect(client, token).await;
        assert_eq!(told["active"], false);
    }
}

#[tokio::test]
async fn advisory_13_the_browser_of_a_locked_account_gets_nothing_either() {
    let it = begin().await;
    let kinds = ["code", "id_token", "id_token token", "code id_token token"];
    for kind in kinds {
        assert!(it.browser_gets(kind).await, "{kind} before");
    }
    let entry = it.visitor.get("/device").await;

    it.lock().await;

    for kind in kinds {
        assert!(!it.browser_gets(kind).await, "{kind}");
    }
    let (user_code, device_code) = &it.waiting_device;
    let fields = [("user_code", user_code.as_str()), ("decision", "allow")];
    let answer = it
        .visitor
        .submit_once(&entry, "#device-continue", &fields)
        .await;
    assert!(!answer.body.contains("device-done"), "{}", answer.body);
    let device = it.app.poll(&it.client, device_code).await;
    assert_eq!(device.status_and_error(), "400 authorization_pending");
    let newcomer = it.app.visitor();
    let login = newcomer.walk("/login").await.page();
    let landing = newcomer.log_in(&login, "alice").await.page();
    assert_eq!(landing.problem().as_deref(), Some("user_disabled"));
}

#[tokio::test]
async fn advisory_13_what_was_locked_stays_ended_when_the_account_is_opened_again() {
    let it = begin().await;
    let (app, client) = (&it.app, &it.client);
    it.lock().await;
    let operator = Administrator::operator();
    let on = app.accounts.set_disabled(&operator, it.alice.id, false);
    on.await.unwrap();

    assert_ne!(app.redeem(client, &it.code).await.status, 200);
    assert_ne!(
        app.refresh(client, &it.refresh_token, &[]).await.status,
        200
    );
    assert_ne!(app.poll(client, &it.allowed_device).await.status, 200);
    assert_ne!(
        app.exchange(client, &it.access_token, &[]).await.status,
        200
    );
    assert_eq!(app.userinfo(&it.access_token).await.status, 401);
    assert!(!it.browser_gets("code").await);
}
