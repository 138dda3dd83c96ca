//! A gate before the chat, at which the answers of one endpoint wait: what happens meanwhile?

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use gantry_emulator::Emulator;
use gantry_test_support::TestApp;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use crate::chat::Chat;

const LOOK_EVERY: Duration = Duration::from_millis(10);

#[derive(Default)]
struct Holding {
    path: Option<&'static str>,
    waiting: usize,
}

struct Shared {
    behind: String,
    http: reqwest::Client,
    holding: Mutex<Holding>,
}

/// A proxy before the chat.
pub(crate) struct Gate {
    shared: Arc<Shared>,
    origin: String,
    server: JoinHandle<()>,
}

impl Gate {
    /// A connected chat behind a gate that is open.
    pub(crate) async fn before_a_chat(app: &TestApp) -> (Self, Chat) {
        let mut chat = Chat::unconnected(app, "8.7.0", |_| {}).await;
        let gate = Self::before(&chat.emulator).await;
        chat.origin.clone_from(&gate.origin);
        let url = Some(gate.origin.clone());
        chat.change(app, |settings| settings.rocketchat_url = url)
            .await;
        chat.connect(app).await;
        (gate, chat)
    }

    async fn before(emulator: &Emulator) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared {
            behind: emulator.url().to_owned(),
            http: reqwest::Client::new(),
            holding: Mutex::default(),
        });
        let router = Router::new().fallback(pass).with_state(Arc::clone(&shared));
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            shared,
            origin,
            server,
        }
    }

    /// From now on answers of this endpoint wait; what they answer has been done.
    pub(crate) fn hold(&self, path: &'static str) {
        self.shared.holding.lock().unwrap().path = Some(path);
    }

    /// Waits until so many answers wait.
    pub(crate) async fn waiting(&self, count: usize) {
        for _ in 0..1500 {
            if self.shared.holding.lock().unwrap().waiting >= count {
                return;
            }
            sleep(LOOK_EVERY).await;
        }
        panic!("nothing waits at the gate");
    }

    /// Lets everything through.
    pub(crate) fn open(&self) {
        *self.shared.holding.lock().unwrap() = Holding::default();
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn pass(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let answer = forward(&shared, request).await;
    let held = |holding: &Holding| holding.path.is_some_and(|held| path.ends_with(held));
    let mut counted = false;
    loop {
        {
            let mut holding = shared.holding.lock().unwrap();
            if !held(&holding) {
                return answer;
            }
            if !counted {
                holding.waiting += 1;
                counted = true;
            }
        }
        sleep(LOOK_EVERY).await;
    }
}

async fn forward(shared: &Shared, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let address = format!("{}{}", shared.behind, parts.uri);
    let body = to_bytes(body, 1 << 20).await.unwrap();
    let mut headers: HeaderMap = parts.headers;
    headers.remove(header::HOST);
    let call = shared.http.request(parts.method, address).headers(headers);
    let Ok(answer) = call.body(body).send().await else {
        return StatusCode::BAD_GATEWAY.into_response();
    };
    let (status, kind) = (
        answer.status(),
        answer.headers().get("content-type").cloned(),
    );
    let mut response = Response::new(Body::from(answer.bytes().await.unwrap()));
    *response.status_mut() = status;
    if let Some(kind) = kind {
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
    }
    response
}
