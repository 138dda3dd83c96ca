//! The state behind one stand-in: settings, accounts, what is pending, and a journal of what happened.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;
use tokio::sync::watch;

use crate::accounts::ChatUser;
use crate::directory::Accounts;
use crate::http_client::{ProviderCall, now_in_milliseconds};
use crate::outage::Outage;
use crate::permissions::Permissions;
use crate::rest::journal::RestCall;
use crate::rest::limits::RateLimits;
use crate::sessions::{OAuthSessions, PendingCredentials};
use crate::settings::Settings;
use crate::tokens::{LoginTokens, TokenKind};

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
    pub(crate) tokens: Mutex<LoginTokens>,
    pub(crate) permissions: Mutex<Permissions>,
    /// Environment variables of the server's process.
    pub(crate) environment: Mutex<BTreeMap<String, String>>,
    pub(crate) rate_limits: Mutex<RateLimits>,
    pub(crate) outage: Mutex<Outage>,
    pub(crate) rest_calls: Mutex<Vec<RestCall>>,
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
            tokens: Mutex::default(),
            permissions: Mutex::default(),
            environment: Mutex::default(),
            rate_limits: Mutex::default(),
            outage: Mutex::default(),
            rest_calls: Mutex::default(),
            calls: Mutex::default(),
            outcomes: Mutex::default(),
            quirks: Mutex::new(quirks),
            http,
        })
    }

    /// Starts a chat session and gives its login token; every kind of login ends here.
    pub(crate) fn start_session(&self, user_id: &str) -> String {
        self.note_login(user_id);
        lock(&self.tokens).add(user_id, TokenKind::Session)
    }

    /// Dates the user's last login.
    pub(crate) fn note_login(&self, user_id: &str) {
        if let Some(user) = lock(&self.accounts).by_id_mut(user_id) {
            user.last_login = Some(now_in_milliseconds());
        }
    }

    /// Who holds a live login token.
    pub(crate) fn signed_in(&self, token: &str) -> Option<ChatUser> {
        let user_id = self.live_tokens().find(token)?.user_id.clone();
        lock(&self.accounts).by_id(&user_id).cloned()
    }

    /// The login tokens without those that ran out.
    pub(crate) fn live_tokens(&self) -> MutexGuard<'_, LoginTokens> {
        let days = self.settings.number("Accounts_LoginExpiration");
        let mut tokens = lock(&self.tokens);
        tokens.expire(days);
        tokens
    }

    /// Ends one login; false if it was over already.
    pub(crate) fn end_token(&self, plain: &str) -> bool {
        lock(&self.tokens).remove(|token| token.plain == plain) > 0
    }

    /// Ends every login of a user, personal access tokens included.
    pub(crate) fn end_tokens_of(&self, user_id: &str) -> usize {
        lock(&self.tokens).remove(|token| token.user_id == user_id)
    }

    /// A count that goes up whenever a token is removed.
    pub(crate) fn token_changes(&self) -> watch::Receiver<u64> {
        lock(&self.tokens).changes()
    }

    /// Whether one of the user's roles has the permission.
    pub(crate) fn allows(&self, user: &ChatUser, permission: &str) -> bool {
        lock(&self.permissions).allow(user, permission)
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
