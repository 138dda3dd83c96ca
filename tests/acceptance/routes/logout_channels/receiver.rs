//! An application's back channel: keeps what it hears, and answers as it is told.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::form_urlencoded;

use crate::well_known::id_token::claims;

/// One call.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) content_type: String,
    pub(crate) fields: Vec<(String, String)>,
}

impl Call {
    /// The token, if it is all that came.
    pub(crate) fn token(&self) -> &str {
        match self.fields.as_slice() {
            [(name, token)] if name == "logout_token" => token,
            others => panic!("not just a logout token: {others:?}"),
        }
    }
}

#[derive(Debug)]
struct Manners {
    calls: Vec<Call>,
    status: StatusCode,
    after: Duration,
}

/// A back channel on a free port.
#[derive(Debug)]
pub(crate) struct Receiver {
    pub(crate) url: String,
    manners: Arc<Mutex<Manners>>,
    server: JoinHandle<()>,
}

impl Receiver {
    pub(crate) async fn start() -> Self {
        let manners = Arc::new(Mutex::new(Manners {
            calls: Vec::new(),
            status: StatusCode::OK,
            after: Duration::ZERO,
        }));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/logout?of=app", listener.local_addr().unwrap());
        let router = Router::new()
            .route("/logout", post(hear))
            .with_state(Arc::clone(&manners));
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            url,
            manners,
            server,
        }
    }

    /// How it answers from now on.
    pub(crate) fn answer(&self, status: u16) {
        self.manners.lock().unwrap().status = StatusCode::from_u16(status).unwrap();
    }

    /// How long it takes to answer from now on.
    pub(crate) fn take(&self, time: Duration) {
        self.manners.lock().unwrap().after = time;
    }

    /// What it heard.
    pub(crate) fn calls(&self) -> Vec<Call> {
        self.manners.lock().unwrap().calls.clone()
    }

    /// What the tokens said, unverified.
    pub(crate) fn claims(&self) -> Vec<Value> {
        self.calls()
            .iter()
            .map(|call| claims(call.token()))
            .collect()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn hear(
    State(manners): State<Arc<Mutex<Manners>>>,
    headers: HeaderMap,
    body: String,
) -> StatusCode {
    let content_type = headers["content-type"].to_str().unwrap().to_owned();
    let fields = form_urlencoded::parse(body.as_bytes())
        .into_owned()
        .collect();
    let (status, after) = {
        let mut manners = manners.lock().unwrap();
        manners.calls.push(Call {
            content_type,
            fields,
        });
        (manners.status, manners.after)
    };
    tokio::time::sleep(after).await;
    status
}
