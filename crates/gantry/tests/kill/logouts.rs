//! `kill -9` of the server while applications are told of sign-outs: each of them is told in the end.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gantry_accounts::clients::NewClient;
use gantry_accounts::permissions::Administrator;
use gantry_accounts::throttle::RequestLimits;
use gantry_accounts::users::NewUser;
use gantry_accounts::{Accounts, AccountsSettings};
use gantry_core::client::{ClientRowId, ClientSettings};
use gantry_core::profile::Profile;
use gantry_core::seal::MasterKey;
use gantry_core::session::Session;
use gantry_core::token::Token;
use gantry_core::user::UserId;
use gantry_core::{Env, Timestamp};
use gantry_store::logout_tasks;
use gantry_store::session_clients::{self, SessionClient};
use gantry_store::sessions;
use gantry_test_support::TestDatabase;
use serde_json::Value;
use tokio::net::TcpListener;
use url::form_urlencoded;

use crate::process::Launch;

const BY: Administrator = Administrator::operator();
const KILLS: usize = 6;
/// Sessions that end while one server lives.
const ENDS: usize = 12;
/// How long the queue may take for what is left: leases run out meanwhile.
const PATIENCE: Duration = Duration::from_mins(2);

type Told = Arc<Mutex<BTreeSet<String>>>;

/// An application that takes its time, so that servers die while it answers.
async fn application() -> (String, Told) {
    let told = Told::default();
    let router = Router::new()
        .route("/logout", post(hear))
        .with_state(Arc::clone(&told));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/logout", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (url, told)
}

async fn hear(State(told): State<Told>, body: String) {
    tokio::time::sleep(Duration::from_millis(40)).await;
    let (_, token) = form_urlencoded::parse(body.as_bytes()).next().unwrap();
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap());
    let claims: Value = serde_json::from_slice(&claims.unwrap()).unwrap();
    let sid = claims["sid"].as_str().unwrap().to_owned();
    told.lock().unwrap().insert(sid);
}

/// Everything that outlives the servers.
struct Town {
    accounts: Accounts,
    client: ClientRowId,
    alice: UserId,
}

impl Town {
    async fn found(database: &TestDatabase, key: MasterKey, backchannel_uri: String) -> Self {
        let settings = AccountsSettings {
            hash_workers: 1,
            limits: RequestLimits::default(),
            client_rules: &[],
        };
        let accounts = Accounts::new(database.open().await, Env::system(), key, settings);
        let alice = NewUser {
            username: "alice".parse().unwrap(),
            email: None,
            email_verified: false,
            name: "Alice".parse().unwrap(),
            profile: Profile::default(),
            password: None,
            role: None,
            language: None,
            groups: Vec::new(),
        };
        let alice = accounts.add_user(&BY, alice).await.unwrap().id;
        let mut settings = ClientSettings {
            redirect_uris: vec!["https://app.example.org/callback".parse().unwrap()],
            ..ClientSettings::default()
        };
        settings.logout.backchannel_uri = Some(backchannel_uri);
        let new = NewClient {
            name: "App".to_owned(),
            slug: None,
            client_id: None,
            secret: None,
            settings,
        };
        let client = accounts.add_client(&BY, new).await.unwrap().client.id;
        Self {
            accounts,
            client,
            alice,
        }
    }

    /// A session that came to the application.
    async fn session(&self) -> Session {
        let env = self.accounts.env();
        let (token, now) = (Token::<Session>::generate(env), env.now());
        let session = Session {
            id: token.id(),
            user_id: self.alice,
            authenticated_at: now,
            created_at: now,
            last_seen_at: now,
            methods: gantry_core::methods::Methods::default(),
            factor_at: None,
            address: String::new(),
            device: "a browser".to_owned(),
        };
        let entry = SessionClient {
            session_id: session.id,
            client_id: self.client,
            subject: "alice".to_owned(),
            look_at: Timestamp::from_i64(i64::MAX),
        };
        let act = (session.clone(), token.digest(), entry);
        let begun = self
            .accounts
            .store()
            .write(act, |tx, (session, digest, entry)| {
                Box::pin(async move {
                    sessions::insert(tx, session, *digest).await?;
                    session_clients::enter(tx, entry).await
                })
            });
        assert!(begun.await.unwrap());
        session
    }

    async fn waiting(&self) -> Vec<logout_tasks::LogoutTask> {
        let mut conn = self.accounts.store().read().await.unwrap();
        logout_tasks::of_client(&mut conn, self.client, 1000)
            .await
            .unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_application_misses_a_sign_out_when_servers_die() {
    let database = TestDatabase::create().await;
    let directory = tempfile::tempdir().unwrap();
    let key = MasterKey::generate(&Env::system());
    let (url, told) = application().await;
    let launch = Launch {
        name: "telling",
        directory: directory.path().to_path_buf(),
        database_url: database.url().to_owned(),
        variables: vec![
            ("GANTRY_LOG", "debug".to_owned()),
            ("GANTRY_MASTER_KEY", key.encode().expose().to_owned()),
            ("GANTRY_ALLOW_PRIVATE_OUTBOUND", "true".to_owned()),
        ],
    };
    let town = Town::found(&database, key, url).await;
    let stays = town.session().await;

    let mut ended = BTreeSet::new();
    for _ in 0..KILLS {
        let server = launch.start().await;
        let before = told.lock().unwrap().len();
        for _ in 0..ENDS {
            let session = town.session().await;
            town.accounts.end_session(&session).await.unwrap();
            ended.insert(session.id.to_string());
        }
        let begun = Instant::now();
        while told.lock().unwrap().len() < before + 3 {
            assert!(begun.elapsed() < PATIENCE, "nothing is told");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        drop(server);
    }
    let server = launch.start().await;
    let begun = Instant::now();
    while !town.waiting().await.is_empty() {
        assert!(begun.elapsed() < PATIENCE, "{:#?}", town.waiting().await);
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    drop(server);

    assert_eq!(ended.len(), KILLS * ENDS);
    assert_eq!(*told.lock().unwrap(), ended);
    assert!(!ended.contains(&stays.id.to_string()));
}
