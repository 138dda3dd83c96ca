//! An application's own web server: takes what browsers and Gantry send, and serves documents.
//!
//! Plain http on loopback: the servers under test may call there.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use gantry_core::signer::Signer;
use gantry_core::signing_key::SigningAlgorithm;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// More than anything that is sent here.
const MOST: usize = 1 << 20;

/// One request that arrived.
#[derive(Debug, Clone)]
pub struct Received {
    /// `GET` or `POST`.
    pub method: String,
    /// Without the query.
    pub path: String,
    /// As it came.
    pub query: Option<String>,
    /// The headers.
    pub headers: HeaderMap,
    /// The text.
    pub body: String,
}

impl Received {
    /// The fields of the form in the body, in their order.
    #[must_use]
    pub fn form(&self) -> Vec<(String, String)> {
        pairs(&self.body)
    }

    /// The parameters of the query, in their order.
    #[must_use]
    pub fn parameters(&self) -> Vec<(String, String)> {
        pairs(self.query.as_deref().unwrap_or_default())
    }

    /// A header, or the empty text.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }
}

fn pairs(text: &str) -> Vec<(String, String)> {
    let pairs = url::form_urlencoded::parse(text.as_bytes());
    pairs.into_owned().collect()
}

#[derive(Debug, Default)]
struct Shared {
    received: Mutex<Vec<Received>>,
    documents: Mutex<HashMap<String, (String, String)>>,
    arrived: Notify,
}

/// The web server of an application. Every address answers with 200.
#[derive(Debug)]
pub struct Application {
    /// Where it listens, without a trailing slash.
    pub url: String,
    shared: Arc<Shared>,
    server: JoinHandle<()>,
}

impl Application {
    /// Starts it on a free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::<Shared>::default();
        let router = Router::new().fallback(take).with_state(Arc::clone(&shared));
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            url,
            shared,
            server,
        }
    }

    /// The absolute address of a path.
    #[must_use]
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// Serves a document from now on, instead of the one before.
    pub fn publish(&self, path: &str, content_type: &str, text: &str) {
        let document = (content_type.to_owned(), text.to_owned());
        let mut documents = self.shared.documents.lock().unwrap();
        documents.insert(path.to_owned(), document);
    }

    /// The same with a JSON document; returns its address.
    #[expect(
        clippy::must_use_candidate,
        reason = "who publishes a second time knows the address"
    )]
    pub fn publish_json(&self, path: &str, document: &Value) -> String {
        self.publish(path, "application/json", &document.to_string());
        self.address(path)
    }

    /// What arrived at a path, in its order.
    #[must_use]
    pub fn received(&self, path: &str) -> Vec<Received> {
        let all = self.shared.received.lock().unwrap();
        all.iter().filter(|it| it.path == path).cloned().collect()
    }

    /// The first request that arrives at a path, waited for some seconds.
    pub async fn first(&self, path: &str) -> Received {
        let wait = async {
            loop {
                let arrival = self.shared.arrived.notified();
                if let Some(first) = self.received(path).into_iter().next() {
                    return first;
                }
                arrival.await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), wait)
            .await
            .unwrap_or_else(|_| panic!("nothing arrived at {path}"))
    }
}

impl Drop for Application {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn take(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, MOST).await.unwrap();
    let path = parts.uri.path().to_owned();
    shared.received.lock().unwrap().push(Received {
        method: parts.method.to_string(),
        path: path.clone(),
        query: parts.uri.query().map(ToOwned::to_owned),
        headers: parts.headers,
        body: String::from_utf8(body.to_vec()).unwrap(),
    });
    shared.arrived.notify_waiters();
    let document = shared.documents.lock().unwrap().get(&path).cloned();
    match document {
        Some((content_type, text)) => {
            ([(header::CONTENT_TYPE, content_type)], text).into_response()
        }
        None => StatusCode::OK.into_response(),
    }
}

/// A private key of an application.
pub struct ApplicationKey(Signer);

impl ApplicationKey {
    /// A new one.
    #[must_use]
    pub fn generate(algorithm: SigningAlgorithm) -> Self {
        let pkcs8 = Signer::generate(algorithm).unwrap();
        Self(Signer::from_pkcs8(algorithm, &pkcs8).unwrap())
    }

    /// The key set with its public half.
    #[must_use]
    pub fn jwks(&self) -> Value {
        json!({ "keys": [self.0.jwk()] })
    }

    /// A signed JWT.
    #[must_use]
    pub fn sign(&self, claims: &Value) -> String {
        self.0.sign_compact("JWT", claims).unwrap()
    }
}

impl std::fmt::Debug for ApplicationKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ApplicationKey({})", self.0.kid())
    }
}
