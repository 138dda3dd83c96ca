//! The handle on a running stand-in.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::accounts::{ChatUser, NewUser};
use crate::environment;
use crate::http_client::ProviderCall;
use crate::server::router;
use crate::settings::Settings;
use crate::version::RocketChatVersion;
use crate::workspace::{LoginOutcome, TokenRequestQuirks, Workspace, lock};

/// How long `shutdown` waits for open connections.
const PATIENCE: Duration = Duration::from_secs(2);

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
}

impl Default for EmulatorConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            site_url: None,
            version: RocketChatVersion::default(),
            licensed: false,
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
    /// No client for the calls to the provider.
    #[error("cannot build the HTTP client")]
    HttpClient(#[from] reqwest::Error),
}

/// A running stand-in; dropping it stops it.
#[derive(Debug)]
pub struct Emulator {
    url: String,
    workspace: Arc<Workspace>,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

impl Emulator {
    /// Listens and serves on the current tokio runtime.
    ///
    /// # Errors
    /// The address cannot be bound, or no HTTP client can be built.
    pub async fn start(config: EmulatorConfig) -> Result<Self, EmulatorError> {
        let failed = |source| EmulatorError::Listen {
            address: config.listen,
            source,
        };
        let listener = TcpListener::bind(config.listen).await.map_err(failed)?;
        let bound = listener.local_addr().map_err(failed)?;
        let site_url = config.site_url.unwrap_or_else(|| format!("http://{bound}"));
        let site_url = site_url.trim_end_matches('/').to_owned();
        let settings = Settings::new(config.version, config.licensed, &site_url);
        let workspace = Arc::new(Workspace::new(settings)?);
        let (stop, stopped) = oneshot::channel::<()>();
        let service = router(Arc::clone(&workspace));
        let serving = tokio::spawn(async move {
            let until = async {
                // A dropped handle counts as a request to stop.
                let _ = stopped.await;
            };
            // The listener is bound; what fails later fails a single connection.
            let _ = axum::serve(listener, service)
                .with_graceful_shutdown(until)
                .await;
        });
        Ok(Self {
            url: site_url,
            workspace,
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

    /// A copy of every chat user.
    #[must_use]
    pub fn users(&self) -> Vec<ChatUser> {
        lock(&self.workspace.accounts).users.clone()
    }

    /// The chat user with this username, ignoring case.
    #[must_use]
    pub fn user(&self, username: &str) -> Option<ChatUser> {
        self.users()
            .into_iter()
            .find(|user| user.has_username(username))
    }

    /// Creates a local account.
    pub fn add_user(&self, user: NewUser) {
        lock(&self.workspace.accounts).add(user);
    }

    /// Creates a role, since only existing roles are taken from claims.
    pub fn add_role(&self, role: &str) {
        lock(&self.workspace.accounts).add_role(role);
    }

    /// Every channel of the workspace.
    #[must_use]
    pub fn channels(&self) -> Vec<String> {
        lock(&self.workspace.accounts)
            .channels
            .iter()
            .cloned()
            .collect()
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

    /// Forgets calls and outcomes.
    pub fn clear_journal(&self) {
        lock(&self.workspace.calls).clear();
        lock(&self.workspace.outcomes).clear();
    }

    /// Plays the token request of a snapshot; the start sets what belongs to the version.
    pub fn set_token_request_quirks(&self, quirks: TokenRequestQuirks) {
        *lock(&self.workspace.quirks) = quirks;
    }

    /// Lets the modern engine's sessions run out, as five minutes at the provider would.
    pub fn expire_modern_sessions(&self) {
        lock(&self.workspace.oauth_sessions).expire_all();
    }

    /// Stops serving; connections still open after two seconds are cut.
    pub async fn shutdown(self) {
        // The server may be gone already.
        let _ = self.stop.send(());
        let cut = self.serving.abort_handle();
        if tokio::time::timeout(PATIENCE, self.serving).await.is_err() {
            cut.abort();
        }
    }
}
