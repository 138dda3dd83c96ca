//! Signing in with a passkey alone: the browser says whose it is.

use gantry_core::audit::Event;
use gantry_core::factor::{Ceremony, CeremonyKind, PasskeyFactor};
use gantry_core::methods::{Method, Methods};
use gantry_core::user::User;
use gantry_core::{Digest, Seconds};
use gantry_store::{passkeys, sign_ins, throttles, users};
use webauthn_rs::prelude::{DiscoverableAuthentication, Passkey, PublicKeyCredential};

use crate::accounts::Accounts;
use crate::error::{Error, Refusal};
use crate::factors::ceremony::{About, Question, read, text};
use crate::factors::door::PasskeyDoor;
use crate::factors::proving::UsedKey;
use crate::sign_in::{Beginning, SignIn, SignedIn, Visit};
use crate::throttle::{Admission, Bucket};
use crate::trail::Line;

const ANYBODY: About = About {
    kind: CeremonyKind::SignIn,
    user_id: None,
    bound_to: None,
};

/// A passkey that answered rightly, on its way into the database.
struct SigningIn {
    user: User,
    key: UsedKey,
    beginning: Beginning,
    attempts: Digest,
}

impl Accounts {
    /// What to ask the browser of a stranger for.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn ask_anybody_for_passkey(&self, door: &PasskeyDoor) -> Result<Question, Error> {
        let started = door.webauthn().start_discoverable_authentication();
        let (challenge, state) = started.map_err(|_| Refusal::Changed)?;
        let token = self.begin_ceremony(ANYBODY, text(&state)?).await?;
        let options = text(&challenge)?;
        Ok(Question { token, options })
    }

    /// Signs in whoever has this passkey. It proves everything that can be demanded.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn sign_in_with_passkey(
        &self,
        door: &PasskeyDoor,
        visit: &Visit,
        (question, answer): (&str, &str),
    ) -> Result<SignIn, Error> {
        if !visit.ip().is_none_or(|ip| self.addresses.hears_sign_in(ip)) {
            return Ok(SignIn::SlowDown(Seconds::minutes(1)));
        }
        let shown = match self.shown(question, answer).await {
            Ok(shown) => shown,
            Err(Error::Refused(refusal)) => return self.refuse_key(visit, None, &refusal).await,
            Err(other) => return Err(other),
        };
        let (ceremony, answer, stored, user) = shown;
        let bucket = Bucket::of(&format!("factor\npasskey\n{}", user.id));
        if let Admission::Wait(wait) = self.admit(bucket).await? {
            let slow = Refusal::SlowDown(wait);
            self.refuse_key(visit, Some(&user), &slow).await?;
            return Ok(SignIn::SlowDown(wait));
        }
        let Ok(key) = answered(door, &ceremony, &answer, stored) else {
            let wrong = Refusal::WrongFactor;
            return self.refuse_key(visit, Some(&user), &wrong).await;
        };
        if user.disabled {
            let line = refused(visit, Some(&user), "user_disabled");
            self.trail.refused(line).await?;
            return Ok(SignIn::Disabled);
        }
        self.begin_by_key(visit, user, key, bucket.subject()).await
    }

    /// Whose passkey was shown, in answer to which question of ours.
    async fn shown(&self, question: &str, answer: &str) -> Result<Shown, Error> {
        let ceremony = self.ceremony(question, &ANYBODY).await?;
        let answer: PublicKeyCredential = read(answer)?;
        let mut conn = self.store.read().await?;
        let stored = passkeys::by_credential(&mut conn, answer.raw_id.as_ref()).await?;
        let stored = stored.ok_or(Refusal::WrongFactor)?;
        // WebAuthn §7.2, step 6: nobody was identified before, so the key has to say whose it is.
        // <https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion>
        let handle = answer.get_user_unique_id();
        if handle.is_none_or(|handle| handle != stored.user_id.as_uuid().as_bytes()) {
            return Err(Refusal::WrongFactor.into());
        }
        let user = users::by_id(&mut conn, stored.user_id).await?;
        let user = user.ok_or(Refusal::WrongFactor)?;
        Ok((ceremony, answer, stored, user))
    }

    async fn begin_by_key(
        &self,
        visit: &Visit,
        user: User,
        key: UsedKey,
        attempts: Digest,
    ) -> Result<SignIn, Error> {
        let methods = Methods::of(Method::Passkey);
        let (beginning, cookie) = self.beginning(&user, visit, methods);
        let session = beginning.session().clone();
        let act = SigningIn {
            user: user.clone(),
            key,
            beginning,
            attempts,
        };
        let written = self.act(act, |tx, act| {
            Box::pin(async move {
                let now = act.beginning.session().created_at;
                let begun = act.key.ceremony.as_uuid();
                let admitted = sign_ins::admit(tx, act.user.id, begun, now).await?;
                if !admitted || !act.key.write(tx, now).await? {
                    return Err(Refusal::SignInOver.into());
                }
                act.beginning.write(tx).await?;
                Ok(throttles::clear(tx, act.attempts).await?)
            })
        });
        match written.await {
            Ok(()) => {}
            Err(Error::Refused(refusal)) => {
                return self.refuse_key(visit, Some(&user), &refusal).await;
            }
            Err(other) => return Err(other),
        }
        self.trail.succeeded(Line {
            reason: None,
            detail: format!("passkey from {}", visit.address),
            ..refused(visit, Some(&user), "")
        });
        Ok(SignIn::Done(Box::new(SignedIn {
            cookie,
            device_cookie: self.device_cookie(&user)?,
            session,
            user,
        })))
    }

    async fn refuse_key(
        &self,
        visit: &Visit,
        user: Option<&User>,
        refusal: &Refusal,
    ) -> Result<SignIn, Error> {
        self.trail
            .refused(refused(visit, user, refusal.code()))
            .await?;
        Ok(SignIn::Wrong)
    }
}

type Shown = (Ceremony, PublicKeyCredential, PasskeyFactor, User);

fn answered(
    door: &PasskeyDoor,
    ceremony: &Ceremony,
    answer: &PublicKeyCredential,
    stored: PasskeyFactor,
) -> Result<UsedKey, Error> {
    let state: DiscoverableAuthentication = read(&ceremony.state)?;
    let mut key: Passkey = read(&stored.passkey)?;
    let webauthn = door.webauthn();
    let shown = webauthn.finish_discoverable_authentication_v2(answer, state, &key);
    let shown = shown.map_err(|_| Refusal::WrongFactor)?;
    key.update_credential(&shown);
    Ok(UsedKey {
        ceremony: ceremony.id,
        id: stored.id,
        after: text(&key)?,
        before: stored.passkey,
    })
}

fn refused(visit: &Visit, user: Option<&User>, reason: &'static str) -> Line {
    Line {
        reason: Some(reason),
        user_id: user.map(|user| user.id),
        client_id: visit.request.map(|request| request.client_id),
        correlation: visit.request.map(|request| request.correlation),
        detail: format!("passkey from {}", visit.address),
        ..Line::new(Event::SignIn)
    }
}
