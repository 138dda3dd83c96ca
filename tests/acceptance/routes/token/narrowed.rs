//! Scopes and resources that were taken from a client after a person granted them are issued no
//! more, whatever is under way.

use gantry_accounts::permissions::Administrator;
use gantry_core::client::ClientSettings;
use gantry_core::scope::ScopeSet;
use gantry_test_support::{Answer, AuthorizeRequest, RocketChatClient, TestApp};

const MAIL: &str = "https://mail.example.org/";
const FILES: &str = "urn:example:files";

struct Granted {
    app: TestApp,
    client: RocketChatClient,
}

impl Granted {
    async fn new() -> Self {
        let app = TestApp::start().await;
        app.add_user("alice").await;
        let resources = vec![MAIL.to_owned(), FILES.to_owned()];
        let client = app.add_app("App", |it| it.tokens.resources = resources);
        let client = client.await;
        Self { app, client }
    }

    /// A code for much, of which some is for a resource if one is named.
    async fn code(&self, resource: Option<&str>) -> String {
        let scope = "openid email profile offline_access";
        let mut request = AuthorizeRequest::legacy(&self.client).with("scope", scope);
        if let Some(resource) = resource {
            request = request.with("resource", resource);
        }
        self.app.code(&request, "alice").await
    }

    async fn change(&self, change: impl FnOnce(&mut ClientSettings)) {
        let accounts = &self.app.accounts;
        let before = accounts.client(self.client.client.id).await.unwrap();
        let before = before.unwrap();
        let mut after = before.clone();
        change(&mut after.settings);
        let by = Administrator::operator();
        let changed = accounts.change_client(&by, &before, after);
        changed.await.unwrap();
    }

    async fn allow(&self, scopes: &str) {
        let scopes = Some(ScopeSet::parse_known(scopes));
        self.change(|settings| settings.scopes = scopes).await;
    }

    async fn refresh(&self, token: &str, further: &[(&str, &str)]) -> Answer {
        self.app.refresh(&self.client, token, further).await
    }

    async fn refresh_token(&self, resource: Option<&str>) -> String {
        let code = self.code(resource).await;
        let answer = self.app.redeem(&self.client, &code).await;
        text(&answer, "refresh_token")
    }
}

fn text(answer: &Answer, member: &str) -> String {
    let text = answer.json()[member].as_str().map(ToOwned::to_owned);
    text.unwrap_or_else(|| panic!("{}", answer.body))
}

#[tokio::test]
async fn a_refresh_gives_only_the_scopes_that_the_client_still_has() {
    let it = Granted::new().await;
    let token = it.refresh_token(None).await;
    it.allow("openid email offline_access").await;

    let beyond = it.refresh(&token, &[("scope", "openid profile")]).await;
    let answer = it.refresh(&token, &[]).await;
    let userinfo = it.app.userinfo(&text(&answer, "access_token")).await.json();

    assert_eq!(beyond.status_and_error(), "400 invalid_scope");
    assert_eq!(answer.json()["scope"], "openid email offline_access");
    assert_eq!(userinfo["email"], "alice@example.org");
    assert_eq!(userinfo.get("preferred_username"), None);
}

#[tokio::test]
async fn a_client_that_lost_offline_access_refreshes_nothing() {
    let it = Granted::new().await;
    let token = it.refresh_token(None).await;
    it.allow("openid email").await;

    let refused = it.refresh(&token, &[]).await;

    assert_eq!(refused.status_and_error(), "400 invalid_grant");
    let reason = "token offline_access_no_longer_allowed";
    assert_eq!(it.app.trail().await[0], reason);
}

#[tokio::test]
async fn a_code_is_worth_only_the_scopes_that_the_client_still_has() {
    let it = Granted::new().await;
    let (some, none) = (it.code(None).await, it.code(None).await);

    it.allow("openid email").await;
    let narrowed = it.app.redeem(&it.client, &some).await;
    let userinfo = it.app.userinfo(&text(&narrowed, "access_token")).await;
    it.change(|settings| settings.scopes = Some(ScopeSet::default()))
        .await;
    let refused = it.app.redeem(&it.client, &none).await;

    assert_eq!(narrowed.json()["scope"], "openid email");
    assert_eq!(narrowed.json().get("refresh_token"), None);
    assert_eq!(userinfo.json().get("preferred_username"), None);
    assert_eq!(refused.status_and_error(), "400 invalid_scope");
}

#[tokio::test]
async fn a_device_gets_only_the_scopes_that_the_client_still_has() {
    let it = Granted::new().await;
    let visitor = it.app.visitor();
    visitor.sign_in("alice").await;
    let told = it.app.ask_as_device(&it.client, "openid email").await;
    let user_code = told["user_code"].as_str().unwrap();
    visitor.answer_device(user_code, "allow").await;
    it.allow("openid").await;

    let code = told["device_code"].as_str().unwrap();
    let answer = it.app.poll(&it.client, code).await;

    assert_eq!(answer.json()["scope"], "openid", "{}", answer.body);
}

#[tokio::test]
async fn a_resource_that_was_taken_away_is_neither_refreshed_nor_made_to_mean_this_server() {
    let it = Granted::new().await;
    let token = it.refresh_token(Some(MAIL)).await;
    let code = it.code(Some(MAIL)).await;

    for left in [vec![FILES.to_owned()], Vec::new()] {
        it.change(|settings| settings.tokens.resources = left).await;
        let refused = it.refresh(&token, &[]).await;
        assert_eq!(refused.status_and_error(), "400 invalid_target");
        let reason = "token resource_no_longer_allowed";
        assert_eq!(it.app.trail().await[0], reason);
    }
    let refused = it.app.redeem(&it.client, &code).await;

    assert_eq!(refused.status_and_error(), "400 invalid_target");
}
