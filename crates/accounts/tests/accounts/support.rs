//! A fresh database for each test, and short ways to make people and applications.

use std::process::Command;
use std::sync::Arc;

use gantry_accounts::clients::NewClient;
use gantry_accounts::permissions::Administrator;
use gantry_accounts::sign_in::{Attempt, SignIn};
use gantry_accounts::throttle::RequestLimits;
use gantry_accounts::users::NewUser;
use gantry_accounts::{Accounts, AccountsSettings, Error, Refusal};
use gantry_core::Env;
use gantry_core::client::ClientSettings;
use gantry_core::clock::MovableClock;
use gantry_core::entropy::SystemEntropy;
use gantry_core::password::Password;
use gantry_core::profile::Profile;
use gantry_core::seal::MasterKey;
use gantry_core::user::User;
use gantry_store::Store;
use gantry_store::audit::{self, AuditFilter};
use tokio::sync::OnceCell;

/// The password of people who have one.
pub(crate) const PASSWORD: &str = "a sentence to sign in";

/// The operator's proof: tests act as whoever runs commands on the server.
pub(crate) const OPERATOR: Administrator = Administrator::operator();

/// Everything of a running installation but the network.
pub(crate) struct Installation {
    pub(crate) accounts: Accounts,
    pub(crate) clock: Arc<MovableClock>,
    _database: Database,
}

impl Installation {
    pub(crate) async fn start() -> Self {
        let clock = Arc::new(MovableClock::default());
        let env = Env::new(
            Arc::new(Arc::clone(&clock)),
            Arc::new(SystemEntropy::default()),
        );
        let database = Database::fresh(&env).await;
        let store = Store::open(&database.url()).await.unwrap();
        let key = MasterKey::generate(&env);
        let settings = AccountsSettings {
            hash_workers: 2,
            limits: RequestLimits::default(),
            client_rules: &[],
        };
        Self {
            accounts: Accounts::new(store, env, key, settings),
            clock,
            _database: database,
        }
    }

    /// Adds a person with an address at `example.org`.
    pub(crate) async fn user(&self, name: &str) -> User {
        self.accounts
            .add_user(&OPERATOR, new_user(name))
            .await
            .unwrap()
    }

    /// Adds a person who can sign in with [`PASSWORD`].
    pub(crate) async fn person(&self, name: &str) -> User {
        let new = NewUser {
            password: Some(password(PASSWORD)),
            ..new_user(name)
        };
        self.accounts.add_user(&OPERATOR, new).await.unwrap()
    }

    /// Tries to sign in from an address.
    pub(crate) async fn sign_in(&self, login: &str, password: &str, address: &str) -> SignIn {
        let attempt = attempt(login, password, address);
        self.accounts.sign_in(attempt).await.unwrap()
    }

    /// The trail's refusals and details, oldest first: `event reason: detail`.
    pub(crate) async fn trail(&self) -> Vec<String> {
        self.accounts.trail().flush().await;
        let mut conn = self.accounts.store().read().await.unwrap();
        let lines = audit::list(&mut conn, AuditFilter::All, None, 1000)
            .await
            .unwrap();
        let texts = lines.iter().rev().map(|line| {
            let (event, reason) = (line.event.as_str(), line.reason.as_deref());
            format!("{event} {}: {}", reason.unwrap_or("done"), line.detail)
        });
        texts.collect()
    }

    /// Adds a person who may administer, with [`PASSWORD`].
    pub(crate) async fn admin(&self, name: &str) -> User {
        let new = NewUser {
            role: Some(gantry_core::role::Role::Administrator),
            password: Some(password(PASSWORD)),
            ..new_user(name)
        };
        self.accounts.add_user(&OPERATOR, new).await.unwrap()
    }
}

/// What somebody typed in a browser of no history.
pub(crate) fn attempt(login: &str, password: &str, address: &str) -> Attempt {
    Attempt {
        login: login.to_owned(),
        password: password.to_owned(),
        address: address.parse().unwrap(),
        user_agent: "test".to_owned(),
        device_cookie: None,
        former_session: None,
        request: None,
    }
}

/// In a word what came of an attempt.
pub(crate) fn told(sign_in: &SignIn) -> &'static str {
    match sign_in {
        SignIn::Done(_) => "done",
        SignIn::Wrong => "wrong",
        SignIn::SlowDown(_) => "slow down",
        SignIn::Disabled => "disabled",
        SignIn::Factor(_) => "factor",
    }
}

/// A person without a password, with an address at `example.org`.
pub(crate) fn new_user(name: &str) -> NewUser {
    NewUser {
        username: name.parse().unwrap(),
        email: Some(format!("{name}@example.org").parse().unwrap()),
        email_verified: true,
        name: name.parse().unwrap(),
        profile: Profile::default(),
        password: None,
        role: None,
        language: None,
        groups: Vec::new(),
    }
}

/// A confidential client with one redirect URI.
pub(crate) fn new_client(name: &str) -> NewClient {
    let redirect_uris = vec!["https://chat.example.org/_oauth/gantry".parse().unwrap()];
    NewClient {
        name: name.to_owned(),
        slug: None,
        client_id: None,
        secret: None,
        settings: ClientSettings {
            redirect_uris,
            ..ClientSettings::default()
        },
    }
}

/// A password that fits.
pub(crate) fn password(text: &str) -> Password {
    Password::chosen(text.to_owned()).unwrap()
}

/// Why an act was refused.
#[track_caller]
pub(crate) fn refusal<T>(result: Result<T, Error>) -> Refusal {
    match result {
        Err(Error::Refused(refusal)) => refusal,
        Err(error) => panic!("broke down: {error:?}"),
        Ok(_) => panic!("was not refused"),
    }
}

static TEMPLATE: OnceCell<String> = OnceCell::const_new();

/// A database of its own, gone with the value.
enum Database {
    Sqlite(tempfile::TempDir),
    Postgres { server: String, name: String },
}

impl Database {
    async fn fresh(env: &Env) -> Self {
        match std::env::var("GANTRY_TEST_DATABASE").as_deref() {
            Ok("postgres") => {
                let server = std::env::var("GANTRY_TEST_POSTGRES_URL").unwrap();
                let template = TEMPLATE.get_or_init(|| template(&server)).await;
                let name = format!("accounts_{}", env.id::<()>().as_uuid().simple());
                let create = format!("CREATE DATABASE {name} TEMPLATE {template}");
                assert!(psql(&server, &create));
                Self::Postgres { server, name }
            }
            _ => Self::Sqlite(tempfile::tempdir().unwrap()),
        }
    }

    fn url(&self) -> String {
        match self {
            Self::Sqlite(folder) => format!("sqlite:{}", folder.path().join("test.db").display()),
            Self::Postgres { server, name } => beside(server, name),
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Self::Postgres { server, name } = self {
            psql(server, &format!("DROP DATABASE {name} WITH (FORCE)"));
        }
    }
}

/// A database with every table and nothing in them: copying it is quicker than making them.
async fn template(server: &str) -> String {
    let name = format!("accounts_{}_template", std::process::id());
    let locale = "LOCALE_PROVIDER icu ICU_LOCALE 'en-US' TEMPLATE template0";
    assert!(psql(server, &format!("CREATE DATABASE {name} {locale}")));
    let store = Store::open(&beside(server, &name)).await.unwrap();
    store.close().await;
    name
}

fn beside(server: &str, name: &str) -> String {
    format!("{}/{name}", server.rsplit_once('/').unwrap().0)
}

fn psql(server: &str, statement: &str) -> bool {
    let arguments = ["--quiet", "--no-psqlrc", server, "--command", statement];
    Command::new("psql")
        .args(arguments)
        .status()
        .unwrap()
        .success()
}
