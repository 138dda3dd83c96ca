//! What userinfo tells a client, whoever asks for it.

use gantry_accounts::Error;
use gantry_accounts::client_cache::CachedClient;
use gantry_core::group::Group;
use gantry_core::scope::ScopeSet;
use gantry_core::user::User;
use gantry_store::chat_links;
use serde_json::{Map, Value, json};

use crate::claims::{SingleClaims, released};
use crate::provider::Provider;

/// Of whom a client learns, and what it may learn.
pub(crate) struct Told<'a> {
    /// The person.
    pub(crate) user: &'a User,
    /// All groups of the person.
    pub(crate) groups: &'a [Group],
    /// What was granted.
    pub(crate) scopes: &'a ScopeSet,
    /// The claims that were asked for by name.
    pub(crate) single: &'a SingleClaims,
}

impl Provider {
    /// What a client learns of a person.
    ///
    /// A workspace that knows a person by another user name is told that one, so that coming by the
    /// button leads to the account that the bridge leads to.
    pub(crate) async fn userinfo_claims(
        &self,
        cached: &CachedClient,
        told: &Told<'_>,
    ) -> Result<Map<String, Value>, Error> {
        let client = &cached.client;
        let mut claims = released(told.user, told.groups, client, told.scopes, told.single);
        if cached.connected && claims.contains_key("preferred_username") {
            let mut conn = self.accounts.store().read().await?;
            if let Some(name) = chat_links::username(&mut conn, client.id, told.user.id).await? {
                claims.insert("preferred_username".to_owned(), json!(name));
            }
        }
        let sub = self.subject(client, told.user)?;
        claims.insert("sub".to_owned(), json!(sub));
        Ok(claims)
    }
}
