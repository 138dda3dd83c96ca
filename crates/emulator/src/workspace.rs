//! The state behind one stand-in: settings, accounts, what is pending, and a journal of what happened.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;

use crate::accounts::{Accounts, ChatUser};
use crate::encoding::random_secret;
use crate::http_client::ProviderCall;
use crate::sessions::{OAuthSessions, PendingCredentials};
use crate::settings::Settings;

/// Which way a login came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Engine {
    /// The Meteor engine through a browser.
    Legacy,
    /// The Passport engine.
    Modern,
    /// `POST /api/v1/login` with an access token.
    DirectToken,
}

/// How one login ended, with the text that Rocket.Chat would log or show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LoginOutcome {
    /// The service key.
    pub service: String,
    /// The way it came in.
    pub engine: Engine,
    /// The username it ended with.
    pub username: Option<String>,
    /// The error it ended with.
    pub error: Option<String>,
}

/// Peculiarities of some releases' token requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TokenRequestQuirks {
    /// All parameters, the secret included, travel in the query of the POST (6.0 to 6.3.0).
    pub parameters_in_query: bool,
    /// The `Authorization` header lacks the word `Basic` (snapshots of 6.0 to 6.2).
    pub authorization_without_basic: bool,
}

#[derive(Debug)]
pub(crate) struct Workspace {
    pub(crate) settings: Settings,
    pub(crate) accounts: Mutex<Accounts>,
    pub(crate) pending: Mutex<PendingCredentials>,
    pub(crate) oauth_sessions: Mutex<OAuthSessions>,
    pub(crate) sign_ins: Mutex<HashMap<String, String>>,
    pub(crate) calls: Mutex<Vec<ProviderCall>>,
    pub(crate) outcomes: Mutex<Vec<LoginOutcome>>,
    pub(crate) quirks: Mutex<TokenRequestQuirks>,
    pub(crate) http: reqwest::Client,
}

impl Workspace {
    pub(crate) fn new(settings: Settings) -> Result<Self, reqwest::Error> {
        let version = settings.version();
        let quirks = TokenRequestQuirks {
            parameters_in_query: version.token_parameters_in_query(),
            authorization_without_basic: version.authorization_without_basic(),
        };
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(20))
            .http1_only()
            .build()?;
        Ok(Self {
            settings,
            accounts: Mutex::new(Accounts::new()),
            pending: Mutex::default(),
            oauth_sessions: Mutex::default(),
            sign_ins: Mutex::default(),
            calls: Mutex::default(),
            outcomes: Mutex::default(),
            quirks: Mutex::new(quirks),
            http,
        })
    }

    /// Starts a chat session and gives its login token.
    pub(crate) fn start_session(&self, user_id: &str) -> String {
        let token = random_secret();
        lock(&self.sign_ins).insert(token.clone(), user_id.to_owned());
        token
    }

    /// Who holds a login token.
    pub(crate) fn signed_in(&self, token: &str) -> Option<ChatUser> {
        let user_id = lock(&self.sign_ins).get(token).cloned()?;
        lock(&self.accounts).by_id(&user_id).cloned()
    }

    pub(crate) fn record_failure(&self, engine: Engine, service: &str, error: &str) {
        lock(&self.outcomes).push(LoginOutcome {
            service: service.to_owned(),
            engine,
            username: None,
            error: Some(error.to_owned()),
        });
    }

    pub(crate) fn record_success(&self, engine: Engine, service: &str, username: &str) {
        lock(&self.outcomes).push(LoginOutcome {
            service: service.to_owned(),
            engine,
            username: Some(username.to_owned()),
            error: None,
        });
    }
}

/// Locks without ever giving up: a panic elsewhere leaves the state readable.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
