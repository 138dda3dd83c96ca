//! TLS: which versions and cipher suites, and certificates that change while the server runs.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use axum_server::tls_rustls::RustlsConfig;
use rustls::ServerConfig;
use rustls::crypto::CryptoProvider;
use rustls::crypto::aws_lc_rs::{cipher_suite, default_provider};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::version::{TLS12, TLS13};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use crate::settings::TlsFiles;

/// How often the files are looked at.
pub(super) const LOOK_EVERY: Duration = Duration::from_secs(5);

/// A certificate file and the file of its key, as they were read.
#[derive(Clone, PartialEq, Eq)]
struct Pems {
    cert: Vec<u8>,
    key: Vec<u8>,
}

/// Certificate and key, if they belong together.
///
/// # Errors
/// They cannot be read, or do not.
pub(crate) async fn read(files: &TlsFiles) -> anyhow::Result<Arc<ServerConfig>> {
    let pems = Pems::read(files).await?;
    pems.config(files)
}

impl Pems {
    async fn read(files: &TlsFiles) -> anyhow::Result<Self> {
        Ok(Self {
            cert: read_file(&files.cert).await?,
            key: read_file(&files.key).await?,
        })
    }

    fn config(&self, files: &TlsFiles) -> anyhow::Result<Arc<ServerConfig>> {
        let (cert, key) = (files.cert.display(), files.key.display());
        let chain = CertificateDer::pem_slice_iter(&self.cert).collect::<Result<Vec<_>, _>>();
        let chain = chain.with_context(|| format!("cannot use {cert}"))?;
        if chain.is_empty() {
            bail!("{cert} has no certificate in PEM");
        }
        let private = PrivateKeyDer::from_pem_slice(&self.key)
            .with_context(|| format!("cannot use {key}"))?;
        let mut config = ServerConfig::builder_with_provider(Arc::new(provider()))
            .with_protocol_versions(&[&TLS13, &TLS12])?
            .with_no_client_auth()
            .with_single_cert(chain, private)
            .with_context(|| format!("cannot use {cert} with {key}"))?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }
}

async fn read_file(path: &Path) -> anyhow::Result<Vec<u8>> {
    let read = tokio::fs::read(path).await;
    read.with_context(|| format!("cannot read {}", path.display()))
}

/// BCP 195 §4.2: of TLS 1.2 only what has forward secrecy and AES-GCM; TLS 1.3 has nothing else to
/// offer. <https://www.rfc-editor.org/rfc/rfc9325#section-4.2>
fn provider() -> CryptoProvider {
    CryptoProvider {
        cipher_suites: vec![
            cipher_suite::TLS13_AES_256_GCM_SHA384,
            cipher_suite::TLS13_AES_128_GCM_SHA256,
            cipher_suite::TLS13_CHACHA20_POLY1305_SHA256,
            cipher_suite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
            cipher_suite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            cipher_suite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
            cipher_suite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        ],
        ..default_provider()
    }
}

/// Uses changed files from the next connection on, until `stop`. Those that cannot be used are
/// reported once; what was in use stays in use.
///
/// The files may be written one after the other: whoever writes them has until the next look.
pub(super) async fn follow(
    config: RustlsConfig,
    files: TlsFiles,
    every: Duration,
    stop: CancellationToken,
) {
    let mut ticks = interval(every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut hangup = signal(SignalKind::hangup()).ok();
    let mut known = Pems::read(&files).await.ok();
    let mut doubted = None;
    loop {
        let told = tokio::select! {
            () = stop.cancelled() => return,
            _ = ticks.tick() => false,
            () = heard(&mut hangup) => true,
        };
        let now = Pems::read(&files).await;
        let found = now.as_ref().ok().cloned();
        if found == known && !told {
            doubted = None;
            continue;
        }
        match now.and_then(|pems| pems.config(&files)) {
            Ok(new) => {
                config.reload_from_config(new);
                tracing::info!(cert = %files.cert.display(), "tls.reloaded");
                known = found;
            }
            Err(error) if told || doubted.as_ref() == Some(&found) => {
                let error = format!("{error:#}");
                tracing::error!(
                    error,
                    "tls.reload_failed: the former certificate stays in use"
                );
                known = found;
            }
            Err(_) => doubted = Some(found),
        }
    }
}

/// The next SIGHUP; never, if it cannot be received.
async fn heard(hangup: &mut Option<Signal>) {
    let heard = match hangup {
        Some(signal) => signal.recv().await,
        None => None,
    };
    if heard.is_none() {
        std::future::pending::<()>().await;
    }
}

#[cfg(test)]
mod tests;
