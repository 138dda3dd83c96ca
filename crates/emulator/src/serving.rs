//! Accepts connections and carries requests to the router, so that connections can be cut like those of a dying server.

use std::io;
use std::net::SocketAddr;

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use axum_server::accept::Accept as _;
use axum_server::tls_rustls::RustlsAcceptor;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{oneshot, watch};
use tokio::task::JoinSet;
use tower::ServiceExt as _;

use crate::outage::{ClientAddress, CutConnection};

/// How serving ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// Answers what was asked, then closes.
    Gracefully,
    /// Cuts every connection.
    AtOnce,
}

/// What a connection needs.
#[derive(Clone)]
struct Connection {
    router: Router,
    peer: SocketAddr,
    closing: watch::Receiver<bool>,
}

/// Serves until told otherwise; a dropped sender ends gracefully.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    tls: Option<RustlsAcceptor>,
    mut stop: oneshot::Receiver<End>,
) {
    let (close, closing) = watch::channel(false);
    let mut connections = JoinSet::new();
    let end = loop {
        tokio::select! {
            biased;
            end = &mut stop => break end.unwrap_or(End::Gracefully),
            accepted = listener.accept() => {
                // A connection lost between arrival and accept is nobody's concern.
                let Ok((stream, peer)) = accepted else { continue };
                let connection = Connection {
                    router: router.clone(),
                    peer,
                    closing: closing.clone(),
                };
                connections.spawn(accept(stream, connection, tls.clone()));
            }
            Some(_) = connections.join_next() => {}
        }
    };
    drop(listener);
    if end == End::AtOnce {
        connections.shutdown().await;
        return;
    }
    close.send_replace(true);
    while connections.join_next().await.is_some() {}
}

async fn accept(stream: TcpStream, connection: Connection, tls: Option<RustlsAcceptor>) {
    match tls {
        None => converse(stream, connection).await,
        Some(acceptor) => {
            // A client that refuses the certificate hangs up.
            if let Ok((stream, ())) = acceptor.accept(stream, ()).await {
                converse(stream, connection).await;
            }
        }
    }
}

async fn converse<S>(stream: S, connection: Connection)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let mut closing = connection.closing.clone();
    let service = service_fn(move |request| answer(connection.clone(), request));
    let served = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    tokio::pin!(served);
    tokio::select! {
        // What fails here is one connection.
        _ = served.as_mut() => return,
        _ = closing.wait_for(|closing| *closing) => {}
    }
    served.as_mut().graceful_shutdown();
    let _ = served.await;
}

async fn answer(connection: Connection, request: Request<Incoming>) -> io::Result<Response> {
    let mut request = request.map(Body::new);
    request
        .extensions_mut()
        .insert(ClientAddress(connection.peer));
    let response = connection
        .router
        .oneshot(request)
        .await
        .unwrap_or_else(|never| match never {});
    if response.extensions().get::<CutConnection>().is_some() {
        return Err(io::Error::other("the chat is down"));
    }
    Ok(response)
}
