//! The REST interface as a provider's program meets it.

mod accounts;
mod creating_tokens;
mod door;
mod failures;
mod people;
mod rooms;
mod settings;
mod tokens;

use gantry_emulator::{Emulator, EmulatorConfig, NewUser, RocketChatVersion};
use reqwest::header::HeaderMap;
use serde_json::Value;

/// An answer taken apart.
struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Value,
}

impl Answer {
    /// Status and error code, such as `400 error-not-authorized`.
    fn refusal(&self) -> String {
        let code = self.body["errorType"].as_str();
        let word = code
            .or(self.body["error"].as_str())
            .or(self.body["message"].as_str());
        format!("{} {}", self.status, word.unwrap_or("-"))
    }
}

/// A program with a token.
#[derive(Clone)]
struct Program {
    api: String,
    client: reqwest::Client,
    token: String,
    user_id: String,
}

impl Program {
    fn of(emulator: &Emulator, username: &str, token: &str) -> Self {
        let user = emulator.user(username);
        Self {
            api: format!("{}/api/v1", emulator.url()),
            client: reqwest::Client::new(),
            token: token.to_owned(),
            user_id: user.map(|user| user.id).unwrap_or_default(),
        }
    }

    fn stranger(emulator: &Emulator) -> Self {
        Self::of(emulator, "", "")
    }

    /// The administrator's token that ignores the second factor.
    fn service(emulator: &Emulator) -> Self {
        let token = emulator.add_personal_access_token("root", "service", true);
        Self::of(emulator, "root", &token)
    }

    async fn sign_in(emulator: &Emulator, username: &str, password: &str) -> Self {
        let body = serde_json::json!({ "user": username, "password": password });
        let answer = Self::stranger(emulator).post("login", &body).await;
        let token = answer.body["data"]["authToken"].as_str().unwrap();
        Self::of(emulator, username, token)
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(self.client.get(format!("{}/{path}", self.api)))
            .await
    }

    async fn post(&self, path: &str, body: &Value) -> Answer {
        let request = self.client.post(format!("{}/{path}", self.api));
        self.send(request.json(body)).await
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let request = if self.token.is_empty() {
            request
        } else {
            request
                .header("X-Auth-Token", &self.token)
                .header("X-User-Id", &self.user_id)
        };
        let response = request.send().await.unwrap();
        Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.json().await.unwrap(),
        }
    }
}

async fn chat() -> Emulator {
    chat_of(8, 4).await
}

/// A workspace of a release, with the administrator `root` and the person `alice`.
async fn chat_of(major: u16, minor: u16) -> Emulator {
    let config = EmulatorConfig {
        version: RocketChatVersion::new(major, minor, 1),
        ..EmulatorConfig::default()
    };
    let emulator = Emulator::start(config).await.unwrap();
    emulator.add_user(NewUser::administrator("root", "root-password"));
    emulator.add_user(NewUser::person("alice", "alice-password"));
    emulator
}
