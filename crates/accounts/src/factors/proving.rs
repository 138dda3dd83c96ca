//! Proving: ① count the attempt ② judge the proof ③ use it up, and begin or strengthen the session.

use gantry_core::audit::Event;
use gantry_core::factor::{Ceremony, PasskeyFactor, TotpFactor};
use gantry_core::methods::Method;
use gantry_core::password::PasswordHash;
use gantry_core::user::{User, UserId};
use gantry_core::{Digest, Id, Timestamp};
use gantry_store::{
    StoreError, Tx, ceremonies, credentials, passkeys, recovery_codes, sign_ins, throttles,
    totp_factors,
};

use crate::accounts::Accounts;
use crate::error::{Error, Refusal};
use crate::factors::completion::{Completion, Entered};
use crate::factors::door::PasskeyDoor;
use crate::factors::prover::Prover;
use crate::factors::totp;
use crate::throttle::{Admission, Bucket};
use crate::trail::Line;

/// What somebody shows.
#[derive(Clone)]
pub enum Proof {
    /// The password, once more: only in a session.
    Password(String),
    /// A one-time password or a recovery code, as typed.
    Code(String),
    /// A passkey.
    Passkey {
        /// What the question carried.
        question: String,
        /// What the browser answered, as JSON.
        answer: String,
    },
}

/// A proof that was right when it was judged, and is used up in the write.
pub(super) enum Use {
    Password(PasswordHash, PasswordHash),
    Totp(Id<TotpFactor>, i64),
    Recovery(Digest),
    Passkey(Box<UsedKey>),
}

/// A passkey that answered rightly.
pub(super) struct UsedKey {
    pub(super) ceremony: Id<Ceremony>,
    pub(super) id: Id<PasskeyFactor>,
    pub(super) before: String,
    pub(super) after: String,
}

impl UsedKey {
    pub(super) async fn write(&self, tx: &mut Tx, now: Timestamp) -> Result<bool, StoreError> {
        let first = ceremonies::use_up(tx, self.ceremony, now).await?;
        Ok(first && passkeys::used(tx, self.id, (&self.before, &self.after), now).await?)
    }
}

impl Use {
    const fn method(&self) -> Method {
        match self {
            Self::Password(..) => Method::Password,
            Self::Totp(..) => Method::Totp,
            Self::Recovery(_) => Method::RecoveryCode,
            Self::Passkey(_) => Method::Passkey,
        }
    }

    async fn write(&self, tx: &mut Tx, user: UserId, now: Timestamp) -> Result<bool, StoreError> {
        match self {
            Self::Password(checked, fresh) => {
                credentials::confirm_password(tx, user, (checked, fresh), now).await
            }
            Self::Totp(id, step) => totp_factors::accept_step(tx, *id, *step, now).await,
            Self::Recovery(digest) => recovery_codes::use_up(tx, user, *digest, now).await,
            Self::Passkey(key) => key.write(tx, now).await,
        }
    }
}

/// What [`Accounts::prove`] writes.
struct Proven {
    user: UserId,
    used: Use,
    completion: Completion,
    attempts: Digest,
    now: Timestamp,
}

impl Accounts {
    /// Takes a proof: the pending sign-in becomes a session, or the session is worth more.
    ///
    /// # Errors
    /// A proof that is wrong, one that comes too often, or a sign-in that is over.
    pub async fn prove(
        &self,
        prover: &Prover,
        door: Option<&PasskeyDoor>,
        proof: Proof,
    ) -> Result<Entered, Error> {
        let person = prover.user();
        // ① Every kind of proof is counted by itself, wherever it is shown.
        let bucket = bucket(person, &proof);
        if let Admission::Wait(wait) = self.admit(bucket).await? {
            return self.refuse_proof(prover, Refusal::SlowDown(wait)).await;
        }
        // ②
        let used = match self.judge(prover, door, proof).await {
            Ok(used) => used,
            Err(Error::Refused(refusal)) => return self.refuse_proof(prover, refusal).await,
            Err(other) => return Err(other),
        };
        // ③
        let method = used.method();
        let (completion, cookie) = self.completion(prover, method);
        let act = Proven {
            user: person.id,
            used,
            completion,
            attempts: bucket.subject(),
            now: self.env.now(),
        };
        let written = self.act(act, |tx, proven| {
            Box::pin(async move {
                proven.completion.write(tx, proven.user, proven.now).await?;
                if !proven.used.write(tx, proven.user, proven.now).await? {
                    return Err(Refusal::WrongFactor.into());
                }
                Ok(throttles::clear(tx, proven.attempts).await?)
            })
        });
        match written.await {
            Ok(()) => {}
            Err(Error::Refused(refusal)) => return self.refuse_proof(prover, refusal).await,
            Err(other) => return Err(other),
        }
        self.note_proof(prover, method);
        self.entered(prover, cookie)
    }

    /// Notes a refusal, and counts it against the sign-in that waits.
    async fn refuse_proof<T>(&self, prover: &Prover, refusal: Refusal) -> Result<T, Error> {
        let mut line = line(prover);
        line.reason = Some(refusal.code());
        self.trail.refused(line).await?;
        if let (Prover::Pending(pending), Refusal::WrongFactor) = (prover, &refusal) {
            let counted = self.store.write_one(pending.sign_in.id, |tx, id| {
                Box::pin(sign_ins::count_failure(tx, *id))
            });
            counted.await?;
        }
        Err(refusal.into())
    }

    /// The proof, and with it the sign-in that waited for it.
    pub(super) fn note_proof(&self, prover: &Prover, method: Method) {
        let used = Line {
            detail: method.as_str().to_owned(),
            ..line(prover)
        };
        match prover {
            Prover::Session(_) => self.trail.succeeded(used),
            Prover::Pending(pending) => {
                let signed_in = Line {
                    event: Event::SignIn,
                    detail: format!("from {}", pending.sign_in.address),
                    ..line(prover)
                };
                self.trail.succeeded_in_order([used, signed_in]);
            }
        }
    }
}

fn line(prover: &Prover) -> Line {
    let request = match prover {
        Prover::Pending(pending) => pending.request,
        Prover::Session(_) => None,
    };
    Line {
        user_id: Some(prover.user().id),
        client_id: request.map(|request| request.client_id),
        correlation: request.map(|request| request.correlation),
        ..Line::new(Event::FactorUsed)
    }
}

fn bucket(user: &User, proof: &Proof) -> Bucket {
    let kind = match proof {
        // The password of a session is guessed here and where it is changed.
        Proof::Password(_) => return Bucket::of(&format!("change password\n{}", user.id)),
        Proof::Code(typed) if totp::digits(typed).is_some() => "totp",
        Proof::Code(_) => "recovery code",
        Proof::Passkey { .. } => "passkey",
    };
    Bucket::of(&format!("factor\n{kind}\n{}", user.id))
}
