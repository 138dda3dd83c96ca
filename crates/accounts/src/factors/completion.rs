//! What a proof is good for: the session of a pending sign-in, or a session that is worth more.

use gantry_core::methods::Method;
use gantry_core::pending_sign_in::PendingSignInId;
use gantry_core::session::{Session, SessionId};
use gantry_core::token::Token;
use gantry_core::user::{User, UserId};
use gantry_core::{Digest, Secret, Timestamp};
use gantry_store::{Tx, sessions, sign_ins};

use crate::accounts::Accounts;
use crate::error::{Error, Refusal};
use crate::factors::prover::{MOST_FAILURES, Pending, Prover};
use crate::sign_in::{Beginning, Visit};
use crate::users::act::Undo;

/// A session with a new cookie.
#[derive(Debug)]
pub struct Entered {
    /// The session cookie's value.
    pub cookie: Secret,
    /// The device cookie's value, if somebody signed in.
    pub device_cookie: Option<Secret>,
    /// Who it is.
    pub user: User,
}

/// What is written with the proof.
pub(super) enum Completion {
    /// The session begins.
    Begin(PendingSignInId, Box<Beginning>),
    /// The session is worth more, and its cookie has another secret.
    Strengthen(Box<Session>, (Digest, Digest)),
}

impl Completion {
    /// The session that is there after it.
    pub(super) fn session(&self) -> SessionId {
        match self {
            Self::Begin(_, beginning) => beginning.session().id,
            Self::Strengthen(session, _) => session.id,
        }
    }

    /// A session id never outlives a reset: the person's row is held, and judged by when this began.
    pub(super) async fn write(
        &self,
        tx: &mut Tx,
        user: UserId,
        now: Timestamp,
    ) -> Result<(), Undo> {
        let begun = match self {
            Self::Begin(pending, _) => pending.as_uuid(),
            Self::Strengthen(session, _) => session.id.as_uuid(),
        };
        let mut done = sign_ins::admit(tx, user, begun, now).await?;
        match self {
            Self::Begin(pending, beginning) => {
                done = done && sign_ins::finish(tx, *pending, MOST_FAILURES, now).await?;
                if done {
                    beginning.write(tx).await?;
                }
            }
            Self::Strengthen(session, digests) => {
                done = done && sessions::strengthen(tx, session, *digests).await?;
            }
        }
        if done {
            Ok(())
        } else {
            Err(Refusal::SignInOver.into())
        }
    }
}

impl Accounts {
    /// What this proof leads to, and the cookie of it.
    pub(super) fn completion(&self, prover: &Prover, method: Method) -> (Completion, Secret) {
        match prover {
            Prover::Pending(pending) => self.begin(pending, method),
            Prover::Session(live) => {
                let now = self.env.now();
                // The id stays: what hangs on the session goes on to do so.
                let token = Token::<Session>::of(live.session.id, &self.env);
                let mut session = live.session.clone();
                session.methods = session.methods.with(method);
                match method {
                    Method::Password => session.authenticated_at = now,
                    _ => session.factor_at = Some(now),
                }
                let digests = (live.digest, token.digest());
                let strengthened = Completion::Strengthen(Box::new(session), digests);
                (strengthened, token.encode())
            }
        }
    }

    fn begin(&self, pending: &Pending, method: Method) -> (Completion, Secret) {
        let Pending {
            sign_in,
            user,
            request,
        } = pending;
        let visit = Visit {
            address: sign_in.address.clone(),
            user_agent: sign_in.device.clone(),
            former_session: sign_in.former_session,
            request: *request,
        };
        let (beginning, cookie) = self.beginning(user, &visit, sign_in.methods.with(method));
        let begin = Completion::Begin(sign_in.id, Box::new(beginning));
        (begin, cookie)
    }

    pub(super) fn entered(&self, prover: &Prover, cookie: Secret) -> Result<Entered, Error> {
        let user = prover.user().clone();
        let device_cookie = match prover {
            Prover::Pending(_) => Some(self.device_cookie(&user)?),
            Prover::Session(_) => None,
        };
        Ok(Entered {
            cookie,
            device_cookie,
            user,
        })
    }
}
