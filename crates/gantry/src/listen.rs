//! The listener: plain or TLS, limits on those who dawdle, and an end that lets requests in flight
//! finish.

mod door;
pub(crate) mod tls;

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use axum_server::tls_rustls::RustlsConfig;
use axum_server::{Handle, Server};
use hyper_util::rt::TokioTimer;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::listen::door::Door;
use crate::settings::TlsFiles;

/// How long what is in flight may take to finish.
pub(crate) const DRAIN: Duration = Duration::from_secs(10);
/// How long the head of a request may take to arrive.
const HEAD: Duration = Duration::from_secs(10);
/// How often an HTTP/2 connection is asked whether anybody is still there, and how long it may think.
const ASK_EVERY: Duration = Duration::from_secs(30);
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// How many connections there may be at once.
const CONNECTIONS: usize = 10_000;

/// An address that is taken, not yet answering.
pub(crate) struct Listener {
    socket: TcpListener,
    address: SocketAddr,
}

impl Listener {
    /// Takes the address.
    ///
    /// # Errors
    /// It is in use, or not this machine's.
    pub(crate) fn bind(address: SocketAddr) -> anyhow::Result<Self> {
        let socket =
            TcpListener::bind(address).with_context(|| format!("cannot listen on {address}"))?;
        socket.set_nonblocking(true)?;
        let address = socket.local_addr()?;
        Ok(Self { socket, address })
    }

    /// The address with its real port.
    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until `stop`, then finishes what is in flight.
    ///
    /// # Errors
    /// Certificate or key cannot be read.
    pub(crate) async fn serve(
        self,
        router: Router,
        tls: Option<&TlsFiles>,
        stop: CancellationToken,
    ) -> anyhow::Result<()> {
        self.serve_looking(router, tls, stop, tls::LOOK_EVERY).await
    }

    /// The same; looks this often whether the certificate changed.
    async fn serve_looking(
        self,
        router: Router,
        tls: Option<&TlsFiles>,
        stop: CancellationToken,
        look_every: Duration,
    ) -> anyhow::Result<()> {
        let handle = Handle::new();
        tokio::spawn(drain_at(stop.clone(), handle.clone()));
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        match tls {
            None => {
                let server = guarded(axum_server::from_tcp(self.socket)?);
                server.handle(handle).serve(service).await?;
            }
            Some(files) => {
                let config = RustlsConfig::from_config(tls::read(files).await?);
                let followed = (config.clone(), files.clone());
                tokio::spawn(tls::follow(followed.0, followed.1, look_every, stop));
                let server = guarded(axum_server::from_tcp_rustls(self.socket, config)?);
                server.handle(handle).serve(service).await?;
            }
        }
        Ok(())
    }
}

/// Whoever says half a request, or none, does not keep a place for ever.
fn guarded<A>(server: Server<SocketAddr, A>) -> Server<SocketAddr, Door<A>> {
    let mut server = server.map(|inner| Door::new(inner, CONNECTIONS, HEAD));
    let http = server.http_builder();
    http.http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD);
    http.http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(ASK_EVERY)
        .keep_alive_timeout(ANSWER_WITHIN);
    server
}

/// A token that ends with the first SIGTERM or SIGINT.
///
/// # Errors
/// The signals cannot be received.
pub(crate) fn stop_at_signal() -> anyhow::Result<CancellationToken> {
    let mut terminate = signal(SignalKind::terminate()).context("SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("SIGINT")?;
    let stop = CancellationToken::new();
    let stopper = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        stopper.cancel();
    });
    Ok(stop)
}

async fn drain_at(stop: CancellationToken, handle: Handle<SocketAddr>) {
    stop.cancelled().await;
    tracing::info!(connections = handle.connection_count(), "server.stopping");
    handle.graceful_shutdown(Some(DRAIN));
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;
    use tokio::sync::Notify;

    use super::*;

    #[tokio::test]
    async fn a_request_in_flight_is_answered_after_the_stop_signal() {
        let (entered, release) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (enter, wait) = (entered.clone(), release.clone());
        let slow = get(async move || {
            enter.notify_one();
            wait.notified().await;
            "done"
        });
        let listener = Listener::bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let mut browser = TcpStream::connect(listener.address()).await.unwrap();
        let stop = CancellationToken::new();
        let router = Router::new().route("/", slow);
        let stopped = stop.clone();
        let server = tokio::spawn(async move { listener.serve(router, None, stopped).await });

        let request = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        browser.write_all(request).await.unwrap();
        entered.notified().await;
        stop.cancel();
        release.notify_one();
        let mut answer = String::new();
        browser.read_to_string(&mut answer).await.unwrap();

        assert!(
            answer.starts_with("HTTP/1.1 200") && answer.ends_with("done"),
            "{answer}"
        );
        assert!(server.await.unwrap().is_ok());
    }
}
