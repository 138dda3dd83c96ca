//! A tiny provider that says yes to everybody, and a browser that follows it.

use std::sync::{Arc, Mutex};

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use gantry_emulator::{Emulator, EmulatorConfig, NewUser};
use serde_json::{Value, json};

/// One request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) path: &'static str,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

#[derive(Clone)]
pub(crate) struct Provider {
    pub(crate) url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    token_answer: Arc<Mutex<(StatusCode, Value)>>,
}

impl Provider {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/application/o", listener.local_addr().unwrap());
        let answer = json!({ "access_token": "at-secret", "id_token": "idt", "token_type": "Bearer", "expires_in": 600 });
        let token_answer = Arc::new(Mutex::new((StatusCode::OK, answer)));
        let provider = Self {
            url,
            seen: Arc::default(),
            token_answer,
        };
        let router = Router::new()
            .route("/application/o/authorize/", get(authorize))
            .route("/application/o/token/", post(token))
            .route("/application/o/userinfo/", get(userinfo))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        provider
    }

    pub(crate) fn answer_token_with(&self, status: StatusCode, body: Value) {
        *self.token_answer.lock().unwrap() = (status, body);
    }

    pub(crate) fn last(&self, path: &str) -> Seen {
        self.seen
            .lock()
            .unwrap()
            .iter()
            .rfind(|seen| seen.path == path)
            .unwrap()
            .clone()
    }

    fn note(&self, path: &'static str, query: Option<String>, headers: HeaderMap, body: String) {
        self.seen.lock().unwrap().push(Seen {
            path,
            query: query.unwrap_or_default(),
            headers,
            body,
        });
    }
}

async fn authorize(
    State(provider): State<Provider>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let query = query.unwrap_or_default();
    provider.note("authorize", Some(query.clone()), headers, String::new());
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    let value = |name: &str| pairs.iter().find(|(key, _)| key == name).unwrap().1.clone();
    let mut target = url::Url::parse(&value("redirect_uri")).unwrap();
    target
        .query_pairs_mut()
        .append_pair("code", "c0de")
        .append_pair("state", &value("state"));
    (StatusCode::FOUND, [(header::LOCATION, target.to_string())]).into_response()
}

async fn token(
    State(provider): State<Provider>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: String,
) -> Response {
    provider.note("token", query, headers, body);
    let (status, answer) = provider.token_answer.lock().unwrap().clone();
    (status, Json(answer)).into_response()
}

async fn userinfo(
    State(provider): State<Provider>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Json<Value> {
    provider.note("userinfo", query, headers, String::new());
    Json(json!({
        "sub": "s1", "preferred_username": "alice", "email": "alice@a.example", "email_verified": true,
        "name": "Alice Liddell", "groups": ["staff"],
    }))
}

/// An emulator with the guide's values for this provider.
pub(crate) async fn emulator(provider: &Provider) -> Emulator {
    let emulator = Emulator::start(EmulatorConfig::default()).await.unwrap();
    emulator.add_user(NewUser::administrator("root", "secret"));
    emulator.apply_env([
        ("Accounts_OAuth_Custom_Authentik", "true"),
        ("Accounts_OAuth_Custom_Authentik_url", provider.url.as_str()),
        ("Accounts_OAuth_Custom_Authentik_token_path", "/token/"),
        (
            "Accounts_OAuth_Custom_Authentik_identity_path",
            "/userinfo/",
        ),
        (
            "Accounts_OAuth_Custom_Authentik_authorize_path",
            "/authorize/",
        ),
        (
            "Accounts_OAuth_Custom_Authentik_scope",
            "email profile openid",
        ),
        ("Accounts_OAuth_Custom_Authentik_id", "chat"),
        ("Accounts_OAuth_Custom_Authentik_secret", "s3cret"),
        ("Accounts_OAuth_Custom_Authentik_login_style", "redirect"),
        (
            "Accounts_OAuth_Custom_Authentik_username_field",
            "preferred_username",
        ),
        ("Accounts_OAuth_Custom_Authentik_email_field", "email"),
        ("Accounts_OAuth_Custom_Authentik_name_field", "name"),
        ("Accounts_OAuth_Custom_Authentik_merge_users", "true"),
    ]);
    emulator
}

pub(crate) fn set(emulator: &Emulator, suffix: &str, value: impl Into<Value>) {
    emulator
        .settings()
        .set(&format!("Accounts_OAuth_Custom-Authentik{suffix}"), value)
        .unwrap();
}

/// A browser without scripts: it keeps cookies and follows one step at a time.
pub(crate) struct Browser {
    client: reqwest::Client,
}

impl Browser {
    pub(crate) fn new() -> Self {
        let client = reqwest::Client::builder()
            .cookie_store(true)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self { client }
    }

    pub(crate) async fn get(&self, address: &str) -> reqwest::Response {
        self.client.get(address).send().await.unwrap()
    }

    pub(crate) async fn json(&self, address: &str) -> Value {
        self.get(address).await.json().await.unwrap()
    }

    /// Opens an address and gives where it redirects to.
    pub(crate) async fn redirect(&self, address: &str) -> String {
        let response = self.get(address).await;
        let from = response.url().clone();
        let location = response
            .headers()
            .get("location")
            .expect("a redirect")
            .to_str()
            .unwrap();
        from.join(location).unwrap().to_string()
    }

    pub(crate) async fn post_json(&self, address: &str, body: &Value) -> reqwest::Response {
        self.client.post(address).json(body).send().await.unwrap()
    }

    pub(crate) async fn post_form(
        &self,
        address: &str,
        fields: &[(&str, &str)],
    ) -> reqwest::Response {
        self.client.post(address).form(fields).send().await.unwrap()
    }

    /// The whole legacy login as the web client's script does it; the answer of the login call.
    pub(crate) async fn legacy_login(&self, emulator: &Emulator) -> reqwest::Response {
        let start = self
            .json(&format!("{}/emulator/legacy/authentik", emulator.url()))
            .await;
        let callback = self.redirect(start["url"].as_str().unwrap()).await;
        let page = self.get(&callback).await.text().await.unwrap();
        let secret = attribute(&page, "data-credential-secret");
        let credential = json!({
            "credentialToken": start["credentialToken"],
            "credentialSecret": if secret.is_empty() { Value::Null } else { json!(secret) },
        });
        self.post_json(&format!("{}/emulator/login", emulator.url()), &credential)
            .await
    }

    pub(crate) async fn account(&self, emulator: &Emulator) -> String {
        self.get(&format!("{}/account", emulator.url()))
            .await
            .text()
            .await
            .unwrap()
    }
}

pub(crate) fn attribute(page: &str, name: &str) -> String {
    let (_, rest) = page
        .split_once(&format!("{name}=\""))
        .expect("the attribute");
    rest.split('"').next().unwrap().to_owned()
}
