//! The handle on a running stand-in: `people` is what it knows of users, `failures` how it goes wrong and stops.

mod failures;
mod people;

pub use failures::Stopped;

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::accounts::NewUser;
use crate::environment;
use crate::http_client::ProviderCall;
use crate::rest::journal::RestCall;
use crate::server::router;
use crate::serving::{End, serve};
use crate::settings::Settings;
use crate::version::RocketChatVersion;
use crate::workspace::{LoginOutcome, TokenRequestQuirks, Workspace, lock};

/// What to start.
#[derive(Clone, Debug)]
pub struct EmulatorConfig {
    /// The address to listen on; port 0 picks a free one.
    pub listen: SocketAddr,
    /// `Site_Url`; by default the address it listens on.
    pub site_url: Option<String>,
    /// The release to play.
    pub version: RocketChatVersion,
    /// Whether the module `oauth-enterprise` is licensed.
    pub licensed: bool,
    /// Serves HTTPS with this certificate; none serves HTTP.
    pub tls: Option<TlsIdentity>,
}

/// A certificate with its key, both in PEM.
#[derive(Clone, Debug)]
pub struct TlsIdentity {
    /// The certificate, and those that signed it.
    pub certificate: String,
    /// The private key.
    pub key: String,
}

impl Default for EmulatorConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            site_url: None,
            version: RocketChatVersion::default(),
            licensed: false,
            tls: None,
        }
    }
}

/// Why the stand-in did not start.
#[derive(Debug, thiserror::Error)]
pub enum EmulatorError {
    /// The address is taken or not ours.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// The system's answer.
        #[source]
        source: std::io::Error,
    },
    /// The certificate or its key cannot be read.
    #[error("cannot use the TLS certificate")]
    Tls(#[source] std::io::Error),
    /// No client for the calls to the provider.
    #[error("cannot build the HTTP client")]
    HttpClient(#[from] reqwest::Error),
}

/// A running stand-in; dropping it stops it.
#[derive(Debug)]
pub struct Emulator {
    url: String,
    address: SocketAddr,
    tls: Option<TlsIdentity>,
    workspace: Arc<Workspace>,
    stop: oneshot::Sender<End>,
    serving: JoinHandle<()>,
}

impl Emulator {
    /// Listens and serves on the current tokio runtime.
    ///
    /// # Errors
    /// The address cannot be bound, the certificate is none, or no HTTP client can be built.
    pub async fn start(config: EmulatorConfig) -> Result<Self, EmulatorError> {
        let listener = bind(config.listen).await?;
        let address = listener
            .local_addr()
            .map_err(|source| not_bound(config.listen, source))?;
        let scheme = if config.tls.is_some() {
            "https"
        } else {
            "http"
        };
        let site_url = config
            .site_url
            .unwrap_or_else(|| format!("{scheme}://{address}"));
        let site_url = site_url.trim_end_matches('/').to_owned();
        let settings = Settings::new(config.version, config.licensed, &site_url);
        let stopped = Stopped {
            url: site_url,
            address,
            tls: config.tls,
            workspace: Arc::new(Workspace::new(settings)?),
        };
        Self::serve_on(listener, stopped).await
    }

    async fn serve_on(listener: TcpListener, stopped: Stopped) -> Result<Self, EmulatorError> {
        let acceptor = match &stopped.tls {
            Some(identity) => Some(acceptor(identity).await.map_err(EmulatorError::Tls)?),
            None => None,
        };
        let (stop, end) = oneshot::channel();
        let service = router(Arc::clone(&stopped.workspace));
        let serving = tokio::spawn(serve(listener, service, acceptor, end));
        Ok(Self {
            url: stopped.url,
            address: stopped.address,
            tls: stopped.tls,
            workspace: stopped.workspace,
            stop,
            serving,
        })
    }

    /// `Site_Url` as given at the start, without a trailing slash.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The workspace's settings.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.workspace.settings.clone()
    }

    /// Applies environment variables as a start of Rocket.Chat would.
    pub fn apply_env<N: Into<String>, V: Into<String>>(
        &self,
        variables: impl IntoIterator<Item = (N, V)>,
    ) {
        let variables: BTreeMap<String, String> = variables
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()))
            .collect();
        environment::apply(&self.workspace.settings, &variables);
        lock(&self.workspace.environment).extend(variables.clone());
        let variable = |name: &str| variables.get(name).filter(|value| !value.is_empty());
        let mut accounts = lock(&self.workspace.accounts);
        if let (Some(username), Some(password)) =
            (variable("ADMIN_USERNAME"), variable("ADMIN_PASS"))
            && !accounts.has_administrator()
        {
            let mut administrator = NewUser::administrator(username, password);
            administrator.email = variable("ADMIN_EMAIL")
                .cloned()
                .unwrap_or(administrator.email);
            accounts.add(administrator);
        }
    }

    /// Every call made to a provider, in order.
    #[must_use]
    pub fn calls(&self) -> Vec<ProviderCall> {
        lock(&self.workspace.calls).clone()
    }

    /// How every login ended, in order.
    #[must_use]
    pub fn outcomes(&self) -> Vec<LoginOutcome> {
        lock(&self.workspace.outcomes).clone()
    }

    /// Every call to the REST interface, in order, secrets included.
    #[must_use]
    pub fn rest_calls(&self) -> Vec<RestCall> {
        lock(&self.workspace.rest_calls).clone()
    }

    /// Forgets calls and outcomes.
    pub fn clear_journal(&self) {
        lock(&self.workspace.rest_calls).clear();
        lock(&self.workspace.calls).clear();
        lock(&self.workspace.outcomes).clear();
    }

    /// Plays the token request of a snapshot; the start sets what belongs to the version.
    pub fn set_token_request_quirks(&self, quirks: TokenRequestQuirks) {
        *lock(&self.workspace.quirks) = quirks;
    }
}

async fn bind(address: SocketAddr) -> Result<TcpListener, EmulatorError> {
    TcpListener::bind(address)
        .await
        .map_err(|source| not_bound(address, source))
}

fn not_bound(address: SocketAddr, source: std::io::Error) -> EmulatorError {
    EmulatorError::Listen { address, source }
}

async fn acceptor(identity: &TlsIdentity) -> std::io::Result<RustlsAcceptor> {
    // Another part of the process may have chosen already.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let certificate = identity.certificate.clone().into_bytes();
    let key = identity.key.clone().into_bytes();
    let read = RustlsConfig::from_pem(certificate, key).await?;
    let mut config = rustls::ServerConfig::clone(&read.get_inner());
    // Connections are served as HTTP/1.1 alone.
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    let config = RustlsConfig::from_config(Arc::new(config));
    Ok(RustlsAcceptor::new(config))
}
