//! A stand-in chat, a fresh database, and a connection between them.

use std::collections::BTreeMap;
use std::sync::Arc;

use gantry_accounts::client_cache::CachedClient;
use gantry_accounts::permissions::Administrator;
use gantry_accounts::throttle::RequestLimits;
use gantry_accounts::users::NewUser;
use gantry_accounts::{Accounts, AccountsSettings};
use gantry_core::clock::MovableClock;
use gantry_core::entropy::SystemEntropy;
use gantry_core::group::GroupId;
use gantry_core::profile::Profile;
use gantry_core::seal::MasterKey;
use gantry_core::user::User;
use gantry_core::workspace::{ChatAccount, SyncSettings};
use gantry_core::{Env, Secret};
use gantry_emulator::{ChatUser, Emulator, EmulatorConfig, NewUser as NewChatUser, RestCall};
use gantry_outbound::{Outbound, OutboundRules};
use gantry_rocketchat::rest::{CreateToken, Credentials, RestClient};
use gantry_rocketchat::settings::ServiceName;
use gantry_rocketchat::template::rocketchat_client;
use gantry_rocketchat::workspaces::{Link, NewConnection, Report, Workspaces};
use gantry_store::{Store, chat_accounts};
use url::Url;

/// The operator's proof.
pub(crate) const OPERATOR: Administrator = Administrator::operator();
/// The service account's user name in the chat.
pub(crate) const SERVICE: &str = "gantry.service";
/// Gantry's address.
pub(crate) const HOME: &str = "http://127.0.0.1:9000/";
const CREATE_TOKEN: &str = "a secret that both sides know";

/// Both sides, connected.
pub(crate) struct Ship {
    pub(crate) chat: Emulator,
    pub(crate) workspaces: Workspaces,
    pub(crate) client: Arc<CachedClient>,
    pub(crate) clock: Arc<MovableClock>,
    token: String,
    _folder: tempfile::TempDir,
}

impl Ship {
    /// A connected workspace of version 8.7.
    pub(crate) async fn start() -> Self {
        Self::of_version("8.7.0").await
    }

    pub(crate) async fn of_version(version: &str) -> Self {
        Self::with_token(version, true).await
    }

    pub(crate) async fn with_token(version: &str, bypass_two_factor: bool) -> Self {
        let chat = Emulator::start(EmulatorConfig {
            version: version.parse().unwrap(),
            ..EmulatorConfig::default()
        })
        .await
        .unwrap();
        chat.apply_env([
            ("CREATE_TOKENS_FOR_USERS_SECRET", CREATE_TOKEN),
            ("CREATE_TOKENS_FOR_USERS", "true"),
        ]);
        chat.add_user(NewChatUser::administrator(SERVICE, "unused password"));
        let token = chat.add_personal_access_token(SERVICE, "gantry", bypass_two_factor);
        let (accounts, clock, folder) = installation().await;
        let rules = OutboundRules {
            allow_private: true,
            ..OutboundRules::default()
        };
        let workspaces = Workspaces::new(accounts.clone(), Outbound::new(&rules).unwrap());
        let service = ServiceName::parse("gantry").unwrap();
        let site = Url::parse(chat.url()).unwrap();
        let new = rocketchat_client("Chat", &site, &service).unwrap();
        let added = accounts.add_client(&OPERATOR, new).await.unwrap();
        let cache = accounts.client_cache();
        let client = cache.by_id(added.client.id).await.unwrap().unwrap();
        let new = NewConnection {
            service_user_id: chat.user(SERVICE).unwrap().id,
            token: Some(Secret::new(token.clone())),
            secret: Some(Secret::new(CREATE_TOKEN.to_owned())),
        };
        workspaces.connect(&OPERATOR, &client, new).await.unwrap();
        chat.clear_journal();
        Self {
            chat,
            workspaces,
            client,
            clock,
            token,
            _folder: folder,
        }
    }

    pub(crate) fn accounts(&self) -> &Accounts {
        self.workspaces.accounts()
    }

    pub(crate) async fn check(&self) -> Report {
        let home = HOME.parse().unwrap();
        self.workspaces.check(&self.client, &home).await.unwrap()
    }

    /// A person here with an account there of the same name, linked and in step.
    pub(crate) async fn person(&self, name: &str) -> User {
        let user = self
            .accounts()
            .add_user(&OPERATOR, new_user(name))
            .await
            .unwrap();
        self.chat.add_user(NewChatUser {
            name: name.to_owned(),
            email: format!("{name}@example.org"),
            ..NewChatUser::person(name, "unused password")
        });
        let link = Link {
            user: user.clone(),
            account: name.to_owned(),
            may_administer: true,
        };
        let linked = self.workspaces.link(&OPERATOR, self.client.client.id, link);
        linked.await.unwrap();
        self.work().await;
        self.chat.clear_journal();
        user
    }

    /// A new group with these members.
    pub(crate) async fn group(&self, name: &str, members: &[&User]) -> GroupId {
        let group = self
            .accounts()
            .add_group(&OPERATOR, name.parse().unwrap())
            .await
            .unwrap();
        for user in members {
            self.accounts()
                .add_member(&OPERATOR, group.id, user.id)
                .await
                .unwrap();
        }
        group.id
    }

    pub(crate) async fn keep_roles<const N: usize>(&self, roles: [(GroupId, &str); N]) {
        let sync = SyncSettings {
            roles: named(roles),
            ..SyncSettings::default()
        };
        self.keep(sync).await;
    }

    pub(crate) async fn keep_rooms<const N: usize>(&self, rooms: [(GroupId, &str); N]) {
        let sync = SyncSettings {
            rooms: named(rooms),
            ..SyncSettings::default()
        };
        self.keep(sync).await;
    }

    async fn keep(&self, sync: SyncSettings) {
        let client = self.client.client.id;
        let set = self.workspaces.set_sync(&OPERATOR, client, sync);
        set.await.unwrap();
    }

    /// Does what is due.
    pub(crate) async fn work(&self) {
        while self.workspaces.run_once().await.unwrap().taken > 0 {}
    }

    /// Brings an account in step, as any change of the person would.
    pub(crate) async fn follow(&self, user: &User) {
        let name = format!("passing {}", user.username);
        let group = self.group(&name, &[user]).await;
        self.accounts()
            .delete_group(&OPERATOR, group)
            .await
            .unwrap();
        self.work().await;
    }

    /// Why tasks wait for an administrator.
    pub(crate) async fn stopped(&self) -> Vec<String> {
        let tasks = self.workspaces.waiting(self.client.client.id, 100).await;
        let tasks = tasks.unwrap().into_iter();
        tasks.filter_map(|task| task.stopped).collect()
    }

    pub(crate) async fn known(&self, user: &User) -> ChatAccount {
        let mut conn = self.accounts().store().read().await.unwrap();
        let known = chat_accounts::find(&mut conn, self.client.client.id, user.id).await;
        known.unwrap().unwrap()
    }

    /// The chat's interface as the service account uses it.
    pub(crate) fn service_rest(&self) -> RestClient {
        self.rest(SERVICE, &self.token)
    }

    /// The same for anybody.
    pub(crate) fn rest(&self, name: &str, token: &str) -> RestClient {
        let credentials = Credentials {
            user_id: self.chat_user(name).id,
            token: Secret::new(token.to_owned()),
        };
        let site = self.chat.url().parse().unwrap();
        let env = self.accounts().env().clone();
        RestClient::new(self.workspaces.outbound().clone(), &site, credentials, env)
    }

    /// Signs somebody in over there.
    pub(crate) async fn sign_in_there(&self, name: &str) -> String {
        let how = CreateToken::WithSecret(Secret::new(CREATE_TOKEN.to_owned()));
        let id = self.chat_user(name).id;
        let token = self.service_rest().create_token(&id, &how).await.unwrap();
        token.expose().to_owned()
    }

    pub(crate) fn chat_user(&self, name: &str) -> ChatUser {
        self.chat.user(name).unwrap()
    }

    /// The routes that were called with POST, in order.
    pub(crate) fn written(&self) -> Vec<String> {
        let calls = self.chat.rest_calls().into_iter();
        let posted = calls.filter(|call| call.method == "POST");
        posted.map(|call| call.route().to_owned()).collect()
    }
}

/// What follows `/api/v1/`.
pub(crate) trait Route {
    fn route(&self) -> &str;
}

impl Route for RestCall {
    fn route(&self) -> &str {
        let path = self.path.as_str();
        path.strip_prefix("/api/v1/").unwrap_or(path)
    }
}

fn named<const N: usize>(pairs: [(GroupId, &str); N]) -> BTreeMap<GroupId, String> {
    let pairs = pairs.into_iter();
    pairs.map(|(id, name)| (id, name.to_owned())).collect()
}

fn new_user(name: &str) -> NewUser {
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

async fn installation() -> (Accounts, Arc<MovableClock>, tempfile::TempDir) {
    let clock = Arc::new(MovableClock::default());
    let env = Env::new(
        Arc::new(Arc::clone(&clock)),
        Arc::new(SystemEntropy::default()),
    );
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("test.db").display());
    let store = Store::open(&url).await.unwrap();
    let key = MasterKey::generate(&env);
    let settings = AccountsSettings {
        hash_workers: 1,
        limits: RequestLimits::default(),
        client_rules: &[],
    };
    let accounts = Accounts::new(store, env, key, settings);
    (accounts, clock, folder)
}
