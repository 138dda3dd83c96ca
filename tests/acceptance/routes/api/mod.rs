//! `/api/v1`: the administration for programs.

mod applications;
mod apply;
mod apply_whole;
mod connection;
mod doors;
mod examples;
mod groups;
mod insight;
mod letters;
mod paging;
mod pictures;
mod problems;
mod secrecy;
mod settings;
mod token_making;
mod tokens;
mod users;

use gantry_accounts::api_tokens::NewApiToken;
use gantry_accounts::permissions::Administrator;
use gantry_core::Seconds;
use gantry_core::role::Role;
use gantry_core::user::User;
use gantry_test_support::TestApp;
use reqwest::Method;
use serde_json::{Value, json};

/// A program with a token.
struct Program {
    url: String,
    http: reqwest::Client,
    token: String,
}

/// An answer of the API.
#[derive(Debug)]
struct Answer {
    status: u16,
    headers: reqwest::header::HeaderMap,
    text: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    /// Status and reason code.
    fn refusal(&self) -> (u16, String) {
        let code = self.json()["code"].as_str().unwrap_or_default().to_owned();
        (self.status, code)
    }

    fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }
}

impl Program {
    fn with(app: &TestApp, token: &str) -> Self {
        Self {
            url: app.url.clone(),
            http: app.http.clone(),
            token: token.to_owned(),
        }
    }

    /// A program of an administrator that may do everything.
    async fn administering(app: &TestApp) -> Self {
        let root = app.add_admin("root").await;
        Self::with(app, &token(app, &root, "everything").await)
    }

    async fn call(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let method: Method = method.parse().unwrap();
        let address = format!("{}{path}", self.url);
        let mut request = self.http.request(method, address).bearer_auth(&self.token);
        if let Some(body) = body {
            request = request
                .header("content-type", "application/json")
                .body(body.to_string());
        }
        let response = request.send().await.unwrap();
        Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            text: response.text().await.unwrap(),
        }
    }

    async fn get(&self, path: &str) -> Answer {
        self.call("GET", path, None).await
    }

    async fn post(&self, path: &str, body: Value) -> Answer {
        self.call("POST", path, Some(body)).await
    }

    async fn patch(&self, path: &str, body: Value) -> Answer {
        self.call("PATCH", path, Some(body)).await
    }

    async fn put(&self, path: &str, body: Value) -> Answer {
        self.call("PUT", path, Some(body)).await
    }

    async fn delete(&self, path: &str) -> Answer {
        self.call("DELETE", path, None).await
    }

    /// Adds a person and returns its id.
    async fn add_user(&self, username: &str) -> String {
        let added = self
            .post("/api/v1/users", json!({ "username": username }))
            .await;
        assert_eq!(added.status, 201, "{added:?}");
        added.json()["id"].as_str().unwrap().to_owned()
    }

    /// Adds a group and returns its id.
    async fn add_group(&self, name: &str) -> String {
        let added = self.post("/api/v1/groups", json!({ "name": name })).await;
        assert_eq!(added.status, 201, "{added:?}");
        added.json()["id"].as_str().unwrap().to_owned()
    }
}

/// Somebody with a role.
async fn staff(app: &TestApp, username: &str, role: Role) -> User {
    app.add_person(username, &[], |new| new.role = Some(role))
        .await
}

/// A token of a person, good for a month.
async fn token(app: &TestApp, owner: &User, scopes: &str) -> String {
    let new = NewApiToken {
        name: "A program".to_owned(),
        scopes: scopes.parse().unwrap(),
        lifetime: Seconds::days(30),
    };
    let operator = Administrator::operator();
    let made = app.accounts.make_api_token(&operator, owner.id, new).await;
    made.unwrap().1.expose().to_owned()
}
