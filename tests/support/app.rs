//! A whole Gantry on a free port, on a database of its own, with a clock that can be moved.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use gantry_accounts::throttle::RequestLimits;
use gantry_accounts::{Accounts, AccountsSettings};
use gantry_core::clock::MovableClock;
use gantry_core::entropy::SystemEntropy;
use gantry_core::seal::MasterKey;
use gantry_core::{Env, Seconds};
use gantry_oidc::{Outbounds, Provider, ProviderSettings, RegistrationMode};
use gantry_outbound::{Outbound, OutboundRules};
use gantry_rocketchat::workspaces::Workspaces;
use gantry_store::audit::AuditFilter;
use gantry_web::AppState;
use reqwest::Client;
use reqwest::redirect::Policy;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::database::TestDatabase;
use crate::keys;

/// A running server and the ways into it.
#[derive(Debug)]
pub struct TestApp {
    /// Where it listens, without a trailing slash; also its public URL.
    pub url: String,
    /// What page, API and command call.
    pub accounts: Accounts,
    /// The protocol.
    pub provider: Provider,
    /// Connected workspaces; their queue runs only when a test says so.
    pub workspaces: Workspaces,
    /// Its database.
    pub database: Arc<TestDatabase>,
    /// A client for server-to-server calls: no cookies, no redirects.
    pub http: Client,
    /// Every URL, for a listener of another kind.
    pub router: Router,
    clock: Arc<MovableClock>,
    registration: RegistrationMode,
    server: JoinHandle<()>,
}

/// What one server has that another has not.
#[derive(Default)]
struct Setup {
    limits: RequestLimits,
    address: Address,
    registration: RegistrationMode,
    strangers_guarded: bool,
}

/// Where a server is reached.
#[derive(Default)]
enum Address {
    /// Where it listens.
    #[default]
    Own,
    /// There too, but by a name.
    Named(&'static str),
    /// By others at this address, and by tests where it listens.
    Elsewhere(String),
}

impl Address {
    /// The address for tests and the public one.
    fn urls(self, bound: SocketAddr) -> (String, String) {
        let own = format!("http://{bound}");
        match self {
            Self::Own => (own.clone(), own),
            Self::Named(host) => {
                let named = format!("http://{host}:{}", bound.port());
                (named.clone(), named)
            }
            Self::Elsewhere(public_url) => (own, public_url),
        }
    }
}

impl TestApp {
    /// Starts a server with generous request limits.
    pub async fn start() -> Self {
        Self::start_as(Setup::default()).await
    }

    /// Starts a server with these request limits.
    pub async fn start_with(limits: RequestLimits) -> Self {
        Self::start_as(Setup {
            limits,
            ..Setup::default()
        })
        .await
    }

    /// Starts a server where these may register clients over HTTP.
    pub async fn start_registering(registration: RegistrationMode) -> Self {
        Self::start_as(Setup {
            registration,
            ..Setup::default()
        })
        .await
    }

    /// A second server that asks addresses of applications that registered themselves only if they
    /// are public, as a server in use does.
    pub async fn guarded(&self) -> Self {
        let setup = Setup {
            address: Address::Elsewhere(self.url.clone()),
            registration: self.registration,
            strangers_guarded: true,
            ..Setup::default()
        };
        self.on_the_same_database(setup).await
    }

    /// Starts a server that browsers reach by this name; it must be one of this machine's, such as
    /// `id.ship.localhost`.
    pub async fn named(host: &'static str) -> Self {
        Self::start_as(Setup {
            address: Address::Named(host),
            ..Setup::default()
        })
        .await
    }

    async fn start_as(setup: Setup) -> Self {
        let database = Arc::new(TestDatabase::create().await);
        let key = MasterKey::generate(&Env::system());
        Box::pin(Self::serve(database, key, Arc::default(), setup)).await
    }

    /// A second server on the same database, with the same clock; it answers at its own address
    /// but calls itself by the first one's.
    pub async fn second_node(&self) -> Self {
        self.once_more(self.url.clone()).await
    }

    /// The same server once more, as it behaves behind a proxy that speaks https.
    pub async fn behind_https(&self) -> Self {
        self.once_more("https://id.example.org".to_owned()).await
    }

    async fn once_more(&self, public_url: String) -> Self {
        let setup = Setup {
            address: Address::Elsewhere(public_url),
            registration: self.registration,
            ..Setup::default()
        };
        self.on_the_same_database(setup).await
    }

    async fn on_the_same_database(&self, setup: Setup) -> Self {
        let key = self.accounts.master_key().clone();
        let (database, clock) = (Arc::clone(&self.database), Arc::clone(&self.clock));
        Box::pin(Self::serve(database, key, clock, setup)).await
    }

    async fn serve(
        database: Arc<TestDatabase>,
        key: MasterKey,
        clock: Arc<MovableClock>,
        setup: Setup,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let bound = listener.local_addr().unwrap();
        let (url, public_url) = setup.address.urls(bound);
        let shared_clock: Arc<MovableClock> = Arc::clone(&clock);
        let env = Env::new(shared_clock, Arc::new(SystemEntropy::default()));
        let settings = AccountsSettings {
            hash_workers: 2,
            limits: setup.limits,
            client_rules: &[gantry_rocketchat::rules::refuse_harmful_claims],
        };
        let accounts = Accounts::new(database.open().await, env, key, settings);
        let secure_cookies = public_url.starts_with("https:");
        let public_url = public_url.parse().unwrap();
        let outbounds = outbounds(setup.strangers_guarded);
        let outbound = outbounds.administered.clone();
        let settings = ProviderSettings {
            registration: setup.registration,
            ..ProviderSettings::new(public_url)
        };
        let provider = Provider::new(accounts.clone(), outbounds, settings);
        keys::give(&accounts).await;
        provider.ensure_keys().await.unwrap();
        let workspaces = Workspaces::new(accounts.clone(), outbound);
        let state = AppState {
            provider: provider.clone(),
            workspaces: workspaces.clone(),
            brand_name: "Gantry".into(),
            trusted_proxies: Arc::from([]),
            secure_cookies,
            metrics: None,
        };
        let router = gantry_web::router(state);
        let service = router
            .clone()
            .into_make_service_with_connect_info::<SocketAddr>();
        let server = tokio::spawn(async move { axum::serve(listener, service).await.unwrap() });
        Self {
            url,
            accounts,
            provider,
            workspaces,
            database,
            http: plain_client(),
            router,
            clock,
            registration: setup.registration,
            server,
        }
    }

    /// Moves the server's clock forward.
    pub fn advance(&self, by: Seconds) {
        self.clock.advance(by);
    }

    /// The trail, newest first: event and reason of each line.
    pub async fn trail(&self) -> Vec<String> {
        self.accounts.trail().flush().await;
        let mut conn = self.accounts.store().read().await.unwrap();
        let lines = gantry_store::audit::list(&mut conn, AuditFilter::All, None, 200)
            .await
            .unwrap();
        let word = |reason: &Option<String>| reason.clone().unwrap_or_else(|| "ok".to_owned());
        lines
            .iter()
            .map(|line| format!("{} {}", line.event.as_str(), word(&line.reason)))
            .collect()
    }
}

/// Ways out to applications of a test, which are on this machine.
fn outbounds(strangers_guarded: bool) -> Outbounds {
    let rules = OutboundRules {
        allow_private: true,
        ..OutboundRules::default()
    };
    let administered = Outbound::new(&rules).unwrap();
    let strangers = if strangers_guarded {
        Outbound::new(&OutboundRules::default()).unwrap()
    } else {
        administered.clone()
    };
    Outbounds {
        administered,
        strangers,
    }
}

/// Without TLS: reading the system's certificates takes longer than all that a test asks.
fn plain_client() -> Client {
    Client::builder()
        .tls_certs_only([])
        .redirect(Policy::none())
        .build()
        .unwrap()
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.server.abort();
    }
}
