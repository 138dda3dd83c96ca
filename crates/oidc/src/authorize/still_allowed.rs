//! What of a stored request its client may still ask for: an administrator may have narrowed that
//! while the person was at a page.

use gantry_core::authorization::{Asked, Requested};
use gantry_core::client::Client;

use crate::authorize::{asked, response};
use crate::claims::requested;

/// The request without what its client may no longer have; `None` if it cannot be answered at all.
/// Resources are not left out one by one: a token for none of them would be one for this server.
pub(super) fn narrowed(asked: Asked, client: &Client) -> Option<Asked> {
    let settings = &client.settings;
    let kind = asked.response_type;
    let scopes = asked::allowed(&asked.scopes, client, kind);
    let resources = &asked.requested.resources;
    let needs_proof = asked::requires_pkce(client) && kind.has_code();
    let stands = settings.response_types.contains(&kind)
        && response::check_id_token(kind, &scopes, asked.nonce.as_deref()).is_ok()
        && resources
            .iter()
            .all(|resource| settings.tokens.resources.contains(resource))
        && (asked.code_challenge.is_some() || !needs_proof);
    stands.then(|| Asked {
        scopes,
        requested: Requested {
            claims: requested::allowed(asked.requested.claims, client),
            ..asked.requested
        },
        ..asked
    })
}
