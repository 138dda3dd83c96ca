//! A fresh database for each test, and short ways to make people and applications.

use std::process::Command;
use std::sync::Arc;

use gantry_accounts::clients::NewClient;
use gantry_accounts::permissions::Administrator;
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
        let database = Database::fresh(&env);
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

    /// Adds a person who may administer.
    pub(crate) async fn admin(&self, name: &str) -> User {
        let new = NewUser {
            admin: true,
            ..new_user(name)
        };
        self.accounts.add_user(&OPERATOR, new).await.unwrap()
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
        admin: false,
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

/// A database of its own, gone with the value.
enum Database {
    Sqlite(tempfile::TempDir),
    Postgres { server: String, name: String },
}

impl Database {
    fn fresh(env: &Env) -> Self {
        match std::env::var("GANTRY_TEST_DATABASE").as_deref() {
            Ok("postgres") => {
                let server = std::env::var("GANTRY_TEST_POSTGRES_URL").unwrap();
                let name = format!("accounts_{}", env.id::<()>().as_uuid().simple());
                let locale = "LOCALE_PROVIDER icu ICU_LOCALE 'en-US' TEMPLATE template0";
                assert!(psql(&server, &format!("CREATE DATABASE {name} {locale}")));
                Self::Postgres { server, name }
            }
            _ => Self::Sqlite(tempfile::tempdir().unwrap()),
        }
    }

    fn url(&self) -> String {
        match self {
            Self::Sqlite(folder) => format!("sqlite:{}", folder.path().join("test.db").display()),
            Self::Postgres { server, name } => {
                format!("{}/{name}", server.rsplit_once('/').unwrap().0)
            }
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

fn psql(server: &str, statement: &str) -> bool {
    let arguments = ["--quiet", "--no-psqlrc", server, "--command", statement];
    Command::new("psql")
        .args(arguments)
        .status()
        .unwrap()
        .success()
}
