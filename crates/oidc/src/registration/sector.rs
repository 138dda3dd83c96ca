//! Sector identifiers: the document that says which redirect URIs belong together.

use gantry_core::client::ClientSettings;
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
        let Some(address) = &settings.subject.sector_identifier_uri else {
            return Ok(());
        };
        let listed = self
            .listed_in(address)
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

    async fn listed_in(&self, address: &str) -> Option<Vec<String>> {
        let address = Url::parse(address).ok()?;
        let answer = self
            .outbound
            .get_bytes(&address, "application/json", LARGEST)
            .await;
        let answer = answer
            .inspect_err(|error| tracing::info!(%error, "registration.sector_not_read"))
            .ok()?;
        let found = (answer.status == 200).then_some(answer.body)?;
        serde_json::from_slice(&found).ok()
    }
}
