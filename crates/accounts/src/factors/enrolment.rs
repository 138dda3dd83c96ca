//! Adding a factor, in a session that was proven lately, or on the way in where one is demanded.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gantry_core::factor::{Ceremony, CeremonyKind, FactorName, PasskeyFactor, TotpFactor};
use gantry_core::seal::Purpose;
use gantry_core::{Id, Secret};
use gantry_store::passkeys;
use serde_json::{Value, json};
use webauthn_rs::prelude::{PasskeyRegistration, RegisterPublicKeyCredential};

use crate::accounts::Accounts;
use crate::error::{Error, Refusal};
use crate::factors::addition::{Added, NewFactor};
use crate::factors::ceremony::{About, Question, read, text};
use crate::factors::door::PasskeyDoor;
use crate::factors::prover::Prover;
use crate::factors::totp;
use crate::throttle::{Admission, Bucket};

/// The most factors of one person.
const MOST: i64 = 20;

/// A seed that waits for its first code.
#[derive(Debug)]
pub struct NewTotp {
    /// What the code has to bring along.
    pub token: Secret,
    /// The seed for typing: base32.
    pub seed: Secret,
    /// The seed for a picture: `otpauth://totp/…`.
    pub address: Secret,
}

impl Accounts {
    /// A new seed for an application on the phone; `issuer` is what it shows beside the name.
    ///
    /// # Errors
    /// Somebody who has to prove something first.
    pub async fn begin_totp(&self, prover: &Prover, issuer: &str) -> Result<NewTotp, Error> {
        self.may_add(prover).await?;
        let seed = totp::new_seed();
        let row = prover.bound_to();
        let sealed = self
            .master_key
            .seal(Purpose::TotpSeed, row, seed.as_bytes())?;
        let state = STANDARD.encode(sealed);
        let token = self.begin_ceremony(adding(prover, CeremonyKind::AddTotp), state);
        new_totp(token.await?, seed.as_bytes(), prover, issuer)
    }

    /// The same seed for another look.
    ///
    /// # Errors
    /// A token that has run out, or belongs elsewhere.
    pub async fn totp_again(
        &self,
        prover: &Prover,
        issuer: &str,
        token: &str,
    ) -> Result<NewTotp, Error> {
        let about = adding(prover, CeremonyKind::AddTotp);
        let seed = self.seed_of(&self.ceremony(token, &about).await?, prover)?;
        new_totp(Secret::new(token.to_owned()), &seed, prover, issuer)
    }

    /// Adds an application, confirmed by one of its codes.
    ///
    /// # Errors
    /// A wrong code, a token that has run out, or somebody who has to prove something first.
    pub async fn add_totp(
        &self,
        prover: &Prover,
        (token, code): (&str, &str),
        name: FactorName,
    ) -> Result<Added, Error> {
        self.may_add(prover).await?;
        let user = prover.user();
        let bucket = Bucket::of(&format!("factor\nnew totp\n{}", user.id));
        if let Admission::Wait(wait) = self.admit(bucket).await? {
            return Err(Refusal::SlowDown(wait).into());
        }
        let about = adding(prover, CeremonyKind::AddTotp);
        let ceremony = self.ceremony(token, &about).await?;
        let seed = self.seed_of(&ceremony, prover)?;
        let digits = totp::digits(code).ok_or(Refusal::WrongFactor)?;
        let now = self.env.now();
        let step = totp::step_of(&totp::generator(&seed, user, "")?, &digits, now);
        let last_step = step.ok_or(Refusal::WrongFactor)?;
        let id: Id<TotpFactor> = self.env.id();
        let row = id.as_uuid();
        let factor = NewFactor::Totp(TotpFactor {
            id,
            user_id: user.id,
            name,
            sealed: self.master_key.seal(Purpose::TotpSeed, row, &seed)?,
            last_step,
            last_used_at: None,
            created_at: now,
        });
        self.add_factor(prover, ceremony.id, factor).await
    }

    /// What to ask the browser for to make a passkey.
    ///
    /// # Errors
    /// Somebody who has to prove something first.
    pub async fn begin_passkey(
        &self,
        prover: &Prover,
        door: &PasskeyDoor,
    ) -> Result<Question, Error> {
        self.may_add(prover).await?;
        let user = prover.user();
        let mut conn = self.store.read().await?;
        let known = passkeys::of_user(&mut conn, user.id).await?;
        drop(conn);
        let known = known.into_iter().map(|key| key.credential);
        let started = door.webauthn().start_passkey_registration(
            user.id.as_uuid(),
            user.username.as_str(),
            user.name.as_str(),
            Some(known.collect()),
        );
        let (challenge, state) = started.map_err(|_| Refusal::Changed)?;
        // So that it can be found without a user name, where there is room for that.
        let mut challenge =
            serde_json::to_value(challenge).map_err(gantry_store::StoreError::from)?;
        let selection = challenge.pointer_mut("/publicKey/authenticatorSelection");
        if let Some(selection) = selection.and_then(Value::as_object_mut) {
            selection.insert("residentKey".to_owned(), json!("preferred"));
        }
        let about = adding(prover, CeremonyKind::AddPasskey);
        let token = self.begin_ceremony(about, text(&state)?).await?;
        let options = challenge.to_string();
        Ok(Question { token, options })
    }

    /// Adds the passkey that a browser made.
    ///
    /// # Errors
    /// An answer to another question, or somebody who has to prove something first.
    pub async fn add_passkey(
        &self,
        prover: &Prover,
        door: &PasskeyDoor,
        (token, answer): (&str, &str),
        name: FactorName,
    ) -> Result<Added, Error> {
        self.may_add(prover).await?;
        let about = adding(prover, CeremonyKind::AddPasskey);
        let ceremony = self.ceremony(token, &about).await?;
        let answer: RegisterPublicKeyCredential = read(answer)?;
        let state: PasskeyRegistration = read(&ceremony.state)?;
        let made = door.webauthn().finish_passkey_registration(&answer, &state);
        let key = made.map_err(|_| Refusal::WrongFactor)?;
        let factor = NewFactor::Passkey(PasskeyFactor {
            id: self.env.id(),
            user_id: prover.user().id,
            credential: key.cred_id().clone(),
            name,
            passkey: text(&key)?,
            last_used_at: None,
            created_at: self.env.now(),
        });
        self.add_factor(prover, ceremony.id, factor).await
    }

    /// On the way in only who has no factor; in a session only who proved something lately.
    async fn may_add(&self, prover: &Prover) -> Result<(), Error> {
        let standing = self.standing(prover.user()).await?;
        if standing.held.totps + standing.held.passkeys >= MOST {
            return Err(Refusal::Settings("a person has at most 20 factors").into());
        }
        let may = match prover {
            Prover::Pending(_) => !standing.has_factor(),
            Prover::Session(live) => self.proven_lately(live, &standing),
        };
        if may {
            Ok(())
        } else {
            Err(Refusal::ProveFirst.into())
        }
    }

    fn seed_of(&self, ceremony: &Ceremony, prover: &Prover) -> Result<Vec<u8>, Error> {
        let sealed = STANDARD.decode(&ceremony.state);
        let sealed = sealed.map_err(|_| Refusal::SignInOver)?;
        let row = prover.bound_to();
        Ok(self.master_key.open(Purpose::TotpSeed, row, &sealed)?)
    }
}

fn adding(prover: &Prover, kind: CeremonyKind) -> About {
    About {
        kind,
        user_id: Some(prover.user().id),
        bound_to: Some(prover.bound_to()),
    }
}

fn new_totp(token: Secret, seed: &[u8], prover: &Prover, issuer: &str) -> Result<NewTotp, Error> {
    let generator = totp::generator(seed, prover.user(), issuer)?;
    let address = generator.to_url().map_err(|_| Refusal::Changed)?;
    Ok(NewTotp {
        token,
        seed: Secret::new(generator.secret().to_base32()),
        address: Secret::new(address),
    })
}
