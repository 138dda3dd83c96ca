//! Requests that wait for a person: stored, bound to one browser, answered once.

use std::sync::Arc;

use gantry_accounts::Error;
use gantry_accounts::client_cache::CachedClient;
use gantry_accounts::trail::Line;
use gantry_core::Seconds;
use gantry_core::audit::Event;
use gantry_core::authorization::{AuthorizationRequest, AuthorizationRequestId};
use gantry_core::client::Template;
use gantry_core::correlation::Correlation;
use gantry_core::token::Token;
use gantry_store::authorization_requests;
use gantry_store::sessions::LiveSession;

use crate::authorize::decision::{Decision, Obstacle};
use crate::authorize::problem::{Problem, ProblemKind};
use crate::authorize::return_address::{Reply, ReturnAddress};
use crate::authorize::rows::Rows;
use crate::authorize::{Answer, Checked, Stale, StoredRequest, refusal, still_allowed};
use crate::error::{ErrorCode, OAuthError};
use crate::provider::Provider;

/// How long a person may take.
const LIFETIME: Seconds = Seconds::hours(1);
/// How long Rocket.Chat's server-built requests are remembered by Rocket.Chat.
const ROCKETCHAT_PATIENCE: Seconds = Seconds::minutes(5);

/// A stored request, proven to belong to this browser, with its client.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// The request.
    pub request: AuthorizationRequest,
    /// Its client, which is still enabled.
    pub client: Arc<CachedClient>,
}

impl Provider {
    /// The proven return address. The redirect URI may have been removed since.
    pub(super) fn address(&self, waiting: &Waiting) -> Result<ReturnAddress, Error> {
        let client = &waiting.client.client;
        ReturnAddress::prove_stored(client, self.issuer(client), &waiting.request.asked)
            .ok_or(Error::Refused(gantry_accounts::Refusal::Changed))
    }

    /// Stores a request for a browser that gets a cookie of its own for it.
    pub(super) async fn store(&self, checked: &Checked) -> Result<Answer, Error> {
        let env = self.accounts.env();
        let now = env.now();
        let token = Token::<AuthorizationRequest>::generate(env);
        let request = AuthorizationRequest {
            id: token.id(),
            client_id: checked.client.client.id,
            browser: token.digest(),
            correlation: checked.correlation,
            asked: checked.asked.clone(),
            session_id: None,
            consented: false,
            created_at: now,
            expires_at: now.plus(LIFETIME),
        };
        let stored = self.accounts.store().write_one(request, |tx, request| {
            Box::pin(authorization_requests::insert(tx, request))
        });
        stored.await?;
        Ok(Answer::Wait(StoredRequest {
            id: token.id(),
            cookie: token.encode(),
        }))
    }

    /// A stored request by the id in the URL and the cookie of the browser that brought it.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn waiting(
        &self,
        id: &str,
        cookie: Option<&str>,
    ) -> Result<Result<Waiting, Problem>, Error> {
        self.see_changes().await?;
        let over = Problem::new(ProblemKind::RequestOver, None);
        let Ok(id) = id.parse::<AuthorizationRequestId>() else {
            return Ok(Err(over));
        };
        let now = self.accounts.env().now();
        let mut conn = self.accounts.store().read().await?;
        let Some(request) = authorization_requests::open(&mut conn, id, now).await? else {
            return Ok(Err(over));
        };
        drop(conn);
        let presented = cookie.and_then(Token::<AuthorizationRequest>::parse);
        let own = presented
            .is_some_and(|token| token.id() == id && token.digest().matches(&request.browser));
        if !own {
            let kind = ProblemKind::OtherBrowser;
            return Ok(Err(Problem::new(kind, Some(request.correlation))));
        }
        let found = self
            .accounts
            .client_cache()
            .by_id(request.client_id)
            .await?;
        let Some(client) = found.filter(|client| !client.client.disabled) else {
            return Ok(Err(over));
        };
        let Some(asked) = still_allowed::narrowed(request.asked, &client.client) else {
            return Ok(Err(over));
        };
        let request = AuthorizationRequest { asked, ..request };
        let waiting = Waiting { request, client };
        Ok(if self.address(&waiting).is_ok() {
            Ok(waiting)
        } else {
            Err(over)
        })
    }

    /// The dispatcher: answers a stored request, or names the page that it needs.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn resume(
        &self,
        waiting: &Waiting,
        session: Option<&LiveSession>,
    ) -> Result<Answer, Error> {
        if let Some(stale) = self.stale(waiting) {
            return Ok(Answer::Stale(stale));
        }
        let request = &waiting.request;
        let decision = self
            .decide(&waiting.client, &request.asked, session, Some(request))
            .await?;
        match (decision, session) {
            (Decision::Grant, Some(live)) => self.grant_stored(waiting, live).await,
            (Decision::Grant | Decision::LogIn, _) => Ok(Answer::LogIn),
            (Decision::SelectAccount, _) => Ok(Answer::SelectAccount),
            (Decision::StepUp(_), _) => Ok(Answer::StepUp),
            (Decision::Consent, _) => Ok(Answer::Consent),
            (Decision::Explain(obstacle), _) => self.explain(waiting, session, obstacle).await,
            (Decision::Refuse(error), _) => self.refuse_stored(waiting, error).await,
        }
    }

    /// The person, or the state of the account, says no: `access_denied`, with `state`.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn cancel(&self, waiting: &Waiting, reason: &'static str) -> Result<Answer, Error> {
        let error = OAuthError::new(ErrorCode::AccessDenied, "the sign-in was refused", reason);
        self.refuse_stored(waiting, error).await
    }

    /// Answers a stored request with an error, once.
    pub(super) async fn refuse_stored(
        &self,
        waiting: &Waiting,
        error: OAuthError,
    ) -> Result<Answer, Error> {
        let request = &waiting.request;
        let rows = Rows::of_refusal(waiting, self.accounts.env().now());
        if !self.write_answer(rows).await? {
            return Ok(Answer::Problem(request_over(request.correlation)));
        }
        let address = self.address(waiting)?;
        self.refuse(&waiting.client, &address, request.correlation, error)
            .await
    }

    /// Where "back to the application" leads: `access_denied`, with `state`.
    #[must_use]
    pub fn way_back(&self, waiting: &Waiting) -> Option<Reply> {
        let denied = OAuthError::new(
            ErrorCode::AccessDenied,
            "the sign-in was refused",
            "refused",
        );
        let address = self.address(waiting).ok()?;
        Some(refusal::reply(&address, denied))
    }

    async fn explain(
        &self,
        waiting: &Waiting,
        session: Option<&LiveSession>,
        obstacle: Obstacle,
    ) -> Result<Answer, Error> {
        let back = refusal::reply(&self.address(waiting)?, obstacle.error());
        let client_name = waiting.client.client.name.clone();
        let kind = match obstacle {
            Obstacle::NotAllowed(hindrance) => ProblemKind::NotAllowed {
                client_name,
                hindrance,
                back,
            },
            Obstacle::NoVerifiedEmail => ProblemKind::NoVerifiedEmail { client_name, back },
        };
        let correlation = waiting.request.correlation;
        let problem = Problem::new(kind, Some(correlation));
        let mut line = Line::new(Event::Authorize);
        line.user_id = session.map(|live| live.user.id);
        line.client_id = Some(waiting.client.client.id);
        line.correlation = Some(correlation);
        line.reason = Some(problem.reason);
        line.detail = problem.detail();
        self.note_refusal(line).await?;
        Ok(Answer::Problem(problem))
    }

    /// Rocket.Chat forgets a request that its server built after five minutes, and then shows an
    /// error page; a request with PKCE is such a one.
    fn stale(&self, waiting: &Waiting) -> Option<Stale> {
        let settings = &waiting.client.client.settings;
        let request = &waiting.request;
        let age = self.accounts.env().now().since(request.created_at);
        let over = settings.template == Template::RocketChat
            && request.asked.code_challenge.is_some()
            && age > ROCKETCHAT_PATIENCE;
        over.then(|| Stale {
            client_name: waiting.client.client.name.clone(),
            start_again: settings
                .rocketchat_url
                .clone()
                .or_else(|| settings.launch_url.clone()),
            correlation: request.correlation,
        })
    }
}

pub(super) const fn request_over(correlation: Correlation) -> Problem {
    Problem::new(ProblemKind::RequestOver, Some(correlation))
}
