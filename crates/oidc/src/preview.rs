//! What an application would learn about a person who came in now. Nothing is issued.

use gantry_accounts::Error;
use gantry_accounts::client_cache::CachedClient;
use gantry_core::authorization::Requested;
use gantry_core::client::{Client, SubjectType};
use gantry_core::methods::{Method, Methods};
use gantry_core::scope::{Scope, ScopeSet};
use gantry_core::user::User;
use gantry_store::memberships;
use serde_json::Value;

use crate::claims::{Told, picture};
use crate::id_token::{Authentication, Companions};
use crate::provider::Provider;

/// The two answers, as they would be.
#[derive(Debug, Clone)]
pub struct Preview {
    /// What userinfo would answer, before it is signed or encrypted.
    pub userinfo: Value,
    /// What an ID token would say, before it is signed.
    pub id_token: Value,
    /// The scopes that were taken as asked for.
    pub scopes: ScopeSet,
    /// Whether this application alone knows the person by this subject.
    pub pairwise: bool,
}

impl Provider {
    /// What an application would learn of a person who signed in with a password just now, if it
    /// asks for what it asks by default.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub async fn preview(&self, cached: &CachedClient, user: &User) -> Result<Preview, Error> {
        let client = &cached.client;
        let mut conn = self.accounts.store().read().await?;
        let groups = memberships::groups_of(&mut conn, user.id).await?;
        let requested = Requested::default();
        let scopes = usual_scopes(client);
        let asked = (&scopes, &requested.claims.userinfo);
        let mut pictured = user.clone();
        picture::add(self, &mut conn, &mut pictured, asked).await?;
        drop(conn);
        let told = Told {
            user: &pictured,
            groups: &groups,
            scopes: &scopes,
            single: &requested.claims.userinfo,
        };
        let userinfo = self.userinfo_claims(cached, &told).await?;
        let authentication = Authentication {
            user,
            authenticated_at: self.accounts.env().now(),
            methods: Methods::of(Method::Password),
            session_id: None,
            nonce: None,
            scopes: &scopes,
            requested: &requested,
        };
        let id_token = self
            .id_token_claims(client, &authentication, &Companions::default())
            .await?;
        Ok(Preview {
            userinfo: Value::Object(userinfo),
            id_token,
            pairwise: client.settings.subject.kind == SubjectType::Pairwise,
            scopes,
        })
    }
}

/// What it asks for by default, as far as it may.
fn usual_scopes(client: &Client) -> ScopeSet {
    let settings = &client.settings;
    let allowed = settings.scopes.as_ref();
    let may_ask = |scope: &Scope| allowed.is_none_or(|allowed| allowed.contains(*scope));
    settings.default_scopes.iter().filter(may_ask).collect()
}
