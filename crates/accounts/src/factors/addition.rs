//! What adding a factor writes: the factor, the proof that it is, and recovery codes with the first,
//! which also ends the person's other sessions.

use gantry_core::audit::{AuditEntry, Event};
use gantry_core::factor::{Ceremony, PasskeyFactor, TotpFactor};
use gantry_core::methods::Method;
use gantry_core::{Id, Secret, Timestamp};
use gantry_store::{Tx, audit, ceremonies, factors, passkeys, recovery_codes, totp_factors};

use crate::accounts::Accounts;
use crate::error::{Error, Refusal};
use crate::factors::completion::{Completion, Entered};
use crate::factors::prover::Prover;
use crate::factors::recovery::FreshCodes;
use crate::sessions::end_others;
use crate::trail::Line;
use crate::users::act::Undo;

/// A factor that was added.
#[derive(Debug)]
pub struct Added {
    /// The session, with a new cookie.
    pub entered: Entered,
    /// Codes for when the factor is lost, to be shown this once; none if some are left.
    pub recovery_codes: Vec<Secret>,
    /// Whether it is the first, with which the other sessions have ended.
    pub is_first: bool,
}

/// The row of a factor.
pub(super) enum NewFactor {
    Totp(TotpFactor),
    Passkey(PasskeyFactor),
}

/// What adding a factor writes.
struct Addition {
    ceremony: Id<Ceremony>,
    factor: NewFactor,
    completion: Completion,
    codes: FreshCodes,
    entry: AuditEntry,
    /// That the other sessions end with the first factor.
    elsewhere: AuditEntry,
    /// Whether only somebody without a factor may do this.
    first_only: bool,
    now: Timestamp,
}

impl Accounts {
    pub(super) async fn add_factor(
        &self,
        prover: &Prover,
        ceremony: Id<Ceremony>,
        factor: NewFactor,
    ) -> Result<Added, Error> {
        let (method, name) = match &factor {
            NewFactor::Totp(totp) => (Method::Totp, &totp.name),
            NewFactor::Passkey(key) => (Method::Passkey, &key.name),
        };
        let line = Line {
            user_id: Some(prover.user().id),
            detail: format!("{} added: {}", method.as_str(), name.as_str()),
            ..Line::new(Event::FactorChanged)
        };
        let (completion, cookie) = self.completion(prover, method);
        let codes = self.fresh_codes();
        let texts = codes.texts.clone();
        let addition = Addition {
            ceremony,
            factor,
            completion,
            codes,
            elsewhere: Line::new(Event::SignOut).entry(&self.env),
            entry: line.entry(&self.env),
            first_only: matches!(prover, Prover::Pending(_)),
            now: self.env.now(),
        };
        let written = self.act(addition, |tx, addition| Box::pin(write(tx, addition)));
        let Written {
            gives_codes,
            is_first,
        } = written.await?;
        self.note_proof(prover, method);
        Ok(Added {
            entered: self.entered(prover, cookie)?,
            recovery_codes: if gives_codes { texts } else { Vec::new() },
            is_first,
        })
    }
}

/// What else was written.
struct Written {
    /// Recovery codes: only for whoever has none left.
    gives_codes: bool,
    is_first: bool,
}

async fn write(tx: &mut Tx, addition: &Addition) -> Result<Written, Undo> {
    let (user, now) = (addition.entry.user_id, addition.now);
    let user = user.ok_or(Refusal::Changed)?;
    addition.completion.write(tx, user, now).await?;
    if !ceremonies::use_up(tx, addition.ceremony, now).await? {
        return Err(Refusal::SignInOver.into());
    }
    let held = factors::held(tx, user).await?;
    let is_first = held.totps + held.passkeys == 0;
    if addition.first_only && !is_first {
        return Err(Refusal::SignInOver.into());
    }
    match &addition.factor {
        NewFactor::Totp(factor) => totp_factors::insert(tx, factor).await?,
        NewFactor::Passkey(factor) => {
            if !passkeys::insert(tx, factor).await? {
                return Err(Refusal::PasskeyTaken.into());
            }
        }
    }
    audit::insert(tx, &addition.entry).await?;
    if is_first {
        // Sessions from before it were begun with less than is asked for from now on.
        let kept = (user, addition.completion.session());
        let elsewhere = AuditEntry {
            user_id: Some(user),
            ..addition.elsewhere.clone()
        };
        end_others(tx, kept, &elsewhere, now).await?;
    }
    let gives_codes = held.recovery_codes == 0;
    if gives_codes {
        for row in &addition.codes.rows {
            recovery_codes::insert(tx, user, *row, now).await?;
        }
    }
    Ok(Written {
        gives_codes,
        is_first,
    })
}
