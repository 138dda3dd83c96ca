//! What waits between two requests: the legacy engine's credentials and the modern engine's cookie sessions.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use crate::encoding::random_secret;
use crate::legacy::Fetched;

/// How long the legacy engine keeps the result of a callback.
const CREDENTIAL_LIFETIME: Duration = Duration::from_mins(1);
/// How long a person may take at the provider in the modern flow.
const OAUTH_SESSION_LIFETIME: Duration = Duration::from_mins(5);

/// The result of a legacy callback, waiting for the web client.
#[derive(Debug)]
struct PendingCredential {
    secret: Option<String>,
    result: Result<Fetched, String>,
    since: Instant,
}

/// Results of legacy callbacks by credential token.
#[derive(Debug, Default)]
pub(crate) struct PendingCredentials {
    by_token: HashMap<String, PendingCredential>,
}

impl PendingCredentials {
    /// Keeps a result; only a success has a secret to hand to the browser.
    pub(crate) fn keep(&mut self, token: &str, result: Result<Fetched, String>) -> Option<String> {
        let secret = result.is_ok().then(random_secret);
        let pending = PendingCredential {
            secret: secret.clone(),
            result,
            since: Instant::now(),
        };
        self.by_token.insert(token.to_owned(), pending);
        secret
    }

    /// Takes the result once, for whoever has both token and secret.
    pub(crate) fn take(
        &mut self,
        token: &str,
        secret: Option<&str>,
    ) -> Option<Result<Fetched, String>> {
        let pending = self.by_token.get(token)?;
        if pending.secret.as_deref() != secret || pending.since.elapsed() > CREDENTIAL_LIFETIME {
            return None;
        }
        self.by_token.remove(token).map(|pending| pending.result)
    }
}

/// One modern login on its way to the provider.
#[derive(Clone, Debug)]
pub(crate) struct PendingLogin {
    pub(crate) state: String,
    pub(crate) code_verifier: String,
    pub(crate) login_client: Option<String>,
}

#[derive(Debug)]
struct OAuthSession {
    pending: HashMap<String, PendingLogin>,
    since: Instant,
}

/// Sessions of the cookie `oauth`; each holds one pending login per provider host.
#[derive(Debug, Default)]
pub(crate) struct OAuthSessions {
    by_id: HashMap<String, OAuthSession>,
}

impl OAuthSessions {
    /// Keeps a login under its provider's host, overwriting an earlier one, and gives the session's id.
    pub(crate) fn keep(
        &mut self,
        session_id: Option<&str>,
        host: &str,
        login: PendingLogin,
    ) -> String {
        self.by_id
            .retain(|_, session| session.since.elapsed() <= OAUTH_SESSION_LIFETIME);
        let id = session_id
            .filter(|id| self.by_id.contains_key(*id))
            .map_or_else(random_secret, ToOwned::to_owned);
        let session = self
            .by_id
            .entry(id.clone())
            .or_insert_with(|| OAuthSession {
                pending: HashMap::new(),
                since: Instant::now(),
            });
        session.since = Instant::now();
        session.pending.insert(format!("oauth2:{host}"), login);
        id
    }

    /// Takes the pending login of a host, if the session still lives.
    pub(crate) fn take(&mut self, session_id: &str, host: &str) -> Option<PendingLogin> {
        let session = self
            .by_id
            .get_mut(session_id)
            .filter(|session| session.since.elapsed() <= OAUTH_SESSION_LIFETIME)?;
        session.pending.remove(&format!("oauth2:{host}"))
    }

    /// Lets every session run out, as five minutes at the provider would.
    pub(crate) fn expire_all(&mut self) {
        self.by_id.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::{OAuthSessions, PendingCredentials, PendingLogin};

    fn login(state: &str) -> PendingLogin {
        PendingLogin {
            state: state.to_owned(),
            code_verifier: String::new(),
            login_client: None,
        }
    }

    #[test]
    fn a_second_login_at_the_same_host_overwrites_the_first() {
        let mut sessions = OAuthSessions::default();

        let id = sessions.keep(None, "op", login("first"));
        let same = sessions.keep(Some(&id), "op", login("second"));

        assert_eq!(id, same);
        assert_eq!(
            sessions.take(&id, "op").map(|login| login.state),
            Some("second".to_owned())
        );
        assert!(sessions.take(&id, "op").is_none());
    }

    #[test]
    fn a_failed_callback_is_fetched_without_a_secret() {
        let mut pending = PendingCredentials::default();

        let secret = pending.keep("token", Err("no".to_owned()));

        assert_eq!(secret, None);
        assert!(pending.take("token", Some("guess")).is_none());
        assert!(pending.take("token", None).is_some());
    }
}
