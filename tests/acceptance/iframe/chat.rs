//! A chat in iframe mode beside a Gantry that is connected to it, and what its web client calls.

use std::sync::Arc;

use gantry_accounts::client_cache::CachedClient;
use gantry_accounts::permissions::Administrator;
use gantry_core::Secret;
use gantry_core::client::{Client, ClientSettings};
use gantry_emulator::{Emulator, EmulatorConfig, NewUser};
use gantry_rocketchat::workspaces::NewConnection;
use gantry_test_support::{TestApp, Visitor};
use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};

/// The secret with which the chat makes login tokens.
pub(crate) const TOKEN_SECRET: &str = "planted-create-token-secret-0123456789";
/// Who acts as an operator.
pub(crate) const OPERATOR: Administrator = Administrator::operator();

/// A chat and the application that stands for it.
pub(crate) struct Chat {
    /// The stand-in.
    pub(crate) emulator: Emulator,
    /// Its origin.
    pub(crate) origin: String,
    /// The application.
    pub(crate) client: Client,
    /// The service account's personal access token.
    pub(crate) service_token: String,
}

impl Chat {
    /// A connected chat of the version that needs no licence for anything.
    pub(crate) async fn connected(app: &TestApp) -> Self {
        Self::connected_as(app, "8.7.0", |_| {}).await
    }

    /// A connected chat of a version, with some settings of the application changed.
    pub(crate) async fn connected_as(
        app: &TestApp,
        version: &str,
        change: impl FnOnce(&mut ClientSettings),
    ) -> Self {
        let chat = Self::unconnected(app, version, change).await;
        chat.connect(app).await;
        chat
    }

    /// A chat that is registered and has a service account, which nobody has entered yet.
    pub(crate) async fn unconnected(
        app: &TestApp,
        version: &str,
        change: impl FnOnce(&mut ClientSettings),
    ) -> Self {
        let config = EmulatorConfig {
            version: version.parse().unwrap(),
            ..EmulatorConfig::default()
        };
        let emulator = Emulator::start(config).await.unwrap();
        let origin = emulator.url().to_owned();
        emulator.add_user(NewUser::administrator("gantry", "a password of the chat"));
        let service_token = emulator.add_personal_access_token("gantry", "Gantry", true);
        emulator.apply_env([
            ("CREATE_TOKENS_FOR_USERS", "true"),
            ("CREATE_TOKENS_FOR_USERS_SECRET", TOKEN_SECRET),
        ]);
        let url = origin.clone();
        let client = app
            .add_rocketchat_with(|settings| {
                settings.rocketchat_url = Some(url);
                change(settings);
            })
            .await;
        Self {
            emulator,
            origin,
            client: client.client,
            service_token,
        }
    }

    /// Enters the service account in Gantry.
    pub(crate) async fn connect(&self, app: &TestApp) {
        let new = NewConnection {
            service_user_id: self.emulator.user("gantry").unwrap().id,
            token: Some(Secret::new(self.service_token.clone())),
            secret: Some(Secret::new(TOKEN_SECRET.to_owned())),
        };
        let client = self.cached(app).await;
        app.workspaces
            .connect(&OPERATOR, &client, new)
            .await
            .unwrap();
        self.emulator.clear_journal();
    }

    /// The application as the server sees it.
    pub(crate) async fn cached(&self, app: &TestApp) -> Arc<CachedClient> {
        let cache = app.accounts.client_cache();
        cache.by_id(self.client.id).await.unwrap().unwrap()
    }

    /// A call of the API URL by a page of the chat in a visitor's browser.
    pub(crate) fn api_call(&self, visitor: &Visitor, method: Method) -> RequestBuilder {
        let path = format!("/rocketchat/{}/api", self.client.slug);
        let request = visitor.http.request(method, visitor.address(&path));
        request.header("origin", &self.origin)
    }

    /// What the chat's web client does: the login token, or the status it was refused with.
    pub(crate) async fn login_token(&self, visitor: &Visitor) -> Result<String, u16> {
        token_of(self.api_call(visitor, Method::POST).send().await.unwrap()).await
    }

    /// An address of the workspace here.
    pub(crate) fn path(&self, below: &str) -> String {
        format!("/rocketchat/{}/{below}", self.client.slug)
    }

    /// Changes the application, as an administrator does.
    pub(crate) async fn change(&self, app: &TestApp, change: impl FnOnce(&mut ClientSettings)) {
        let before = app.accounts.client(self.client.id).await.unwrap().unwrap();
        let mut after = before.clone();
        change(&mut after.settings);
        let changed = app.accounts.change_client(&OPERATOR, &before, after);
        Box::pin(changed).await.unwrap();
    }

    /// A call of the chat's REST interface by its administrator.
    pub(crate) async fn administrate(&self, path: &str, body: Value) {
        let id = self.emulator.user("gantry").unwrap().id;
        self.rest(path, (&id, &self.service_token), body).await;
    }

    /// A call of the chat's REST interface by anybody: id and token.
    pub(crate) async fn rest(&self, path: &str, (id, token): (&str, &str), body: Value) {
        let address = format!("{}/api/v1/{path}", self.emulator.url());
        let call = reqwest::Client::new().post(address).json(&body);
        let call = call.header("x-user-id", id).header("x-auth-token", token);
        let answer = call.send().await.unwrap();
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    }

    /// Somebody signs out in the chat: the token ends there.
    pub(crate) async fn end_token(&self, username: &str, token: &str) {
        let id = self.emulator.user(username).unwrap().id;
        self.rest("logout", (&id, token), json!({})).await;
    }

    /// How many login tokens were asked for.
    pub(crate) fn tokens_made(&self) -> usize {
        self.count("/users.createToken")
    }

    /// How many accounts were asked for.
    pub(crate) fn accounts_made(&self) -> usize {
        self.count("/users.create")
    }

    /// How often a call of the chat's REST interface came.
    pub(crate) fn count(&self, path: &str) -> usize {
        let calls = self.emulator.rest_calls();
        calls
            .iter()
            .filter(|call| call.path.ends_with(path))
            .count()
    }
}

/// The login token of an answer, or its status.
pub(crate) async fn token_of(response: Response) -> Result<String, u16> {
    let status = response.status().as_u16();
    if status != 200 {
        return Err(status);
    }
    let body: Value = response.json().await.unwrap();
    let members = body.as_object().unwrap();
    assert_eq!(members.len(), 1, "{body}");
    Ok(members["loginToken"].as_str().unwrap().to_owned())
}
