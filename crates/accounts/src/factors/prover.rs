//! Whoever has to prove something.

use gantry_core::pending_sign_in::PendingSignIn;
use gantry_core::session::Session;
use gantry_core::token::Token;
use gantry_core::user::User;
use gantry_store::sessions::LiveSession;
use gantry_store::sign_ins::{self, FoundSignIn};
use uuid::Uuid;

use crate::accounts::Accounts;
use crate::error::Error;
use crate::sign_in::WaitingRequest;

/// How many wrong factors end a pending sign-in; then the password is asked for again.
pub(crate) const MOST_FAILURES: i64 = 10;

/// A sign-in that waits for a second factor, proven by its cookie.
#[derive(Debug, Clone)]
pub struct Pending {
    pub(crate) sign_in: PendingSignIn,
    pub(crate) user: User,
    pub(crate) request: Option<WaitingRequest>,
}

impl Pending {
    /// The sign-in.
    #[must_use]
    pub const fn sign_in(&self) -> &PendingSignIn {
        &self.sign_in
    }

    /// The same, for the authorization request that waits for it.
    #[must_use]
    pub fn for_request(self, request: Option<WaitingRequest>) -> Self {
        Self { request, ..self }
    }
}

/// Somebody at a sign-in, or in a session.
#[derive(Debug, Clone)]
pub enum Prover {
    /// The password was right; there is no session.
    Pending(Box<Pending>),
    /// There is a session, and it may become worth more.
    Session(Box<LiveSession>),
}

impl Prover {
    /// Who it is.
    #[must_use]
    pub fn user(&self) -> &User {
        match self {
            Self::Pending(pending) => &pending.user,
            Self::Session(live) => &live.user,
        }
    }

    /// The session, if there is one.
    #[must_use]
    pub fn session(&self) -> Option<&Session> {
        match self {
            Self::Pending(_) => None,
            Self::Session(live) => Some(&live.session),
        }
    }

    /// What questions to this person's browser belong to.
    pub(crate) fn bound_to(&self) -> Uuid {
        match self {
            Self::Pending(pending) => pending.sign_in.id.as_uuid(),
            Self::Session(live) => live.session.id.as_uuid(),
        }
    }
}

impl Accounts {
    /// The pending sign-in that a cookie names, if it may still be finished.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn pending_sign_in(&self, cookie: &str) -> Result<Option<Pending>, Error> {
        let Some(token) = Token::<PendingSignIn>::parse(cookie) else {
            return Ok(None);
        };
        let now = self.env.now();
        let mut conn = self.store.read().await?;
        let found = sign_ins::open(&mut conn, token.id(), MOST_FAILURES, now).await?;
        let own = found.filter(|found| found.digest.matches(&token.digest()));
        Ok(own.map(|FoundSignIn { sign_in, user, .. }| Pending {
            sign_in,
            user,
            request: None,
        }))
    }
}
