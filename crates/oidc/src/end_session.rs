//! The end session endpoint: RP-initiated logout.
//! <https://openid.net/specs/openid-connect-rpinitiated-1_0.html#RPLogout>
//!
//! A valid hint for the person who is signed in ends the session at once. Without one, as from
//! Rocket.Chat's logout script, the person is asked first.

use std::sync::Arc;

use gantry_accounts::Error;
use gantry_accounts::client_cache::CachedClient;
use gantry_store::sessions::LiveSession;
use url::form_urlencoded::byte_serialize;

use crate::authorize::{Problem, ProblemKind};
use crate::id_token_hint::Hint;
use crate::params::Params;
use crate::provider::Provider;

/// What the browser gets.
#[derive(Debug)]
pub enum EndSession {
    /// Ask the person; the answer comes to [`Provider::confirm_end_session`].
    Confirm {
        /// The application that asks.
        client_name: Option<String>,
    },
    /// No session is left.
    Finished {
        /// Where to go; otherwise say that the person is signed out.
        redirect: Option<String>,
        /// The application that asked.
        client_name: Option<String>,
    },
    /// Show what is wrong; nothing was ended.
    Problem(Problem),
}

/// A request that may be carried out.
struct Checked {
    client: Option<Arc<CachedClient>>,
    hint: Option<Hint>,
    redirect: Option<String>,
}

impl Checked {
    fn client_name(&self) -> Option<String> {
        self.client
            .as_ref()
            .map(|client| client.client.name.clone())
    }
}

impl Provider {
    /// A logout request.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn end_session(
        &self,
        params: &Params,
        session: Option<&LiveSession>,
    ) -> Result<EndSession, Error> {
        let checked = match self.check_logout(params).await? {
            Ok(checked) => checked,
            Err(problem) => return Ok(EndSession::Problem(problem)),
        };
        let vouched = match (&checked.hint, session) {
            (Some(hint), Some(live)) => hint.vouches && hint.sub == live.user.subject.as_str(),
            (_, None) => true,
            (None, Some(_)) => false,
        };
        if vouched {
            self.carry_out(&checked, session).await
        } else {
            Ok(EndSession::Confirm {
                client_name: checked.client_name(),
            })
        }
    }

    /// The same request, after the person said yes.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn confirm_end_session(
        &self,
        params: &Params,
        session: Option<&LiveSession>,
    ) -> Result<EndSession, Error> {
        match self.check_logout(params).await? {
            Ok(checked) => self.carry_out(&checked, session).await,
            Err(problem) => Ok(EndSession::Problem(problem)),
        }
    }

    async fn carry_out(
        &self,
        checked: &Checked,
        session: Option<&LiveSession>,
    ) -> Result<EndSession, Error> {
        if let Some(live) = session {
            self.accounts.end_session(&live.session).await?;
        }
        Ok(EndSession::Finished {
            redirect: checked.redirect.clone(),
            client_name: checked.client_name(),
        })
    }

    async fn check_logout(&self, params: &Params) -> Result<Result<Checked, Problem>, Error> {
        self.see_changes().await?;
        if let Some(fault) = params.fault() {
            return Ok(Err(faulty(fault.description)));
        }
        let hint = match params.get("id_token_hint") {
            None => None,
            Some(text) => match self.read_hint(text).await? {
                Some(hint) => Some(hint),
                None => return Ok(Err(faulty("id_token_hint was not signed by this server"))),
            },
        };
        let client = match self.logout_client(params, hint.as_ref()).await? {
            Ok(client) => client,
            Err(problem) => return Ok(Err(problem)),
        };
        let redirect = match redirect(params, client.as_deref()) {
            Ok(redirect) => redirect,
            Err(problem) => return Ok(Err(*problem)),
        };
        Ok(Ok(Checked {
            client,
            hint,
            redirect,
        }))
    }

    /// The client by hint or by name; if both are there, they must agree.
    async fn logout_client(
        &self,
        params: &Params,
        hint: Option<&Hint>,
    ) -> Result<Result<Option<Arc<CachedClient>>, Problem>, Error> {
        let named = params.get("client_id");
        let presented = match (named, hint) {
            (Some(named), Some(hint)) if named != hint.aud => {
                return Ok(Err(faulty("client_id differs from id_token_hint")));
            }
            (Some(named), _) => named,
            (None, Some(hint)) => hint.aud.as_str(),
            (None, None) => return Ok(Ok(None)),
        };
        let unknown = || {
            let presented = presented.chars().take(255).collect();
            Problem::new(ProblemKind::UnknownClient { presented }, None)
        };
        let Ok(id) = presented.parse() else {
            return Ok(Err(unknown()));
        };
        let Some(client) = self.accounts.client_cache().by_client_id(&id).await? else {
            return Ok(Err(unknown()));
        };
        if hint.is_some_and(|hint| !self.is_issuer_of(&client.client, &hint.iss)) {
            return Ok(Err(faulty("id_token_hint names another issuer")));
        }
        Ok(Ok(Some(client)))
    }
}

/// RP-Initiated Logout §3: the URI must be registered, exactly; without a client there is none.
/// <https://openid.net/specs/openid-connect-rpinitiated-1_0.html#RedirectionAfterLogout>
fn redirect(
    params: &Params,
    client: Option<&CachedClient>,
) -> Result<Option<String>, Box<Problem>> {
    let (Some(presented), Some(client)) = (params.get("post_logout_redirect_uri"), client) else {
        return Ok(None);
    };
    let registered = &client.client.settings.post_logout_redirect_uris;
    if !registered.iter().any(|uri| uri.is(presented)) {
        let kind = ProblemKind::RedirectUri {
            client_name: client.client.name.clone(),
            presented: Some(presented.to_owned()),
            registered: registered.iter().map(ToString::to_string).collect(),
        };
        return Err(Box::new(Problem::new(kind, None)));
    }
    let mut location = presented.to_owned();
    if let Some(state) = params.get("state") {
        location.push_str(if location.contains('?') {
            "&state="
        } else {
            "?state="
        });
        for part in byte_serialize(state.as_bytes()) {
            location.push_str(if part == "+" { "%20" } else { part });
        }
    }
    Ok(Some(location))
}

const fn faulty(description: &'static str) -> Problem {
    Problem::new(ProblemKind::Parameters { description }, None)
}
