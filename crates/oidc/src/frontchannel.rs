//! Front-channel logout: what the browser that signs out loads, so that clients hear of it.
//! <https://openid.net/specs/openid-connect-frontchannel-1_0.html>

use gantry_accounts::Error;
use gantry_core::client::{Client, ClientRowId};
use gantry_core::session::{Session, SessionId};
use url::Url;

use crate::provider::Provider;

/// The address that one client wants loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// Where it leads, with `iss` and `sid`.
    pub address: String,
    /// The origin of the address, which the page has to allow in frames.
    pub origin: String,
}

impl Provider {
    /// Ends a session for the browser that has it; returns what that browser has to load.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn sign_out(&self, session: &Session) -> Result<Vec<Frame>, Error> {
        let hearing = self.accounts.end_session(session).await?;
        self.frames(&hearing, session.id).await
    }

    async fn frames(
        &self,
        clients: &[ClientRowId],
        session: SessionId,
    ) -> Result<Vec<Frame>, Error> {
        let mut frames = Vec::new();
        for id in clients {
            if let Some(cached) = self.accounts.client_cache().by_id(*id).await? {
                frames.extend(self.frame(&cached.client, session)?);
            }
        }
        Ok(frames)
    }

    /// Front-Channel Logout §2: the registered address, its own query kept, with `iss` and `sid`,
    /// which are sent whether they are required or not.
    /// <https://openid.net/specs/openid-connect-frontchannel-1_0.html#RPLogout>
    fn frame(&self, client: &Client, session: SessionId) -> Result<Option<Frame>, Error> {
        let registered = client.settings.logout.frontchannel_uri.as_deref();
        let Some(mut url) = registered.and_then(|text| Url::parse(text).ok()) else {
            return Ok(None);
        };
        if !matches!(url.scheme(), "https" | "http") {
            return Ok(None);
        }
        url.set_fragment(None);
        url.query_pairs_mut()
            .append_pair("iss", &self.issuer(client))
            .append_pair("sid", &self.sid(client, session)?);
        Ok(Some(Frame {
            origin: url.origin().ascii_serialization(),
            address: url.into(),
        }))
    }
}
