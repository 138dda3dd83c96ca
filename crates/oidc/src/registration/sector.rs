//! Sector identifiers: the document that says which redirect URIs belong together.

use gantry_core::client::ClientSettings;
use gantry_outbound::Outbound;
use url::Url;

use crate::provider::Provider;
use crate::registration::problem::MetadataProblem;

/// The largest document that is read.
const LARGEST: usize = 64 * 1024;

impl Provider {
    /// OpenID Connect Registration §5: the values registered in `redirect_uris` must be included
    /// in the elements of the array.
    /// <https://openid.net/specs/openid-connect-registration-1_0.html#SectorIdentifierValidation>
    ///
    /// # Errors
    /// The document cannot be had, or does not list all redirect URIs.
    pub async fn check_sector(&self, settings: &ClientSettings) -> Result<(), MetadataProblem> {
        self.check_sector_by(&self.outbounds.administered, settings)
            .await
    }

    /// The same for a client that registers itself, whose addresses no administrator knows.
    pub(super) async fn check_sector_of_stranger(
        &self,
        settings: &ClientSettings,
    ) -> Result<(), MetadataProblem> {
        // One answer whatever is wrong: it tells nothing about what is at the address.
        let problem = MetadataProblem::invalid(
            "sector_identifier_uri does not lead to a JSON array of all redirect URIs",
        );
        let Some(_turn) = self.errands.turn() else {
            return Err(problem);
        };
        let outbound = &self.outbounds.strangers;
        let checked = self.check_sector_by(outbound, settings).await;
        checked.map_err(|_| problem)
    }

    async fn check_sector_by(
        &self,
        outbound: &Outbound,
        settings: &ClientSettings,
    ) -> Result<(), MetadataProblem> {
        let Some(address) = &settings.subject.sector_identifier_uri else {
            return Ok(());
        };
        let listed = listed_in(outbound, address)
            .await
            .ok_or(MetadataProblem::invalid(
                "sector_identifier_uri does not lead to a JSON array of addresses",
            ))?;
        let all = settings
            .redirect_uris
            .iter()
            .all(|uri| listed.iter().any(|one| uri.is(one)));
        if all {
            Ok(())
        } else {
            Err(MetadataProblem::invalid(
                "the document at sector_identifier_uri does not list all redirect URIs",
            ))
        }
    }
}

async fn listed_in(outbound: &Outbound, address: &str) -> Option<Vec<String>> {
    let address = Url::parse(address).ok()?;
    let answer = outbound
        .get_bytes(&address, "application/json", LARGEST)
        .await;
    let answer = answer
        .inspect_err(|error| tracing::info!(%error, "registration.sector_not_read"))
        .ok()?;
    let found = (answer.status == 200).then_some(answer.body)?;
    serde_json::from_slice(&found).ok()
}
