//! A chat that is down, in one of three ways; only the stand-in's own `/emulator/` addresses go on.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::rest::incoming::Incoming;
use crate::workspace::{Workspace, lock};

/// How the chat is down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outage {
    /// Not at all.
    #[default]
    None,
    /// Every request is answered 503, as by a proxy without its server.
    Refuse503,
    /// Requests are taken and never answered.
    Hang,
    /// Connections are closed without an answer.
    Drop,
}

/// Marks an answer that shall not be sent: its connection is closed instead.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CutConnection;

/// Where a request came from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClientAddress(pub(crate) SocketAddr);

impl ClientAddress {
    pub(crate) fn of(request: &Request) -> IpAddr {
        request
            .extensions()
            .get::<Self>()
            .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |address| address.0.ip())
    }
}

/// The body of `POST /emulator/outage`.
#[derive(Debug, Deserialize)]
pub(crate) struct Announcement {
    outage: Outage,
}

/// `POST /emulator/outage` with `outage`: `none`, `refuse503`, `hang` or `drop`.
pub(crate) async fn announce(
    State(workspace): State<Arc<Workspace>>,
    Json(announced): Json<Announcement>,
) -> Json<Value> {
    *lock(&workspace.outage) = announced.outage;
    Json(json!({ "success": true }))
}

/// Stands before every address.
pub(crate) async fn stand_in_the_way(
    State(workspace): State<Arc<Workspace>>,
    request: Request,
    next: Next,
) -> Response {
    let outage = *lock(&workspace.outage);
    if outage == Outage::None || request.uri().path().starts_with("/emulator/") {
        return next.run(request).await;
    }
    let status = (outage == Outage::Refuse503).then_some(StatusCode::SERVICE_UNAVAILABLE);
    if request.uri().path().starts_with("/api/") {
        let incoming = Incoming::read(request).await;
        lock(&workspace.rest_calls).push(incoming.as_call(status));
    }
    match outage {
        Outage::Hang => std::future::pending().await,
        Outage::Drop => {
            let mut cut = StatusCode::BAD_GATEWAY.into_response();
            cut.extensions_mut().insert(CutConnection);
            cut
        }
        Outage::None | Outage::Refuse503 => {
            (StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable").into_response()
        }
    }
}
