//! The `sub` claim: one name for all clients, or another for every sector.
//! <https://openid.net/specs/openid-connect-core-1_0.html#SubjectIDTypes>

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gantry_accounts::Error;
use gantry_core::client::{Client, SubjectType};
use gantry_core::redirect_uri::is_loopback;
use gantry_core::seal::Purpose;
use gantry_core::user::User;
use url::{Host, Url};

use crate::provider::Provider;

impl Provider {
    /// Under which name this client knows this person.
    ///
    /// # Errors
    /// A breakdown of the sealing engine.
    pub fn subject(&self, client: &Client, user: &User) -> Result<String, Error> {
        match client.settings.subject.kind {
            SubjectType::Public => Ok(user.subject.as_str().to_owned()),
            SubjectType::Pairwise => self.pairwise(client, user),
        }
    }

    /// OpenID Connect Core §8.1: from the sector and the person, so that it stays the same and
    /// leads back to nobody without the key.
    /// <https://openid.net/specs/openid-connect-core-1_0.html#PairwiseAlg>
    fn pairwise(&self, client: &Client, user: &User) -> Result<String, Error> {
        let mut message = sector(client).into_bytes();
        message.push(0);
        message.extend_from_slice(user.subject.as_str().as_bytes());
        let key = self.accounts.master_key();
        let digest = key.keyed_digest(Purpose::PairwiseSubject, &message)?;
        Ok(URL_SAFE_NO_PAD.encode(digest.as_bytes()))
    }
}

/// The host of the sector identifier, or the one host of all redirect URIs. A client that has
/// neither, such as a native application, or only a host of this machine, which is everybody's, is
/// a sector of its own.
pub(crate) fn sector(client: &Client) -> String {
    let settings = &client.settings;
    let own = || format!("client {}", client.client_id);
    if let Some(uri) = &settings.subject.sector_identifier_uri {
        return host(uri).unwrap_or_else(own);
    }
    let mut hosts = settings.redirect_uris.iter().map(|uri| host(uri.as_str()));
    match hosts.next() {
        Some(Some(first)) if hosts.all(|other| other.as_ref() == Some(&first)) => Some(first)
            .filter(|host| !is_here(host))
            .unwrap_or_else(own),
        _ => own(),
    }
}

fn host(uri: &str) -> Option<String> {
    Url::parse(uri).ok()?.host_str().map(ToOwned::to_owned)
}

fn is_here(host: &str) -> bool {
    Host::parse(host).is_ok_and(|host| match &host {
        Host::Domain(name) => is_loopback(&Host::Domain(name.as_str())),
        Host::Ipv4(address) => is_loopback(&Host::Ipv4(*address)),
        Host::Ipv6(address) => is_loopback(&Host::Ipv6(*address)),
    })
}
