//! Whether a proof is right. Nothing is used up here.

use gantry_core::factor::CeremonyKind;
use gantry_core::password::{Password, PasswordMatch};
use gantry_core::seal::Purpose;
use gantry_core::user::User;
use gantry_store::{credentials, passkeys, totp_factors};
use webauthn_rs::prelude::{Passkey, PasskeyAuthentication, PublicKeyCredential};

use crate::accounts::Accounts;
use crate::error::{Error, Refusal};
use crate::factors::ceremony::{About, Question, read, text};
use crate::factors::door::PasskeyDoor;
use crate::factors::prover::Prover;
use crate::factors::proving::{Proof, Use, UsedKey};
use crate::factors::{recovery, totp};

impl Accounts {
    /// What to ask the browser for; `None` for somebody without a passkey.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn ask_for_passkey(
        &self,
        prover: &Prover,
        door: &PasskeyDoor,
    ) -> Result<Option<Question>, Error> {
        let mut conn = self.store.read().await?;
        let stored = passkeys::of_user(&mut conn, prover.user().id).await?;
        drop(conn);
        let keys = stored.iter().map(|one| read::<Passkey>(&one.passkey));
        let keys = keys.collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() {
            return Ok(None);
        }
        let started = door.webauthn().start_passkey_authentication(&keys);
        let (challenge, state) = started.map_err(|_| Refusal::Changed)?;
        let token = self.begin_ceremony(showing(prover), text(&state)?).await?;
        let options = text(&challenge)?;
        Ok(Some(Question { token, options }))
    }

    pub(super) async fn judge(
        &self,
        prover: &Prover,
        door: Option<&PasskeyDoor>,
        proof: Proof,
    ) -> Result<Use, Error> {
        let user = prover.user();
        match (proof, door) {
            (Proof::Password(text), _) => self.judge_password(prover, text).await,
            (Proof::Code(typed), _) => match totp::digits(&typed) {
                Some(digits) => self.judge_totp(user, &digits).await,
                None => recovery::digest_of(&typed)
                    .map(Use::Recovery)
                    .ok_or(Refusal::WrongFactor.into()),
            },
            (Proof::Passkey { question, answer }, Some(door)) => {
                self.judge_passkey(prover, door, (&question, &answer)).await
            }
            (Proof::Passkey { .. }, None) => Err(Refusal::WrongFactor.into()),
        }
    }

    async fn judge_password(&self, prover: &Prover, text: String) -> Result<Use, Error> {
        let wrong = || Error::from(Refusal::WrongPassword);
        // Whoever has a factor proves that one: a password alone must not renew what it was worth.
        if prover.session().is_none() || self.standing(prover.user()).await?.has_factor() {
            return Err(Refusal::WrongFactor.into());
        }
        let password = Password::presented(text).ok_or_else(wrong)?;
        let mut conn = self.store.read().await?;
        let found = credentials::find(&mut conn, prover.user().id).await?;
        drop(conn);
        let hash = found.and_then(|(_, hash)| hash);
        let matched = self
            .hash_pool
            .verify(hash.clone(), password.clone())
            .await?;
        match (hash, matched) {
            (Some(hash), PasswordMatch::Yes) => Ok(Use::Password(hash.clone(), hash)),
            (Some(hash), PasswordMatch::YesButOld) => {
                Ok(Use::Password(hash, self.hash_pool.hash(password).await?))
            }
            _ => Err(wrong()),
        }
    }

    async fn judge_totp(&self, user: &User, digits: &str) -> Result<Use, Error> {
        let mut conn = self.store.read().await?;
        let factors = totp_factors::of_user(&mut conn, user.id).await?;
        drop(conn);
        for factor in factors {
            let row = factor.id.as_uuid();
            let seed = self
                .master_key
                .open(Purpose::TotpSeed, row, &factor.sealed)?;
            let generator = totp::generator(&seed, user, "")?;
            if let Some(step) = totp::step_of(&generator, digits, self.env.now()) {
                return Ok(Use::Totp(factor.id, step));
            }
        }
        Err(Refusal::WrongFactor.into())
    }

    async fn judge_passkey(
        &self,
        prover: &Prover,
        door: &PasskeyDoor,
        (question, answer): (&str, &str),
    ) -> Result<Use, Error> {
        let ceremony = self.ceremony(question, &showing(prover)).await?;
        let answer: PublicKeyCredential = read(answer)?;
        let state: PasskeyAuthentication = read(&ceremony.state)?;
        let shown = door
            .webauthn()
            .finish_passkey_authentication(&answer, &state);
        let shown = shown.map_err(|_| Refusal::WrongFactor)?;
        let mut conn = self.store.read().await?;
        let stored = passkeys::by_credential(&mut conn, shown.cred_id().as_ref()).await?;
        let stored = stored.filter(|stored| stored.user_id == prover.user().id);
        let stored = stored.ok_or(Refusal::WrongFactor)?;
        let mut key: Passkey = read(&stored.passkey)?;
        key.update_credential(&shown);
        Ok(Use::Passkey(Box::new(UsedKey {
            ceremony: ceremony.id,
            id: stored.id,
            after: text(&key)?,
            before: stored.passkey,
        })))
    }
}

fn showing(prover: &Prover) -> About {
    About {
        kind: CeremonyKind::ShowPasskey,
        user_id: Some(prover.user().id),
        bound_to: Some(prover.bound_to()),
    }
}
