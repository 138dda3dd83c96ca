//! The sign-in that a right password begins where more is to be proven: no session yet.

use gantry_core::methods::{Method, Methods};
use gantry_core::pending_sign_in::PendingSignIn;
use gantry_core::token::Token;
use gantry_core::{Digest, Seconds, Secret};
use gantry_store::{StoreError, Tx, credentials, sign_ins, throttles};

use super::beginning::Proven;
use super::{Attempt, SignIn, line};
use crate::accounts::Accounts;
use crate::error::{Error, Refusal};
use crate::factors::Standing;

/// How long somebody may look for the phone, or set one up.
const LIFETIME: Seconds = Seconds::minutes(10);

/// A sign-in that waits for its second factor.
#[derive(Debug)]
pub struct AwaitedFactor {
    /// The cookie that the pending sign-in is known by.
    pub cookie: Secret,
    /// Whether a factor has to be added first.
    pub adds: bool,
}

struct Awaiting {
    sign_in: PendingSignIn,
    digest: Digest,
    proven: Proven,
}

impl Accounts {
    /// The session, unless the person has a second factor or has to have one.
    pub(super) async fn begin_or_await(
        &self,
        attempt: &Attempt,
        proven: Proven,
    ) -> Result<SignIn, Error> {
        let standing = self.standing(&proven.user).await?;
        if standing.needs_factor() {
            return self.await_factor(attempt, proven, &standing).await;
        }
        self.begin_session(attempt, proven).await
    }

    async fn await_factor(
        &self,
        attempt: &Attempt,
        proven: Proven,
        standing: &Standing,
    ) -> Result<SignIn, Error> {
        let now = self.env.now();
        let token = Token::<PendingSignIn>::generate(&self.env);
        let user = proven.user.clone();
        let sign_in = PendingSignIn {
            id: token.id(),
            user_id: user.id,
            methods: Methods::of(Method::Password),
            request_id: attempt.request.map(|request| request.id),
            former_session: attempt.former_session,
            address: attempt.address.to_string(),
            device: attempt.user_agent.chars().take(200).collect(),
            created_at: now,
            expires_at: now.plus(LIFETIME),
        };
        let awaiting = Awaiting {
            sign_in,
            digest: token.digest(),
            proven,
        };
        let begun = self
            .store
            .write(awaiting, |tx, awaiting| Box::pin(write(tx, awaiting)));
        if !begun.await? {
            let reason = Some(Refusal::Changed.code());
            self.trail
                .refused(line(attempt, Some(&user), reason))
                .await?;
            return Ok(SignIn::Wrong);
        }
        Ok(SignIn::Factor(Box::new(AwaitedFactor {
            cookie: token.encode(),
            adds: !standing.has_factor(),
        })))
    }
}

/// `false` if the password is no longer the one that was checked, or the person is shut out.
async fn write(tx: &mut Tx, awaiting: &Awaiting) -> Result<bool, StoreError> {
    let (sign_in, proven) = (&awaiting.sign_in, &awaiting.proven);
    let hashes = (&proven.checked, &proven.fresh);
    let now = sign_in.created_at;
    if !credentials::confirm_password(tx, sign_in.user_id, hashes, now).await? {
        return Ok(false);
    }
    sign_ins::insert(tx, sign_in, awaiting.digest).await?;
    for subject in proven.counted.subjects() {
        throttles::clear(tx, subject).await?;
    }
    Ok(true)
}
