//! The server, its answers, and a client for it.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Response};
use gantry_core::clock::{Clock, MovableClock};
use gantry_core::entropy::SeededEntropy;
use gantry_core::{Env, Secret};
use gantry_outbound::{Outbound, OutboundRules};
use gantry_rocketchat::rest::{Credentials, RestClient};
use gantry_rocketchat::settings::RocketChatVersion;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use url::Url;

pub(crate) const TOKEN: &str = "planted-token-W4tchT0wer";

/// One request as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// Method, path and query.
    pub(crate) line: String,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap().to_str().unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }
}

/// One answer to give.
#[derive(Debug, Clone)]
pub(crate) struct Canned {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: String,
}

impl Canned {
    pub(crate) fn text(status: u16, body: &str) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: body.to_owned(),
        }
    }

    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }
}

pub(crate) fn ok(body: &Value) -> Canned {
    Canned::text(200, &body.to_string())
}

/// Rocket.Chat's way of saying no.
pub(crate) fn refusal(status: u16, code: &str) -> Canned {
    let body = json!({
        "success": false, "error": format!("No. [{code}]"), "errorType": code, "details": {},
    });
    Canned::text(status, &body.to_string())
}

#[derive(Clone, Default)]
struct Script {
    answers: Arc<Mutex<Vec<Canned>>>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

/// A workspace below the path `/chat`.
pub(crate) struct Workspace {
    pub(crate) client: RestClient,
    pub(crate) site: Url,
    pub(crate) now_millis: i64,
    script: Script,
}

impl Workspace {
    /// Gives these answers one after the other, the last one for ever.
    pub(crate) async fn answering(answers: impl IntoIterator<Item = Canned>) -> Self {
        let mut answers = answers.into_iter().collect::<Vec<_>>();
        answers.reverse();
        let script = Script {
            answers: Arc::new(Mutex::new(answers)),
            ..Script::default()
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let router = Router::new().fallback(answer).with_state(script.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let site = Url::parse(&format!("http://127.0.0.1:{port}/chat/?x=1#y")).unwrap();
        let clock = Arc::new(MovableClock::default());
        let now_millis = clock.now_millis();
        let env = Env::new(clock, Arc::new(SeededEntropy::new(7)));
        let client = RestClient::new(outbound(), &site, credentials("service", TOKEN), env);
        Self {
            client,
            site,
            now_millis,
            script,
        }
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.script.asked.lock().unwrap().clone()
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.asked().into_iter().map(|asked| asked.line).collect()
    }

    /// The only request there was.
    pub(crate) fn only(&self) -> Asked {
        let [asked] = <[Asked; 1]>::try_from(self.asked()).unwrap();
        asked
    }
}

async fn answer(State(script): State<Script>, parts: Parts, body: Bytes) -> Response<Body> {
    script.asked.lock().unwrap().push(Asked {
        line: format!("{} {}", parts.method, parts.uri),
        headers: parts.headers,
        text: String::from_utf8_lossy(&body).into_owned(),
    });
    let canned = {
        let mut answers = script.answers.lock().unwrap();
        let last = answers.last().cloned().unwrap();
        if answers.len() > 1 {
            answers.pop();
        }
        last
    };
    let mut response = Response::builder().status(canned.status);
    for (name, value) in canned.headers {
        response = response.header(name, value);
    }
    response.body(Body::from(canned.body)).unwrap()
}

pub(crate) fn outbound() -> Outbound {
    let rules = OutboundRules {
        allow_private: true,
        ..OutboundRules::default()
    };
    Outbound::new(&rules).unwrap()
}

pub(crate) fn credentials(user_id: &str, token: &str) -> Credentials {
    Credentials {
        user_id: user_id.to_owned(),
        token: Secret::new(token.to_owned()),
    }
}

pub(crate) fn version(text: &str) -> RocketChatVersion {
    RocketChatVersion::parse(text).unwrap()
}

/// An account as an administrator sees it.
pub(crate) fn account(id: &str) -> Value {
    json!({
        "_id": id, "username": "ada", "name": "Ada", "type": "user", "active": true,
        "roles": ["user"], "emails": [{"address": "ada@example.org", "verified": true}],
        "createdAt": "2026-11-10T12:00:00.000Z", "lastLogin": "2026-11-10T12:00:01.500Z",
        "status": "offline", "utcOffset": 0,
    })
}
