//! Signing in with a password.
//!
//! ① hear the address ② count the attempt ③ check the password ④ refuse a disabled account
//! ⑤ begin a session with a new id, or wait for a second factor: then no session exists yet.

mod awaiting;
mod beginning;
mod counting;
mod device;

use std::fmt;
use std::net::IpAddr;

use gantry_core::audit::Event;
use gantry_core::authorization::AuthorizationRequestId;
use gantry_core::client::ClientRowId;
use gantry_core::correlation::Correlation;
use gantry_core::password::{Password, PasswordMatch};
use gantry_core::session::{Session, SessionId};
use gantry_core::user::User;
use gantry_core::{Seconds, Secret};
use gantry_store::credentials;

use crate::accounts::Accounts;
use crate::error::Error;
use crate::sign_in::beginning::Proven;
use crate::sign_in::counting::Hearing;
use crate::trail::Line;

pub use crate::sign_in::awaiting::AwaitedFactor;
pub(crate) use crate::sign_in::beginning::Beginning;

/// What somebody typed, and where it came from.
#[derive(Clone)]
pub struct Attempt {
    /// User name or e-mail address.
    pub login: String,
    /// The password.
    pub password: String,
    /// The address of the browser.
    pub address: IpAddr,
    /// The browser, for the list of sessions.
    pub user_agent: String,
    /// The cookie of a browser in which somebody signed in before.
    pub device_cookie: Option<String>,
    /// The session that this browser had; it ends.
    pub former_session: Option<SessionId>,
    /// The authorization request that waits for it.
    pub request: Option<WaitingRequest>,
}

/// People type passwords into the field of the name: neither is printed.
impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt")
            .field("address", &self.address)
            .field("request", &self.request)
            .finish_non_exhaustive()
    }
}

/// A browser that comes to sign in.
#[derive(Debug, Clone)]
pub struct Visit {
    /// Its address, as text.
    pub address: String,
    /// Its own words for itself, for the list of sessions.
    pub user_agent: String,
    /// The session that it had; it ends.
    pub former_session: Option<SessionId>,
    /// The authorization request that waits for it.
    pub request: Option<WaitingRequest>,
}

impl Visit {
    /// Its address, if it is one.
    #[must_use]
    pub fn ip(&self) -> Option<IpAddr> {
        self.address.parse().ok()
    }
}

/// The authorization request that a sign-in is for.
#[derive(Debug, Clone, Copy)]
pub struct WaitingRequest {
    /// The request.
    pub id: AuthorizationRequestId,
    /// Its client.
    pub client_id: ClientRowId,
    /// Its code in the trail.
    pub correlation: Correlation,
}

/// What came of it.
#[derive(Debug)]
pub enum SignIn {
    /// A session began.
    Done(Box<SignedIn>),
    /// The password is right; a second factor has to be proven, or added, before a session begins.
    Factor(Box<AwaitedFactor>),
    /// User name and password do not match.
    Wrong,
    /// Too many attempts; none is heard before this time has passed.
    SlowDown(Seconds),
    /// The password is right, but the account is disabled.
    Disabled,
}

/// A session that began.
#[derive(Debug)]
pub struct SignedIn {
    /// The session cookie's value.
    pub cookie: Secret,
    /// The device cookie's value.
    pub device_cookie: Secret,
    /// The session.
    pub session: Session,
    /// Who signed in.
    pub user: User,
}

impl Accounts {
    /// Checks a password and begins a session.
    ///
    /// # Errors
    /// A full hash queue, or a breakdown of the database.
    pub async fn sign_in(&self, attempt: Attempt) -> Result<SignIn, Error> {
        // ① The address.
        if !self.addresses.hears_sign_in(attempt.address) {
            return self.refuse_address(&attempt).await;
        }
        let _share = self.hash_pool.share(attempt.address)?;
        // ② The account, on this device or in this network.
        let found = self.user_by_login(&attempt.login).await?;
        let counted = self.counted(&attempt, found.as_ref())?;
        let hearing = self.hear(counted).await?;
        if let Hearing::Wait(wait) = hearing {
            self.note_refusal(&attempt, found.as_ref(), "too_many_attempts")
                .await?;
            return Ok(SignIn::SlowDown(wait));
        }
        // ③ The password. Nobody's takes as long as somebody's.
        let Some(password) = Password::presented(attempt.password.clone()) else {
            self.note_refusal(&attempt, found.as_ref(), "password_too_long")
                .await?;
            return Ok(SignIn::Wrong);
        };
        let credentials = match &found {
            Some(user) => credentials::find(&mut self.store.read().await?, user.id).await?,
            None => None,
        };
        let (user, hash) = credentials.map_or((None, None), |(user, hash)| (Some(user), hash));
        let matched = self
            .hash_pool
            .verify(hash.clone(), password.clone())
            .await?;
        let known = user.as_ref().map(|_| hash.is_some());
        if let Some(reason) = not_right(hearing, known, matched) {
            self.note_refusal(&attempt, user.as_ref(), reason).await?;
            return Ok(SignIn::Wrong);
        }
        let (Some(user), Some(checked)) = (user, hash) else {
            return Ok(SignIn::Wrong);
        };
        // ④ The account's state.
        if user.disabled {
            self.note_refusal(&attempt, Some(&user), "user_disabled")
                .await?;
            return Ok(SignIn::Disabled);
        }
        let fresh = match matched {
            PasswordMatch::YesButOld => self.hash_pool.hash(password).await?,
            _ => checked.clone(),
        };
        // ⑤ A new session, unless more is to be proven.
        let proven = Proven {
            user,
            counted,
            checked,
            fresh,
        };
        self.begin_or_await(&attempt, proven).await
    }

    async fn refuse_address(&self, attempt: &Attempt) -> Result<SignIn, Error> {
        if self.addresses.notes_refusal(attempt.address) {
            self.note_refusal(attempt, None, "address_over_limit")
                .await?;
        }
        Ok(SignIn::SlowDown(Seconds::minutes(1)))
    }

    async fn note_refusal(
        &self,
        attempt: &Attempt,
        user: Option<&User>,
        reason: &'static str,
    ) -> Result<(), Error> {
        Ok(self
            .trail
            .refused(line(attempt, user, Some(reason)))
            .await?)
    }
}

/// Why a password opens nothing, for the trail; whoever typed it is told nothing of it.
fn not_right(
    hearing: Hearing,
    has_password: Option<bool>,
    matched: PasswordMatch,
) -> Option<&'static str> {
    if hearing != Hearing::Heard {
        return Some("too_many_attempts");
    }
    match has_password {
        None => Some("unknown_user"),
        Some(false) => Some("no_password"),
        Some(true) => (matched == PasswordMatch::No).then_some("wrong_password"),
    }
}

fn line(attempt: &Attempt, user: Option<&User>, reason: Option<&'static str>) -> Line {
    let mut line = Line::new(Event::SignIn);
    line.reason = reason;
    line.user_id = user.map(|user| user.id);
    line.client_id = attempt.request.map(|request| request.client_id);
    line.correlation = attempt.request.map(|request| request.correlation);
    line.detail = format!("from {}", attempt.address);
    line
}
