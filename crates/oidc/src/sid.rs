//! The `sid` claim: how a client knows a session.
//! <https://openid.net/specs/openid-connect-backchannel-1_0.html#OPTerms>

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gantry_accounts::Error;
use gantry_core::client::{Client, SubjectType};
use gantry_core::seal::Purpose;
use gantry_core::session::SessionId;

use crate::provider::Provider;

/// No sector begins with it, so that no session's name is ever a person's.
const PREFIX: &[u8] = b"\0sid";

impl Provider {
    /// Under which name this client knows this session. A client that knows people by names of its
    /// own knows their sessions so too: two clients could tell by one `sid` that two names stand for
    /// one person. <https://openid.net/specs/openid-connect-core-1_0.html#PairwiseAlg>
    ///
    /// # Errors
    /// A breakdown of the sealing engine.
    pub fn sid(&self, client: &Client, session: SessionId) -> Result<String, Error> {
        if client.settings.subject.kind == SubjectType::Public {
            return Ok(session.to_string());
        }
        let mut message = PREFIX.to_vec();
        message.extend_from_slice(session.as_uuid().as_bytes());
        message.extend_from_slice(client.client_id.as_str().as_bytes());
        let key = self.accounts.master_key();
        let digest = key.keyed_digest(Purpose::PairwiseSubject, &message)?;
        Ok(URL_SAFE_NO_PAD.encode(digest.as_bytes()))
    }
}
