//! A person answers for a device: types its code, sees who asks for what, and allows it or not.
//!
//! Nothing is ever allowed by following a link: RFC 8628 §5.4.
//! <https://www.rfc-editor.org/rfc/rfc8628#section-5.4>

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;

use gantry_accounts::Error;
use gantry_accounts::access::Hindrance;
use gantry_accounts::client_cache::CachedClient;
use gantry_accounts::throttle::{self, Admission, Bucket};
use gantry_accounts::trail::Line;
use gantry_core::audit::Event;
use gantry_core::consent::Consent;
use gantry_core::correlation::Correlation;
use gantry_core::device_code::{DeviceApproval, DeviceCode, UserCode};
use gantry_core::methods::Assurance;
use gantry_core::{Id, Seconds, Timestamp};
use gantry_store::sessions::LiveSession;
use gantry_store::{StoreError, Tx, audit, device_codes, throttles};

use crate::authorize::agreement::grant_further;
use crate::authorize::decision::Obstacle;
use crate::provider::Provider;

/// What a person sends.
#[derive(Debug, Clone, Copy)]
pub struct DeviceAttempt<'a> {
    /// What was typed as the device's code.
    pub typed: &'a str,
    /// Where it comes from.
    pub address: IpAddr,
    /// The answer to the question, if it was asked.
    pub allow: Option<bool>,
}

/// A device's request that waits for an answer.
#[derive(Debug, Clone)]
pub struct DeviceQuestion {
    /// What it asks for.
    pub code: DeviceCode,
    /// Which application it is.
    pub client: Arc<CachedClient>,
}

/// What the person is shown.
#[derive(Debug)]
pub enum DeviceStep {
    /// No device waits with this code.
    Unknown,
    /// Too many codes were tried.
    SlowDown(Seconds),
    /// The application wants a password check that is not as old.
    LogInAgain,
    /// A further proof is needed first: as much as this.
    StepUp(Assurance),
    /// The application's bindings keep the person out.
    NotAllowed {
        /// The application.
        client_name: String,
        /// Which one.
        hindrance: Hindrance,
        /// The trail's code.
        correlation: Correlation,
    },
    /// Without a verified address.
    NoVerifiedEmail(Correlation),
    /// The question.
    Ask(Box<DeviceQuestion>),
    /// The device is signed in; the application's name.
    Allowed(String),
    /// The device is not signed in; the application's name.
    Denied(String),
}

/// What a typed code was.
enum Guess {
    Right(Box<DeviceCode>),
    Wrong,
    Wait(Seconds),
}

/// What an agreement writes.
struct Agreement {
    code: DeviceCode,
    approval: DeviceApproval,
    consent: Consent,
    entry: gantry_core::audit::AuditEntry,
}

impl Provider {
    /// A person types a code, or answers the question that came of it.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn answer_device(
        &self,
        attempt: DeviceAttempt<'_>,
        session: &LiveSession,
    ) -> Result<DeviceStep, Error> {
        self.see_changes().await?;
        let Ok(user_code) = attempt.typed.parse::<UserCode>() else {
            return Ok(DeviceStep::Unknown);
        };
        let buckets = buckets(session, attempt.address);
        let code = match self.guess(user_code, buckets).await? {
            Guess::Wait(wait) => return Ok(DeviceStep::SlowDown(wait)),
            Guess::Wrong => return Ok(DeviceStep::Unknown),
            Guess::Right(code) => *code,
        };
        let Some(question) = self.device_question(code).await? else {
            return Ok(DeviceStep::Unknown);
        };
        if let Some(step) = self.device_obstacle(&question, session).await? {
            return Ok(step);
        }
        match attempt.allow {
            None => Ok(DeviceStep::Ask(Box::new(question))),
            Some(true) => self.allow_device(&question, session).await,
            Some(false) => self.deny_device(&question, session).await,
        }
    }

    async fn device_question(&self, code: DeviceCode) -> Result<Option<DeviceQuestion>, Error> {
        let client = self.accounts.client_cache().by_id(code.client_id).await?;
        let client = client.filter(|client| !client.client.disabled);
        Ok(client.map(|client| DeviceQuestion { code, client }))
    }

    async fn device_obstacle(
        &self,
        question: &DeviceQuestion,
        session: &LiveSession,
    ) -> Result<Option<DeviceStep>, Error> {
        let client = &question.client.client;
        let age = self
            .accounts
            .env()
            .now()
            .since(session.session.authenticated_at);
        if client
            .settings
            .default_max_age
            .is_some_and(|most| age > most)
        {
            return Ok(Some(DeviceStep::LogInAgain));
        }
        let scopes = &question.code.scopes;
        let Some(obstacle) = self.obstacle(client, scopes, session).await? else {
            let lacking = self.lacking(&question.code.requested, session);
            return Ok(lacking.await?.map(DeviceStep::StepUp));
        };
        let proof = self.proof_against(&obstacle, client, session);
        if let Some(least) = proof.await? {
            return Ok(Some(DeviceStep::StepUp(least)));
        }
        let correlation = question.code.correlation;
        let mut line = about(question, session, Event::Authorize);
        line.reason = Some(obstacle.error().reason);
        obstacle.error().description.clone_into(&mut line.detail);
        self.note_refusal(line).await?;
        Ok(Some(match obstacle {
            Obstacle::NotAllowed(hindrance) => DeviceStep::NotAllowed {
                client_name: client.name.clone(),
                hindrance,
                correlation,
            },
            Obstacle::NoVerifiedEmail => DeviceStep::NoVerifiedEmail(correlation),
        }))
    }

    async fn allow_device(
        &self,
        question: &DeviceQuestion,
        session: &LiveSession,
    ) -> Result<DeviceStep, Error> {
        let env = self.accounts.env();
        let consent = Consent {
            user_id: session.user.id,
            client_id: question.client.client.id,
            scopes: question.code.scopes.clone(),
            claims: BTreeSet::new(),
            granted_at: env.now(),
        };
        let mut line = about(question, session, Event::Consent);
        line.detail = format!("device: {}", consent.scopes);
        let approval: Id<DeviceApproval> = env.id();
        let agreement = Agreement {
            code: question.code.clone(),
            approval: DeviceApproval {
                id: approval.as_uuid(),
                user_id: session.user.id,
                session_id: session.session.id,
                authenticated_at: session.session.authenticated_at,
                methods: session.session.methods,
                entry: self.accounts.entry(session),
            },
            consent,
            entry: line.entry(env),
        };
        let store = self.accounts.store();
        let first = store.write(agreement, |tx, agreement| Box::pin(agree(tx, agreement)));
        Ok(if first.await? {
            DeviceStep::Allowed(question.client.client.name.clone())
        } else {
            DeviceStep::Unknown
        })
    }

    async fn deny_device(
        &self,
        question: &DeviceQuestion,
        session: &LiveSession,
    ) -> Result<DeviceStep, Error> {
        let act = (question.code.id, self.accounts.env().now());
        let store = self.accounts.store();
        let first = store.write_one(act, |tx, (id, now)| {
            Box::pin(device_codes::deny(tx, *id, *now))
        });
        if !first.await? {
            return Ok(DeviceStep::Unknown);
        }
        let mut line = about(question, session, Event::Consent);
        line.reason = Some("device_denied");
        self.note_refusal(line).await?;
        Ok(DeviceStep::Denied(question.client.client.name.clone()))
    }

    /// RFC 8628 §5.1: a code is short, so guesses are counted, for the account and its network.
    /// <https://www.rfc-editor.org/rfc/rfc8628#section-5.1>
    async fn guess(&self, user_code: UserCode, buckets: [Bucket; 2]) -> Result<Guess, Error> {
        let act = (user_code, buckets, self.accounts.env().now());
        let store = self.accounts.store();
        let guessed = store.write(act, |tx, (user_code, buckets, now)| {
            Box::pin(guess(tx, user_code, *buckets, *now))
        });
        Ok(guessed.await?)
    }
}

/// Counted before the code is looked up, so that guesses at once cannot all slip through. A right
/// code takes its own attempt back and no other: who has one must not have further guesses for it.
async fn guess(
    tx: &mut Tx,
    user_code: &UserCode,
    buckets: [Bucket; 2],
    now: Timestamp,
) -> Result<Guess, StoreError> {
    for bucket in buckets {
        if let Admission::Wait(wait) = throttle::admit(tx, bucket, now).await? {
            return Ok(Guess::Wait(wait));
        }
    }
    let Some(code) = device_codes::open(tx, user_code, now).await? else {
        return Ok(Guess::Wrong);
    };
    for bucket in buckets {
        throttles::take_back(tx, bucket.subject()).await?;
    }
    Ok(Guess::Right(Box::new(code)))
}

async fn agree(tx: &mut Tx, agreement: &Agreement) -> Result<bool, StoreError> {
    let now = agreement.consent.granted_at;
    if !device_codes::approve(tx, agreement.code.id, agreement.approval, now).await? {
        return Ok(false);
    }
    grant_further(tx, &agreement.consent).await?;
    audit::insert(tx, &agreement.entry).await?;
    Ok(true)
}

fn buckets(session: &LiveSession, address: IpAddr) -> [Bucket; 2] {
    let network = throttle::network(address);
    [
        Bucket::of(&format!("device\naccount\n{}", session.user.id)),
        Bucket::from_everywhere(&format!("device\nnetwork\n{network}")),
    ]
}

fn about(question: &DeviceQuestion, session: &LiveSession, event: Event) -> Line {
    let mut line = Line::new(event);
    line.client_id = Some(question.client.client.id);
    line.user_id = Some(session.user.id);
    line.correlation = Some(question.code.correlation);
    line
}
