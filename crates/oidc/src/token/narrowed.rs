//! What is left of a grant: a request may ask for less, and an administrator may take scopes and
//! resources from a client after they were granted.

use std::collections::BTreeSet;

use gantry_core::client::Client;
use gantry_core::scope::ScopeSet;

use crate::error::{ErrorCode, OAuthError};
use crate::params::Params;
use crate::resources;
use crate::token::authorization::Authorization;

/// What tokens are to be for: the grant, or a part of it.
pub(crate) struct Narrowed {
    pub(crate) scopes: ScopeSet,
    pub(crate) resources: BTreeSet<String>,
}

impl Narrowed {
    /// Of an authorization that is about to be redeemed. Scopes are not asked for again.
    pub(crate) fn of(
        client: &Client,
        params: &Params,
        granted: &ScopeSet,
        resources: &BTreeSet<String>,
    ) -> Result<Self, OAuthError> {
        let scopes = open(client, granted);
        if scopes.is_empty() && !granted.is_empty() {
            return Err(OAuthError::new(
                ErrorCode::InvalidScope,
                "the client may have none of the granted scopes any more",
                "scope_no_longer_allowed",
            ));
        }
        Ok(Self {
            scopes,
            resources: resources::narrow(params, client, resources)?,
        })
    }

    /// The authorization with no more than this; the resources are those of one access token only.
    pub(crate) fn authorization(&self, whole: Authorization) -> Authorization {
        Authorization {
            scopes: self.scopes.clone(),
            ..whole
        }
    }
}

/// Those of these scopes that the client may have at this moment.
pub(crate) fn open(client: &Client, granted: &ScopeSet) -> ScopeSet {
    match &client.settings.scopes {
        None => granted.clone(),
        Some(allowed) => granted
            .iter()
            .filter(|scope| allowed.contains(*scope))
            .collect(),
    }
}
