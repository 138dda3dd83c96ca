//! For whoever watches the server.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Extension;
use axum::extract::{ConnectInfo, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::error::HttpError;
use crate::http::client_address::Network;
use crate::http::state::AppState;

/// The process answers.
pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}

/// The database answers and there are keys to sign with.
pub(crate) async fn readyz(State(app): State<AppState>) -> (StatusCode, &'static str) {
    match app.provider.jwks().await {
        Ok(keys) if keys.pointer("/keys/0").is_some() => (StatusCode::OK, "ready\n"),
        Ok(_) => (StatusCode::SERVICE_UNAVAILABLE, "no signing keys\n"),
        Err(error) => {
            tracing::warn!(%error, "server.not_ready");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the database does not answer\n",
            )
        }
    }
}

/// Prometheus' text format, for those networks that the operator lets watch.
pub(crate) async fn metrics(
    State(app): State<AppState>,
    networks: Option<Extension<Arc<[Network]>>>,
    parts: Parts,
) -> Result<Response, HttpError> {
    let networks = networks.as_ref().map(|Extension(networks)| &**networks);
    let render = app.metrics.filter(|_| may_watch(&parts, networks));
    let render = render.ok_or(HttpError::not_found())?;
    let kind = [(
        header::CONTENT_TYPE,
        "text/plain; version=0.0.4; charset=utf-8",
    )];
    Ok((kind, render()).into_response())
}

/// Only the peer itself counts: what a proxy hands on comes from somewhere else.
fn may_watch(parts: &Parts, networks: Option<&[Network]>) -> bool {
    let handed_on = ["x-forwarded-for", "forwarded"]
        .iter()
        .any(|name| parts.headers.contains_key(*name));
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map(|info| info.0.ip().to_canonical());
    !handed_on
        && peer.is_some_and(|peer| match networks {
            Some(networks) => networks.iter().any(|network| network.contains(peer)),
            None => peer.is_loopback(),
        })
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    fn parts(peer: &str, headers: &[(&str, &str)]) -> Parts {
        let peer: SocketAddr = peer.parse().unwrap();
        let mut request = Request::builder().extension(ConnectInfo(peer));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(()).unwrap().into_parts().0
    }

    #[test]
    fn this_machine_may_watch_and_others_may_not() {
        assert!(may_watch(&parts("127.0.0.1:1", &[]), None));
        assert!(may_watch(&parts("[::ffff:127.0.0.1]:1", &[]), None));
        assert!(!may_watch(&parts("192.0.2.1:1", &[]), None));
    }

    #[test]
    fn a_named_network_may_watch_instead() {
        let network = Network {
            address: "192.0.2.0".parse().unwrap(),
            prefix: 24,
        };

        assert!(may_watch(&parts("192.0.2.1:1", &[]), Some(&[network])));
        assert!(!may_watch(&parts("127.0.0.1:1", &[]), Some(&[network])));
    }

    #[test]
    fn what_a_proxy_hands_on_may_not_watch() {
        for header in ["x-forwarded-for", "forwarded"] {
            let handed_on = parts("127.0.0.1:1", &[(header, "127.0.0.1")]);

            assert!(!may_watch(&handed_on, None), "{header}");
        }
    }
}
