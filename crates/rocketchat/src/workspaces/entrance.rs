//! Where a workspace begins a sign-in of its own, if it has an address for that.
//!
//! The modern engine has one, `/oauth/<service>`, and answers there with the way to us. Whether it
//! does is asked once in a while; whoever does not answer in time has none.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use gantry_core::client::{Client, ClientRowId, Template};
use gantry_core::{Seconds, Timestamp};
use gantry_outbound::{Outbound, OutboundRequest};
use url::Url;

use crate::workspaces::Workspaces;

/// How long somebody waits for the first answer.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long an answer counts.
const FRESH: Seconds = Seconds::minutes(5);

/// What was found out lately. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Entrances(Arc<Mutex<HashMap<ClientRowId, (Timestamp, bool)>>>);

impl Entrances {
    fn known(&self, client: ClientRowId, now: Timestamp) -> Option<bool> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (asked, opens) = known.get(&client)?;
        (now.since(*asked) < FRESH).then_some(*opens)
    }

    fn keep(&self, client: ClientRowId, now: Timestamp, opens: bool) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(client, (now, opens));
    }
}

impl fmt::Debug for Entrances {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Entrances")
    }
}

impl Workspaces {
    /// The address that starts the workspace's own sign-in by this server. A launch address that an
    /// administrator chose stays.
    pub async fn entrance(&self, client: &Client, public_url: &str) -> Option<String> {
        let settings = &client.settings;
        let home = settings.rocketchat_url.as_deref()?.trim_end_matches('/');
        let chosen = settings.launch_url.as_deref() != Some(&format!("{home}/home"));
        if chosen || settings.template != Template::RocketChat {
            return None;
        }
        let service = settings.rocketchat_service.as_deref()?;
        let address = Url::parse(&format!("{home}/oauth/{service}")).ok()?;
        let now = self.accounts.env().now();
        if let Some(opens) = self.entrances.known(client.id, now) {
            return opens.then(|| address.into());
        }
        let asked = leads_here(&self.outbound, &address, (client, public_url));
        let opens = tokio::time::timeout(PATIENCE, asked).await == Ok(true);
        self.entrances.keep(client.id, now, opens);
        opens.then(|| address.into())
    }
}

/// Whether the address answers with a request of this client to our authorization endpoint.
async fn leads_here(
    outbound: &Outbound,
    address: &Url,
    (client, public_url): (&Client, &str),
) -> bool {
    let answer = outbound.send(OutboundRequest::get(address.clone())).await;
    let Some(location) = answer.ok().and_then(|answer| answer.location) else {
        return false;
    };
    let Ok(location) = Url::parse(&location) else {
        return false;
    };
    let ours = format!(
        "{}/application/o/authorize",
        public_url.trim_end_matches('/')
    );
    let named = |(name, value): (_, _)| name == "client_id" && value == client.client_id.as_str();
    location.as_str().starts_with(&ours) && location.query_pairs().any(named)
}
