//! The end session endpoint: RP-initiated logout.
//! <https://openid.net/specs/openid-connect-rpinitiated-1_0.html#RPLogout>
//!
//! A valid hint for the person who is signed in ends the session at once. Without one, as from
//! Rocket.Chat's logout script, the person is asked first.

use std::sync::Arc;

use gantry_accounts::Error;
use gantry_accounts::client_cache::CachedClient;
use gantry_accounts::trail::Line;
use gantry_core::audit::Event;
use gantry_core::client::ClientRowId;
use gantry_store::sessions::LiveSession;
use url::form_urlencoded::byte_serialize;

use crate::authorize::{Problem, ProblemKind};
use crate::frontchannel::Frame;
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
    Finished(Finished),
    /// Show what is wrong; nothing was ended.
    Problem(Problem),
}

/// What is left to do for the browser that signed out.
#[derive(Debug, Default)]
pub struct Finished {
    /// Where to go; otherwise say that the person is signed out.
    pub redirect: Option<String>,
    /// The application that asked.
    pub client_name: Option<String>,
    /// What has to be loaded first, so that other applications hear of it.
    pub frames: Vec<Frame>,
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

/// A request that may not, and the client that sent it, if it is known.
struct Refused {
    problem: Problem,
    client: Option<ClientRowId>,
}

impl Provider {
    /// A logout request. `logout_hint` and `ui_locales` are taken, but say nothing that is needed
    /// here: who is signed in is known, and the page reads the languages.
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
            Err(refused) => return self.refuse_logout(*refused, session).await,
        };
        let vouched = match session {
            Some(live) => self.is_vouched_for(&checked, live)?,
            None => true,
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
            Err(refused) => self.refuse_logout(*refused, session).await,
        }
    }

    /// RP-Initiated Logout §2 and §4: the hint is about who is signed in here, and about this
    /// session; otherwise the person is asked.
    /// <https://openid.net/specs/openid-connect-rpinitiated-1_0.html#ValidationAndErrorHandling>
    fn is_vouched_for(&self, checked: &Checked, live: &LiveSession) -> Result<bool, Error> {
        let (Some(hint), Some(client)) = (&checked.hint, &checked.client) else {
            return Ok(false);
        };
        let sid = self.sid(&client.client, live.session.id)?;
        let of_this_session = hint.sid.as_ref().is_none_or(|hinted| *hinted == sid);
        let subject = self.subject(&client.client, &live.user)?;
        Ok(hint.vouches && of_this_session && hint.sub == subject)
    }

    async fn carry_out(
        &self,
        checked: &Checked,
        session: Option<&LiveSession>,
    ) -> Result<EndSession, Error> {
        let frames = match session {
            Some(live) => self.sign_out(&live.session).await?,
            None => Vec::new(),
        };
        Ok(EndSession::Finished(Finished {
            redirect: checked.redirect.clone(),
            client_name: checked.client_name(),
            frames,
        }))
    }

    async fn refuse_logout(
        &self,
        refused: Refused,
        session: Option<&LiveSession>,
    ) -> Result<EndSession, Error> {
        let problem = refused.problem;
        self.note_refusal(Line {
            reason: Some(problem.reason),
            client_id: refused.client,
            user_id: session.map(|live| live.user.id),
            detail: problem.detail(),
            ..Line::new(Event::SignOut)
        })
        .await?;
        Ok(EndSession::Problem(problem))
    }

    async fn check_logout(&self, params: &Params) -> Result<Result<Checked, Box<Refused>>, Error> {
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
            Err(refused) => return Ok(Err(refused)),
        };
        Ok(redirect(params, client.as_deref()).map(|redirect| Checked {
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
    ) -> Result<Result<Option<Arc<CachedClient>>, Box<Refused>>, Error> {
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
            refused(ProblemKind::UnknownClient { presented }, None)
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

/// RP-Initiated Logout §3: the URI must be registered, exactly; without a client there is none. A
/// client that was switched off leads nowhere: perhaps its address is no longer its own.
/// <https://openid.net/specs/openid-connect-rpinitiated-1_0.html#RedirectionAfterLogout>
fn redirect(
    params: &Params,
    client: Option<&CachedClient>,
) -> Result<Option<String>, Box<Refused>> {
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
        return Err(refused(kind, Some(client.client.id)));
    }
    if client.client.disabled {
        return Ok(None);
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

fn faulty(description: &'static str) -> Box<Refused> {
    refused(ProblemKind::Parameters { description }, None)
}

fn refused(kind: ProblemKind, client: Option<ClientRowId>) -> Box<Refused> {
    Box::new(Refused {
        problem: Problem::new(kind, None),
        client,
    })
}
