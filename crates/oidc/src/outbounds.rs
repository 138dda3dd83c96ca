//! Who is asked under which rules: addresses that an administrator knows, and those of strangers.

use gantry_core::client::ClientRowId;
use gantry_outbound::Outbound;
use gantry_store::registrations;

use crate::provider::Provider;

/// The two ways out.
#[derive(Debug, Clone)]
pub struct Outbounds {
    /// For addresses of applications that administrators added.
    pub administered: Outbound,
    /// For addresses of applications that registered themselves: what an operator loosens for
    /// applications beside this server is not loosened for these.
    pub strangers: Outbound,
}

impl Provider {
    /// RFC 7591 §5: what may be asked for this client; of those that registered themselves no
    /// address leads into the operator's own network.
    /// <https://www.rfc-editor.org/rfc/rfc7591#section-5>
    pub(crate) async fn outbound_of(&self, client: ClientRowId) -> &Outbound {
        let registered = async {
            let mut conn = self.accounts.store().read().await?;
            registrations::of_client(&mut conn, client).await
        };
        match registered.await {
            Ok(None) => &self.outbounds.administered,
            Ok(Some(_)) => &self.outbounds.strangers,
            Err(error) => {
                tracing::warn!(%error, "outbound.rules_unknown");
                &self.outbounds.strangers
            }
        }
    }
}
