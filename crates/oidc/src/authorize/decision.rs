//! What an authorization request still needs, given who is signed in.

use gantry_accounts::Error;
use gantry_accounts::access::Hindrance;
use gantry_accounts::client_cache::CachedClient;
use gantry_core::Seconds;
use gantry_core::authorization::{Asked, AuthorizationRequest};
use gantry_core::client::Client;
use gantry_core::methods::Assurance;
use gantry_core::scope::{Scope, ScopeSet};
use gantry_store::consents;
use gantry_store::sessions::LiveSession;

use crate::claims::requested;
use crate::error::{ErrorCode, OAuthError};
use crate::provider::Provider;

/// The next step.
pub(crate) enum Decision {
    /// Nothing is missing.
    Grant,
    /// Somebody has to sign in.
    LogIn,
    /// The person has to say that it is the one who goes on.
    SelectAccount,
    /// The person has to prove more.
    StepUp(Assurance),
    /// The person has to agree.
    Consent,
    /// The person may not enter, and deserves to be told why.
    Explain(Obstacle),
    /// The client gets an error.
    Refuse(OAuthError),
}

/// The person who signed in for a request is not the one whom it names.
const ANOTHER_PERSON: OAuthError = OAuthError::new(
    ErrorCode::AccessDenied,
    "another person signed in than the one the request names",
    "another_person",
);

/// Why a signed-in person may not enter.
pub(crate) enum Obstacle {
    /// A binding of the client keeps the person out.
    NotAllowed(Hindrance),
    /// Without a verified address.
    NoVerifiedEmail,
}

impl Obstacle {
    pub(crate) const fn error(&self) -> OAuthError {
        match self {
            Self::NotAllowed(_) => OAuthError::new(
                ErrorCode::AccessDenied,
                "the person is none of those who may enter",
                "not_allowed",
            ),
            Self::NoVerifiedEmail => OAuthError::new(
                ErrorCode::AccessDenied,
                "the person has no verified email address",
                "no_verified_email",
            ),
        }
    }
}

impl Provider {
    /// Session, then the person, then access, then proof, then consent; `stored` is the request if it was stored before.
    pub(crate) async fn decide(
        &self,
        client: &CachedClient,
        asked: &Asked,
        session: Option<&LiveSession>,
        stored: Option<&AuthorizationRequest>,
    ) -> Result<Decision, Error> {
        let Some(session) = session.filter(|live| self.is_fresh(live, (client, asked), stored))
        else {
            return Ok(unless_silent(
                asked,
                Decision::LogIn,
                ErrorCode::LoginRequired,
            ));
        };
        let signed_in_for_this = is_of(stored, session);
        if !self.is_expected(&client.client, asked, session)? {
            return Ok(if signed_in_for_this {
                Decision::Refuse(ANOTHER_PERSON)
            } else {
                unless_silent(asked, Decision::LogIn, ErrorCode::LoginRequired)
            });
        }
        if asked.prompt_select_account && !signed_in_for_this {
            return Ok(Decision::SelectAccount);
        }
        if let Some(obstacle) = self
            .obstacle(&client.client, &asked.scopes, session)
            .await?
        {
            let proof = self.proof_against(&obstacle, &client.client, session);
            if let Some(proof) = proof.await? {
                return Ok(more(asked, proof));
            }
            let error = obstacle.error();
            return Ok(if asked.prompt_none {
                Decision::Refuse(error)
            } else {
                Decision::Explain(obstacle)
            });
        }
        let requested = &asked.requested;
        if let Some(proof) = self.lacking(requested, session).await? {
            return Ok(more(asked, proof));
        }
        if self
            .needs_consent(&client.client, asked, session, stored)
            .await?
        {
            return Ok(unless_silent(
                asked,
                Decision::Consent,
                ErrorCode::ConsentRequired,
            ));
        }
        Ok(Decision::Grant)
    }

    /// OpenID Connect Core §3.1.2.3: `prompt=login` and `max_age` ask for a new password check;
    /// without the latter the client's `default_max_age` does.
    /// <https://openid.net/specs/openid-connect-core-1_0.html#Authenticates>
    fn is_fresh(
        &self,
        live: &LiveSession,
        (client, asked): (&CachedClient, &Asked),
        stored: Option<&AuthorizationRequest>,
    ) -> bool {
        if is_of(stored, live) {
            return true;
        }
        let age = self
            .accounts
            .env()
            .now()
            .since(live.session.authenticated_at);
        let most = asked.max_age.or(client.client.settings.default_max_age);
        // A password check zero seconds ago is one that is made now.
        let too_old = most.is_some_and(|most| age > most || most == Seconds::new(0));
        // Whoever is to be offered an account of their own comes by the login page.
        !(asked.prompt_login || asked.prompt_create || too_old)
    }

    /// OpenID Connect Core §3.1.2.2: the request must not be answered for another person than the
    /// one whom its hint or its claims name.
    /// <https://openid.net/specs/openid-connect-core-1_0.html#AuthRequestValidation>
    pub(super) fn is_expected(
        &self,
        client: &Client,
        asked: &Asked,
        live: &LiveSession,
    ) -> Result<bool, Error> {
        if !requested::names_person(asked) {
            return Ok(true);
        }
        let subject = self.subject(client, &live.user)?;
        Ok(requested::is_about(asked, &subject))
    }

    pub(crate) async fn obstacle(
        &self,
        client: &Client,
        scopes: &ScopeSet,
        live: &LiveSession,
    ) -> Result<Option<Obstacle>, Error> {
        if let Some(hindrance) = self.accounts.hindrance(client, live).await? {
            return Ok(Some(Obstacle::NotAllowed(hindrance)));
        }
        let settings = &client.settings;
        let needs_email = settings.verified_email_only && scopes.contains(Scope::Email);
        let has_email = live.user.email.is_some() && live.user.email_verified;
        Ok((needs_email && !has_email).then_some(Obstacle::NoVerifiedEmail))
    }

    async fn needs_consent(
        &self,
        client: &Client,
        asked: &Asked,
        live: &LiveSession,
        stored: Option<&AuthorizationRequest>,
    ) -> Result<bool, Error> {
        if is_of(stored, live) && stored.is_some_and(|request| request.consented) {
            return Ok(false);
        }
        if asked.prompt_consent {
            return Ok(true);
        }
        if !client.settings.consent {
            return Ok(false);
        }
        let mut conn = self.accounts.store().read().await?;
        let standing = consents::find(&mut conn, live.user.id, client.id).await?;
        Ok(standing.is_none_or(|consent| {
            let claims = requested::beyond(client, asked, &consent.scopes);
            !consent.scopes.covers(&asked.scopes) || !claims.is_subset(&consent.claims)
        }))
    }
}

/// Whether the person of this session signed in, or chose to go on, for this very request.
fn is_of(stored: Option<&AuthorizationRequest>, live: &LiveSession) -> bool {
    stored.is_some_and(|request| request.session_id == Some(live.session.id))
}

/// A page that asks for a further proof, unless none may be shown.
fn more(asked: &Asked, proof: Assurance) -> Decision {
    unless_silent(
        asked,
        Decision::StepUp(proof),
        ErrorCode::InteractionRequired,
    )
}

/// OpenID Connect Core §3.1.2.1: `prompt=none` never shows a page.
fn unless_silent(asked: &Asked, page: Decision, code: ErrorCode) -> Decision {
    if asked.prompt_none {
        Decision::Refuse(OAuthError::new(
            code,
            "a page would have to be shown",
            "prompt_none",
        ))
    } else {
        page
    }
}
