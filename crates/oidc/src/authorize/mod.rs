//! The authorization endpoint: a list of checks, then a code, a page or an error.
//!
//! [`Provider::authorize`] answers a request at once if nothing needs asking. Otherwise the request
//! is stored and the browser comes back to [`Provider::resume`] until it is answered.

pub(crate) mod agreement;
pub(crate) mod asked;
mod code;
pub(crate) mod decision;
mod front_channel;
mod grant;
mod hint;
mod problem;
mod prompt;
mod pushed;
mod refusal;
pub(crate) mod request_object;
mod response;
mod return_address;
mod rows;
mod step_up;
mod still_allowed;
mod waiting;

use std::sync::Arc;

use gantry_accounts::Error;
use gantry_accounts::client_cache::CachedClient;
use gantry_accounts::trail::Line;
use gantry_core::Secret;
use gantry_core::audit::Event;
use gantry_core::authorization::{Asked, AuthorizationRequestId};
use gantry_core::client::Client;
use gantry_core::correlation::Correlation;
use gantry_store::sessions::LiveSession;

pub use crate::authorize::problem::{Problem, ProblemKind};
pub use crate::authorize::return_address::Reply;
pub use crate::authorize::waiting::Waiting;

use crate::authorize::decision::Decision;
use crate::authorize::return_address::ReturnAddress;
use crate::error::OAuthError;
use crate::params::Params;
use crate::provider::Provider;

/// What the browser gets.
#[derive(Debug)]
pub enum Answer {
    /// Go to the client, with what was asked for or an error.
    Reply(Reply),
    /// The request was stored; come back with its id and this cookie.
    Wait(StoredRequest),
    /// Show the login page.
    LogIn,
    /// Let the person choose who goes on.
    SelectAccount,
    /// Ask for a further proof.
    StepUp,
    /// Show the consent page.
    Consent,
    /// Too late for this client; offer to start again.
    Stale(Stale),
    /// Show what is wrong; the client's address is not proven or would not help.
    Problem(Problem),
}

/// A request that waits, and the cookie that binds it to this browser.
#[derive(Debug)]
pub struct StoredRequest {
    /// Its name in the URL.
    pub id: AuthorizationRequestId,
    /// The cookie's value.
    pub cookie: Secret,
}

/// A sign-in that took longer than the application waits.
#[derive(Debug, Clone)]
pub struct Stale {
    /// The application.
    pub client_name: String,
    /// Where the person can start again.
    pub start_again: Option<String>,
    /// The trail's code.
    pub correlation: Correlation,
}

/// A request whose client and return address are proven and whose parameters are sound.
struct Checked {
    client: Arc<CachedClient>,
    address: ReturnAddress,
    asked: Asked,
    correlation: Correlation,
}

/// Where the list of checks ended.
enum Checks {
    Passed(Box<Checked>),
    Failed(Answer),
}

impl Provider {
    /// An authorization request by GET: answered at once if nothing needs asking.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn authorize(
        &self,
        params: &Params,
        session: Option<&LiveSession>,
    ) -> Result<Answer, Error> {
        if session.is_none() {
            self.see_changes().await?;
        }
        let checked = match self.check(params).await? {
            Checks::Passed(checked) => checked,
            Checks::Failed(answer) => return Ok(answer),
        };
        let decision = self
            .decide(&checked.client, &checked.asked, session, None)
            .await?;
        match decision {
            Decision::Grant => match session {
                Some(session) => self.grant(&checked, session).await,
                None => self.store(&checked).await,
            },
            Decision::Refuse(error) => {
                self.refuse(
                    &checked.client,
                    &checked.address,
                    checked.correlation,
                    error,
                )
                .await
            }
            Decision::LogIn
            | Decision::SelectAccount
            | Decision::StepUp(_)
            | Decision::Consent
            | Decision::Explain(_) => self.store(&checked).await,
        }
    }

    /// An authorization request by POST. It comes from another site, without our cookies, so it is
    /// stored and continued by GET. OpenID Connect Core §3.1.2.1.
    /// <https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest>
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn store_request(&self, params: &Params) -> Result<Answer, Error> {
        self.see_changes().await?;
        match self.check(params).await? {
            Checks::Passed(checked) => self.store(&checked).await,
            Checks::Failed(answer) => Ok(answer),
        }
    }

    /// The checks, in their order. Until ③ has passed, nothing may be sent to the client.
    async fn check(&self, params: &Params) -> Result<Checks, Error> {
        let correlation = Correlation::generate(self.accounts.env());
        // ① Which client?
        let client = match self.find_client(params).await? {
            Ok(client) => client,
            Err(kind) => {
                return self
                    .problem(None, correlation, kind)
                    .await
                    .map(Checks::Failed);
            }
        };
        // ② Is it enabled?
        if client.client.disabled {
            let kind = ProblemKind::ClientDisabled {
                client_name: client.client.name.clone(),
            };
            return self
                .problem(Some(&client), correlation, kind)
                .await
                .map(Checks::Failed);
        }
        // … and what does it ask, perhaps in an object or pushed beforehand?
        let resolved = match self.resolve_request(&client, params).await? {
            Ok(resolved) => resolved,
            Err(error) => {
                return self
                    .refuse_unresolved(&client, params, correlation, error)
                    .await
                    .map(Checks::Failed);
            }
        };
        let (params, pushed) = (&*resolved.params, resolved.pushed);
        // ③ Is the redirect URI registered?
        let issuer = self.issuer(&client.client);
        let address = match ReturnAddress::prove(&client.client, issuer, params) {
            Ok(address) => address,
            Err(kind) => {
                return self
                    .problem(Some(&client), correlation, *kind)
                    .await
                    .map(Checks::Failed);
            }
        };
        // ④ … and is everything else sound?
        let sound = self.sound(params, &client.client, &address).await?;
        match sound.map(|asked| Asked { pushed, ..asked }) {
            Ok(asked) => Ok(Checks::Passed(Box::new(Checked {
                client,
                address,
                asked,
                correlation,
            }))),
            Err(error) => self
                .refuse(&client, &address, correlation, error)
                .await
                .map(Checks::Failed),
        }
    }

    /// The parameters themselves, and the hint of whom they are about.
    async fn sound(
        &self,
        params: &Params,
        client: &Client,
        address: &ReturnAddress,
    ) -> Result<Result<Asked, OAuthError>, Error> {
        match asked::check(params, client, address) {
            Ok(asked) => self.with_hint(params, client, asked).await,
            Err(error) => Ok(Err(error)),
        }
    }

    async fn find_client(
        &self,
        params: &Params,
    ) -> Result<Result<Arc<CachedClient>, ProblemKind>, Error> {
        let presented = params.get("client_id").unwrap_or_default();
        let unknown = || ProblemKind::UnknownClient {
            presented: presented.chars().take(255).collect(),
        };
        let Ok(id) = presented.parse() else {
            return Ok(Err(unknown()));
        };
        Ok(self
            .accounts
            .client_cache()
            .by_client_id(&id)
            .await?
            .ok_or_else(unknown))
    }

    /// Requests without a session make no query that would tell of changed clients.
    pub(crate) async fn see_changes(&self) -> Result<(), Error> {
        let mut conn = self.accounts.store().read().await?;
        self.accounts
            .client_cache()
            .check_version(&mut conn)
            .await?;
        Ok(())
    }

    /// Writes the refusal into the trail and sends it to the client.
    async fn refuse(
        &self,
        client: &CachedClient,
        address: &ReturnAddress,
        correlation: Correlation,
        error: OAuthError,
    ) -> Result<Answer, Error> {
        let mut line = Line::new(Event::Authorize);
        line.client_id = Some(client.client.id);
        line.correlation = Some(correlation);
        line.reason = Some(error.reason);
        error.description.clone_into(&mut line.detail);
        self.note_refusal(line).await?;
        Ok(Answer::Reply(refusal::reply(address, error)))
    }

    async fn problem(
        &self,
        client: Option<&CachedClient>,
        correlation: Correlation,
        kind: ProblemKind,
    ) -> Result<Answer, Error> {
        let problem = Problem::new(kind, Some(correlation));
        let mut line = Line::new(Event::Authorize);
        line.client_id = client.map(|client| client.client.id);
        line.correlation = Some(correlation);
        line.reason = Some(problem.reason);
        line.detail = problem.detail();
        self.note_refusal(line).await?;
        Ok(Answer::Problem(problem))
    }
}
