//! A chat, a Gantry that is connected to it, and its people; the servers are started later.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use gantry_accounts::clients::NewClient;
use gantry_accounts::permissions::Administrator;
use gantry_accounts::throttle::RequestLimits;
use gantry_accounts::users::NewUser;
use gantry_accounts::{Accounts, AccountsSettings};
use gantry_core::client::{Client, ClientSettings, GrantType, Template};
use gantry_core::password::Password;
use gantry_core::profile::Profile;
use gantry_core::seal::MasterKey;
use gantry_core::user::UserId;
use gantry_core::{Env, Secret};
use gantry_emulator::{Emulator, EmulatorConfig};
use gantry_outbound::{Outbound, OutboundRules};
use gantry_rocketchat::workspaces::{NewConnection, Workspaces};
use gantry_test_support::{PASSWORD, TestDatabase};
use tempfile::TempDir;

use crate::process::Launch;

/// The secret with which the chat makes login tokens.
const TOKEN_SECRET: &str = "planted-create-token-secret-0123456789";
const BY: Administrator = Administrator::operator();
/// People who come and go.
const WALKERS: usize = 12;
/// People whom something final happens to, once each.
const OTHERS: usize = 24;

/// Somebody with an account here.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) id: UserId,
}

/// Everything that outlives the servers.
pub(crate) struct Town {
    pub(crate) database: Arc<TestDatabase>,
    pub(crate) directory: TempDir,
    pub(crate) launches: Vec<Launch>,
    pub(crate) workspaces: Workspaces,
    pub(crate) client: Client,
    /// The chat's origin.
    pub(crate) origin: String,
    pub(crate) walkers: Vec<Person>,
    /// To be shut out.
    pub(crate) leavers: Vec<Person>,
    /// To be signed out everywhere.
    pub(crate) enders: Vec<Person>,
    /// What must be read nowhere: the service account's token, and the secret.
    pub(crate) secrets: Vec<String>,
}

impl Town {
    /// Registers everybody in the database that the servers named here will use.
    pub(crate) async fn found(servers: &[&'static str]) -> (Self, Emulator) {
        let chat = Emulator::start(EmulatorConfig::default()).await.unwrap();
        // The usual ten calls a minute would only make the test long.
        chat.set_rate_limit(10_000, Duration::from_mins(1));
        chat.apply_env([("CREATE_TOKENS_FOR_USERS_SECRET", TOKEN_SECRET)]);
        let service = gantry_emulator::NewUser::administrator("gantry", "a password of the chat");
        chat.add_user(service);
        let token = chat.add_personal_access_token("gantry", "Gantry", true);

        let database = Arc::new(TestDatabase::create().await);
        let directory = tempfile::tempdir().unwrap();
        let key = MasterKey::generate(&Env::system());
        let variables = vec![
            ("GANTRY_LOG", "trace".to_owned()),
            ("GANTRY_MASTER_KEY", key.encode().expose().to_owned()),
            ("GANTRY_ALLOW_PRIVATE_OUTBOUND", "true".to_owned()),
            ("GANTRY_SIGN_INS_PER_ADDRESS", "100000".to_owned()),
        ];
        let launch = |name: &&'static str| Launch {
            name,
            directory: directory.path().to_path_buf(),
            database_url: database.url().to_owned(),
            variables: variables.clone(),
        };
        let launches = servers.iter().map(launch).collect();
        let workspaces = workspaces(&database, key).await;
        let client = connect(&workspaces, &chat, &token).await;
        let accounts = workspaces.accounts();
        add(accounts, "root", true).await;
        let town = Self {
            walkers: people(accounts, "walker", WALKERS).await,
            leavers: people(accounts, "leaver", OTHERS).await,
            enders: people(accounts, "ender", OTHERS).await,
            origin: chat.url().to_owned(),
            secrets: vec![token, TOKEN_SECRET.to_owned()],
            database,
            directory,
            launches,
            client,
            workspaces,
        };
        (town, chat)
    }

    /// What the servers said.
    pub(crate) fn logs(&self) -> Vec<PathBuf> {
        self.launches.iter().map(Launch::log).collect()
    }
}

async fn workspaces(database: &TestDatabase, key: MasterKey) -> Workspaces {
    let settings = AccountsSettings {
        hash_workers: 2,
        limits: RequestLimits::default(),
        client_rules: &[gantry_rocketchat::rules::refuse_harmful_claims],
    };
    let accounts = Accounts::new(database.open().await, Env::system(), key, settings);
    let rules = OutboundRules {
        allow_private: true,
        ..OutboundRules::default()
    };
    Workspaces::new(accounts, Outbound::new(&rules).unwrap())
}

/// Registers the chat and enters its service account.
async fn connect(workspaces: &Workspaces, chat: &Emulator, token: &str) -> Client {
    let callback = format!("{}/_oauth/gantry", chat.url());
    let new = NewClient {
        name: "Team chat".to_owned(),
        slug: None,
        client_id: None,
        secret: None,
        settings: ClientSettings {
            template: Template::RocketChat,
            redirect_uris: vec![callback.parse().unwrap()],
            grants: [GrantType::AuthorizationCode].into(),
            consent: false,
            rocketchat_service: Some("gantry".to_owned()),
            rocketchat_url: Some(chat.url().to_owned()),
            ..ClientSettings::default()
        },
    };
    let accounts = workspaces.accounts();
    let client = accounts.add_client(&BY, new).await.unwrap().client;
    let cache = accounts.client_cache();
    let cached = cache.by_id(client.id).await.unwrap().unwrap();
    let connection = NewConnection {
        service_user_id: chat.user("gantry").unwrap().id,
        token: Some(Secret::new(token.to_owned())),
        secret: Some(Secret::new(TOKEN_SECRET.to_owned())),
    };
    let connected = workspaces.connect(&BY, &cached, connection).await;
    connected.unwrap();
    client
}

async fn people(accounts: &Accounts, kind: &str, count: usize) -> Vec<Person> {
    let mut people = Vec::new();
    for number in 0..count {
        people.push(add(accounts, &format!("{kind}{number}"), false).await);
    }
    people
}

async fn add(accounts: &Accounts, name: &str, admin: bool) -> Person {
    let new = NewUser {
        username: name.parse().unwrap(),
        email: Some(format!("{name}@example.org").parse().unwrap()),
        email_verified: true,
        name: format!("{name} Example").parse().unwrap(),
        profile: Profile::default(),
        password: Some(Password::chosen(PASSWORD.to_owned()).unwrap()),
        role: admin.then_some(gantry_core::role::Role::Administrator),
        language: None,
        groups: Vec::new(),
    };
    let user = accounts.add_user(&BY, new).await.unwrap();
    Person {
        name: name.to_owned(),
        id: user.id,
    }
}
