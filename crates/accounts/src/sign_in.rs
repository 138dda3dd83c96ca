//! Signing in with a password.
//!
//! ① hear the address ② count the attempt ③ check the password ④ refuse a disabled account
//! ⑤ begin a session with a new id.

use std::net::IpAddr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gantry_core::audit::Event;
use gantry_core::authorization::AuthorizationRequestId;
use gantry_core::client::ClientRowId;
use gantry_core::correlation::Correlation;
use gantry_core::password::{Password, PasswordHash, PasswordMatch};
use gantry_core::seal::Purpose;
use gantry_core::session::{Session, SessionId};
use gantry_core::token::Token;
use gantry_core::user::User;
use gantry_core::{Digest, Seconds, Secret};
use gantry_store::{authorization_requests, sessions, throttles, users};

use crate::accounts::Accounts;
use crate::error::Error;
use crate::throttle::{self, Admission};
use crate::trail::Line;

/// What somebody typed, and where it came from.
#[derive(Debug, Clone)]
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
            return Ok(SignIn::SlowDown(Seconds::minutes(1)));
        }
        // ② The account, on this device.
        let found = self.user_by_login(&attempt.login).await?;
        let subject = self.throttle_subject(&attempt, found.as_ref())?;
        if let Admission::Wait(wait) = self.admit(subject).await? {
            self.note_refusal(&attempt, found.as_ref(), "too_many_attempts")
                .await?;
            return Ok(SignIn::SlowDown(wait));
        }
        // ③ The password. Nobody's takes as long as somebody's.
        let credentials = match &found {
            Some(user) => users::credentials(&mut self.store.read().await?, user.id).await?,
            None => None,
        };
        let (user, hash) = credentials.map_or((None, None), |(user, hash)| (Some(user), hash));
        let Some(password) = Password::presented(attempt.password.clone()) else {
            return Ok(SignIn::Wrong);
        };
        let matched = self
            .hash_pool
            .verify(hash.clone(), password.clone())
            .await?;
        let (Some(user), Some(hash)) = (user, hash) else {
            self.note_refusal(&attempt, None, "unknown_user").await?;
            return Ok(SignIn::Wrong);
        };
        if matched == PasswordMatch::No {
            self.note_refusal(&attempt, Some(&user), "wrong_password")
                .await?;
            return Ok(SignIn::Wrong);
        }
        // ④ The account's state.
        if user.disabled {
            self.note_refusal(&attempt, Some(&user), "user_disabled")
                .await?;
            return Ok(SignIn::Disabled);
        }
        if matched == PasswordMatch::YesButOld {
            self.rehash(&user, hash, password).await?;
        }
        // ⑤ A new session.
        self.begin_session(&attempt, user, subject).await
    }

    /// Counts an attempt against a subject.
    pub(crate) async fn admit(&self, subject: Digest) -> Result<Admission, Error> {
        let admitted = self
            .store
            .write((subject, self.env.now()), |tx, (subject, now)| {
                Box::pin(throttle::admit(tx, *subject, *now))
            });
        Ok(admitted.await?)
    }

    async fn begin_session(
        &self,
        attempt: &Attempt,
        user: User,
        subject: Digest,
    ) -> Result<SignIn, Error> {
        let now = self.env.now();
        let token = Token::<Session>::generate(&self.env);
        let session = Session {
            id: token.id(),
            user_id: user.id,
            authenticated_at: now,
            created_at: now,
            last_seen_at: now,
            device: attempt.user_agent.chars().take(200).collect(),
        };
        let act = (
            session.clone(),
            token.digest(),
            subject,
            attempt.former_session,
            attempt.request,
        );
        let begun = self
            .store
            .write(act, |tx, (session, digest, subject, former, request)| {
                Box::pin(async move {
                    if let Some(former) = former {
                        sessions::end(tx, *former, session.created_at).await?;
                    }
                    sessions::insert(tx, session, *digest).await?;
                    throttles::clear(tx, *subject).await?;
                    if let Some(request) = request {
                        authorization_requests::set_session(tx, request.id, session.id).await?;
                    }
                    Ok(())
                })
            });
        begun.await?;
        self.trail.succeeded(line(attempt, Some(&user), None));
        let device_cookie = self.device_cookie(&user)?;
        Ok(SignIn::Done(Box::new(SignedIn {
            cookie: token.encode(),
            device_cookie,
            session,
            user,
        })))
    }

    async fn rehash(
        &self,
        user: &User,
        from: PasswordHash,
        password: Password,
    ) -> Result<(), Error> {
        let to = self.hash_pool.hash(password).await?;
        let act = (user.id, from, to);
        let rehashed = self.store.write_one(act, |tx, (id, from, to)| {
            Box::pin(async move { users::rehash(tx, *id, from, to).await })
        });
        rehashed.await?;
        Ok(())
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

    /// Failures on a device that the person used before count apart from everybody else's, so
    /// that a stranger's guesses do not slow the person down.
    fn throttle_subject(&self, attempt: &Attempt, user: Option<&User>) -> Result<Digest, Error> {
        let account = user.map_or_else(|| attempt.login.to_lowercase(), |user| user.id.to_string());
        let device = match (user, &attempt.device_cookie) {
            (Some(user), Some(cookie)) if self.knows_device(user, cookie)? => cookie.as_str(),
            _ => "",
        };
        Ok(Digest::of(
            format!("sign-in\n{account}\n{device}").as_bytes(),
        ))
    }

    fn device_cookie(&self, user: &User) -> Result<Secret, Error> {
        let random = URL_SAFE_NO_PAD.encode(self.env.random::<16>());
        let seal = self.device_seal(user, &random)?;
        Ok(Secret::new(format!(
            "{random}.{}",
            URL_SAFE_NO_PAD.encode(seal.as_bytes())
        )))
    }

    fn knows_device(&self, user: &User, cookie: &str) -> Result<bool, Error> {
        let Some((random, seal)) = cookie.split_once('.') else {
            return Ok(false);
        };
        let presented = URL_SAFE_NO_PAD.decode(seal).unwrap_or_default();
        let Ok(presented) = Digest::from_slice(&presented) else {
            return Ok(false);
        };
        Ok(self.device_seal(user, random)?.matches(&presented))
    }

    fn device_seal(&self, user: &User, random: &str) -> Result<Digest, Error> {
        let message = format!("{}\n{random}", user.id);
        Ok(self
            .master_key
            .keyed_digest(Purpose::Device, message.as_bytes())?)
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
