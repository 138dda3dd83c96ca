//! The provider: everything that its endpoints share.

use std::fmt;
use std::num::NonZeroU32;
use std::sync::Arc;

use gantry_accounts::trail::Line;
use gantry_accounts::{Accounts, Error};
use gantry_core::Seconds;
use gantry_core::client::{Client, IssuerMode};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use url::Url;

use crate::client_keys::FetchedKeys;
use crate::errands::Errands;
use crate::keys::KeyRing;
use crate::outbounds::Outbounds;

/// How many refusals that concern nobody known are written into the trail.
const ANONYMOUS_REFUSALS: Quota = Quota::per_minute(NonZeroU32::MIN.saturating_add(59));

/// How old a signing key gets unless the operator says otherwise.
const KEY_ROTATION: Seconds = Seconds::days(90);

/// What the operator sets.
#[derive(Debug, Clone)]
pub struct ProviderSettings {
    /// Where browsers and applications reach this server; also the global issuer.
    pub public_url: Url,
    /// Who may register clients over HTTP.
    pub registration: RegistrationMode,
    /// How old a signing key gets before the schedule replaces it; `None` leaves that to people.
    pub key_rotation: Option<Seconds>,
}

impl ProviderSettings {
    /// The defaults: nobody registers clients over HTTP.
    #[must_use]
    pub fn new(public_url: Url) -> Self {
        Self {
            public_url,
            registration: RegistrationMode::default(),
            key_rotation: Some(KEY_ROTATION),
        }
    }
}

/// RFC 7591 §3: whether the registration endpoint answers, and to whom.
/// <https://www.rfc-editor.org/rfc/rfc7591#section-3>
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RegistrationMode {
    /// To nobody; it does not exist.
    #[default]
    Off,
    /// To whoever holds an initial access token.
    InitialAccessToken,
    /// To everybody.
    Open,
}

/// The OpenID Connect provider. Cheap to clone.
#[derive(Clone)]
pub struct Provider {
    pub(crate) accounts: Accounts,
    pub(crate) settings: Arc<ProviderSettings>,
    pub(crate) outbounds: Outbounds,
    pub(crate) keys: Arc<KeyRing>,
    pub(crate) fetched_keys: Arc<FetchedKeys>,
    pub(crate) errands: Arc<Errands>,
    anonymous_refusals: Arc<DefaultDirectRateLimiter>,
}

impl Provider {
    /// Puts the parts together.
    #[must_use]
    pub fn new(accounts: Accounts, outbounds: Outbounds, settings: ProviderSettings) -> Self {
        Self {
            anonymous_refusals: Arc::new(RateLimiter::direct(ANONYMOUS_REFUSALS)),
            keys: Arc::new(KeyRing::default()),
            fetched_keys: Arc::default(),
            errands: Arc::default(),
            settings: Arc::new(settings),
            outbounds,
            accounts,
        }
    }

    /// People, clients and sessions.
    #[must_use]
    pub const fn accounts(&self) -> &Accounts {
        &self.accounts
    }

    /// The public URL without a trailing slash: the global issuer.
    #[must_use]
    pub fn public_url(&self) -> &str {
        self.settings.public_url.as_str().trim_end_matches('/')
    }

    /// The issuer that a client's ID tokens name.
    #[must_use]
    pub fn issuer(&self, client: &Client) -> String {
        match &client.settings.issuer {
            IssuerMode::Global => self.public_url().to_owned(),
            IssuerMode::PerClient => self.client_issuer(client),
            IssuerMode::Fixed(issuer) => issuer.clone(),
        }
    }

    /// `<public URL>/application/o/<slug>/`.
    #[must_use]
    pub fn client_issuer(&self, client: &Client) -> String {
        format!("{}/application/o/{}/", self.public_url(), client.slug)
    }

    /// Writes a refusal into the trail before it is answered. Of refusals that concern no person
    /// only some are written, for each client that somebody claims to be and for nobody known, so
    /// that strangers cannot fill the disk; all are logged.
    pub(crate) async fn note_refusal(&self, line: Line) -> Result<(), Error> {
        let written = match (line.user_id, line.client_id) {
            (Some(_), _) => true,
            (None, Some(claimed)) => self.accounts.limits().notes_unproven(claimed),
            (None, None) => self.anonymous_refusals.check().is_ok(),
        };
        if written {
            return self.note_proven_refusal(line).await;
        }
        log(&line);
        Ok(())
    }

    /// The same for a client that has proved who it is: all are written.
    pub(crate) async fn note_proven_refusal(&self, line: Line) -> Result<(), Error> {
        log(&line);
        Ok(self.accounts.trail().refused(line).await?)
    }
}

fn log(line: &Line) {
    let reason = line.reason.unwrap_or_default();
    tracing::info!(event = line.event.as_str(), reason, "refused");
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Provider")
    }
}
