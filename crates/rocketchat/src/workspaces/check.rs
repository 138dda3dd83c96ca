//! Is a connected workspace sound? Every step is tried, whatever became of the ones before it,
//! and says in words an administrator can act on what it found.
//!
//! Reading order: `found` (what is reported), then the steps: `account` (the credentials),
//! `permissions`, `managed` (the roles and rooms that groups decide), `tokens`, `entered` (the
//! settings over there), `licence`, `waiting` (what has piled up here).

mod account;
mod entered;
mod found;
mod licence;
mod managed;
mod permissions;
mod tokens;
mod waiting;

use gantry_accounts::Error;
use gantry_accounts::client_cache::CachedClient;
use gantry_core::Secret;
use gantry_core::client::Client;
use gantry_store::workspaces;
use url::Url;

use crate::rest::{Act, Credentials, RestClient, RestError, explain};
use crate::settings::RocketChatVersion;
use crate::workspaces::same_site::{registrable, same_site};
use crate::workspaces::{Opened, Workspaces, site_of};
use found::Findings;

pub use found::{Finding, Level, Report};

/// What the steps work with.
struct Subject<'a> {
    client: &'a Client,
    public_url: &'a Url,
    /// The connection, if there is one for the present address.
    opened: Option<&'a Opened>,
    /// Speaks for the service account, or for nobody.
    rest: &'a RestClient,
    /// What the workspace says now, or else said last.
    version: RocketChatVersion,
}

impl Workspaces {
    /// Looks at everything that signing in and out at a workspace depends on.
    ///
    /// # Errors
    /// A breakdown of the database, or a client without the address of a workspace.
    pub async fn check(&self, client: &CachedClient, public_url: &Url) -> Result<Report, Error> {
        let mut findings = Findings::default();
        let site = site_of(client)?;
        let opened = self.open(client.client.id).await?;
        self.check_connection(&client.client, opened.is_some(), &mut findings)
            .await?;
        let nobody = || {
            let credentials = Credentials {
                user_id: String::new(),
                token: Secret::new(String::new()),
            };
            let env = self.accounts.env().clone();
            RestClient::new(self.outbound.clone(), &site, credentials, env)
        };
        let rest = opened
            .as_ref()
            .map_or_else(nobody, |opened| opened.rest.clone());
        let told = rest.version().await;
        let last = opened.as_ref().map(|opened| opened.version);
        let subject = Subject {
            client: &client.client,
            public_url,
            opened: opened.as_ref(),
            rest: &rest,
            version: told.as_ref().ok().copied().or(last).unwrap_or_default(),
        };
        self.note_version(&subject, told.as_ref().ok()).await?;
        let there = is_there(&told);
        reachable(&subject, &told, &mut findings);
        if there {
            self.check_there(&subject, &mut findings).await?;
        }
        sites(&site, public_url, &mut findings);
        self.check_waiting(client.client.id, &mut findings).await?;
        Ok(Report {
            version: told.ok().or(last),
            findings: findings.all(),
        })
    }

    /// The steps that ask the workspace.
    async fn check_there(
        &self,
        subject: &Subject<'_>,
        findings: &mut Findings,
    ) -> Result<(), Error> {
        let roles = account::check(subject, findings).await;
        if let (Some(opened), Some(roles)) = (subject.opened, roles) {
            let held = permissions::check(subject, &roles, findings).await;
            managed::check(opened, held.as_ref(), findings).await;
        }
        if let Some(opened) = subject.opened {
            tokens::check(opened, subject.version, findings).await;
        }
        let legacy = self.is_only_workspace().await?;
        licence::check(subject, legacy, findings).await;
        Ok(())
    }

    async fn check_connection(
        &self,
        client: &Client,
        is_open: bool,
        findings: &mut Findings,
    ) -> Result<(), Error> {
        match self.connection(client.id).await? {
            _ if is_open => findings.good("check-connected", "The workspace is connected."),
            Some(moved) => {
                findings.bad(
                    "check-address-changed",
                    "The address of the workspace was changed since it was connected, and its \
                     credentials are sent nowhere else: connect it again.",
                );
                findings.detail(moved.site);
            }
            None => findings.bad(
                "check-not-connected",
                "The workspace is not connected: enter the service account's id, its personal \
                 access token and the secret for login tokens.",
            ),
        }
        Ok(())
    }

    async fn note_version(
        &self,
        subject: &Subject<'_>,
        told: Option<&RocketChatVersion>,
    ) -> Result<(), Error> {
        let (Some(opened), Some(told)) = (subject.opened, told) else {
            return Ok(());
        };
        let told = told.to_string();
        let stored = &opened.workspace.version;
        // Without its account, a workspace tells the first two numbers only.
        if *stored == told || stored.starts_with(&format!("{told}.")) {
            return Ok(());
        }
        let change = (subject.client.id, told);
        let noted = self
            .accounts
            .store()
            .write_one(change, |tx, (client, version)| {
                Box::pin(async move {
                    workspaces::set_version(tx, *client, version)
                        .await
                        .map(drop)
                })
            });
        Ok(noted.await?)
    }
}

/// Whether asking further makes sense: whoever does not answer will not answer ten more calls.
const fn is_there(told: &Result<RocketChatVersion, RestError>) -> bool {
    !matches!(
        told,
        Err(RestError::Unreachable { .. }
            | RestError::Unusable { .. }
            | RestError::Unavailable { .. })
    )
}

fn reachable(
    subject: &Subject<'_>,
    told: &Result<RocketChatVersion, RestError>,
    findings: &mut Findings,
) {
    match told {
        Ok(version) => {
            findings.good("check-reachable", "Rocket.Chat answers at its address.");
            findings.detail(version.to_string());
        }
        Err(error) => findings.explained(&explain(error, Act::Connect, subject.version)),
    }
}

/// Whether browsers take the two addresses for one site.
fn sites(site: &Url, public_url: &Url, findings: &mut Findings) {
    if same_site(site, public_url) {
        findings.good(
            "check-same-site",
            "Browsers take Gantry and Rocket.Chat for one site.",
        );
        return;
    }
    findings.warn(
        "check-other-site",
        "Browsers take Gantry and Rocket.Chat for two sites. Iframe mode then works only with a \
         cookie that some browsers refuse: put both below one registrable domain, with https.",
    );
    let name = |url: &Url| {
        let host = || url.host_str().unwrap_or_default().to_owned();
        format!(
            "{}://{}",
            url.scheme(),
            registrable(url).unwrap_or_else(host)
        )
    };
    findings.detail(format!("{} ≠ {}", name(public_url), name(site)));
}
