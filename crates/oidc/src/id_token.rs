//! ID tokens.

use gantry_accounts::Error;
use gantry_core::client::Client;
use gantry_core::scope::ScopeSet;
use gantry_core::session::SessionId;
use gantry_core::user::User;
use gantry_core::{Seconds, Timestamp};
use gantry_store::memberships;
use serde_json::{Value, json};

use crate::claims;
use crate::provider::Provider;

/// How long a client may accept an ID token.
const LIFETIME: Seconds = Seconds::hours(1);

/// What an ID token says about one sign-in.
pub(crate) struct Authentication<'a> {
    /// Who signed in.
    pub(crate) user: &'a User,
    /// When the password was checked.
    pub(crate) authenticated_at: Timestamp,
    /// In which session.
    pub(crate) session_id: Option<SessionId>,
    /// What the client sent along, to be returned; absent if it sent nothing.
    pub(crate) nonce: Option<&'a str>,
    /// What was granted.
    pub(crate) scopes: &'a ScopeSet,
}

impl Provider {
    /// OpenID Connect Core §2 and §3.1.3.6: a signed ID token.
    /// <https://openid.net/specs/openid-connect-core-1_0.html#IDToken>
    pub(crate) async fn id_token(
        &self,
        client: &Client,
        authentication: &Authentication<'_>,
    ) -> Result<String, Error> {
        let now = self.accounts.env().now();
        let mut token = json!({
            "iss": self.issuer(client),
            "sub": authentication.user.subject.as_str(),
            "aud": client.client_id.as_str(),
            "exp": now.plus(LIFETIME).as_i64(),
            "iat": now.as_i64(),
            "auth_time": authentication.authenticated_at.as_i64(),
            "amr": ["pwd"],
        });
        if let Some(members) = token.as_object_mut() {
            if let Some(nonce) = authentication.nonce {
                members.insert("nonce".to_owned(), json!(nonce));
            }
            if let Some(session) = authentication.session_id {
                members.insert("sid".to_owned(), json!(session.to_string()));
            }
            if client.settings.claims_in_id_token {
                members.extend(self.scope_claims(client, authentication).await?);
            }
        }
        self.sign(client.settings.id_token_alg, &token).await
    }

    async fn scope_claims(
        &self,
        client: &Client,
        authentication: &Authentication<'_>,
    ) -> Result<serde_json::Map<String, Value>, Error> {
        let mut conn = self.accounts.store().read().await?;
        let groups = memberships::groups_of(&mut conn, authentication.user.id).await?;
        Ok(claims::of_scopes(
            authentication.user,
            &groups,
            client,
            authentication.scopes,
        ))
    }
}
