//! ID tokens.

use gantry_accounts::Error;
use gantry_accounts::client_cache::CachedClient;
use gantry_core::authorization::Requested;
use gantry_core::client::Client;
use gantry_core::half_hash::half_hash;
use gantry_core::methods::Methods;
use gantry_core::scope::ScopeSet;
use gantry_core::session::SessionId;
use gantry_core::signing_key::SigningAlgorithm;
use gantry_core::user::User;
use gantry_core::{Seconds, Timestamp};
use serde_json::{Map, Value, json};

use crate::assurance;
use crate::claims::{self, ForIdToken};
use crate::provider::Provider;

/// How long a client may accept an ID token.
const LIFETIME: Seconds = Seconds::hours(1);

/// What an ID token says about one sign-in.
pub(crate) struct Authentication<'a> {
    /// Who signed in.
    pub(crate) user: &'a User,
    /// When the password was checked.
    pub(crate) authenticated_at: Timestamp,
    /// How the person proved who it is.
    pub(crate) methods: Methods,
    /// In which session.
    pub(crate) session_id: Option<SessionId>,
    /// What the client sent along, to be returned; absent if it sent nothing.
    pub(crate) nonce: Option<&'a str>,
    /// What was granted.
    pub(crate) scopes: &'a ScopeSet,
    /// What was asked for beside scopes.
    pub(crate) requested: &'a Requested,
}

/// What goes through the browser together with an ID token.
#[derive(Default)]
pub(crate) struct Companions<'a> {
    /// A code.
    pub(crate) code: Option<&'a str>,
    /// An access token.
    pub(crate) access_token: Option<&'a str>,
    /// Nothing at all, now or later: userinfo will never be asked.
    pub(crate) alone: bool,
}

impl Provider {
    /// OpenID Connect Core §2 and §3.1.3.6: a signed ID token, encrypted if its client wants that.
    /// <https://openid.net/specs/openid-connect-core-1_0.html#IDToken>
    pub(crate) async fn id_token(
        &self,
        cached: &CachedClient,
        authentication: &Authentication<'_>,
    ) -> Result<String, Error> {
        self.id_token_beside(cached, authentication, &Companions::default())
            .await
    }

    /// The same on its way through the browser, bound to what goes with it.
    pub(crate) async fn id_token_beside(
        &self,
        cached: &CachedClient,
        authentication: &Authentication<'_>,
        companions: &Companions<'_>,
    ) -> Result<String, Error> {
        let client = &cached.client;
        let token = self
            .id_token_claims(client, authentication, companions)
            .await?;
        let signed = self.sign(client.settings.id_token_alg, &token).await?;
        match client.settings.tokens.id_token_encryption {
            Some(encryption) => self.encrypted(cached, encryption, &signed).await,
            None => Ok(signed),
        }
    }

    /// What an ID token says, before it is signed.
    pub(crate) async fn id_token_claims(
        &self,
        client: &Client,
        authentication: &Authentication<'_>,
        companions: &Companions<'_>,
    ) -> Result<Value, Error> {
        let now = self.accounts.env().now();
        // OpenID Connect Core §5.4: where no access token is issued, the scopes' claims are here.
        // <https://openid.net/specs/openid-connect-core-1_0.html#ScopeClaims>
        let told = ForIdToken {
            user: authentication.user,
            scopes: authentication.scopes,
            requested: authentication.requested,
            scope_claims: client.settings.claims_in_id_token || companions.alone,
        };
        let mut token = json!({
            "iss": self.issuer(client),
            "sub": self.subject(client, authentication.user)?,
            "aud": client.client_id.as_str(),
            "exp": now.plus(LIFETIME).as_i64(),
            "iat": now.as_i64(),
            "auth_time": authentication.authenticated_at.as_i64(),
            "acr": assurance::told(authentication.requested, authentication.methods),
            "amr": authentication.methods.amr(),
        });
        if let Some(members) = token.as_object_mut() {
            if let Some(nonce) = authentication.nonce {
                members.insert("nonce".to_owned(), json!(nonce));
            }
            if let Some(session) = authentication.session_id {
                members.insert("sid".to_owned(), json!(self.sid(client, session)?));
            }
            bind(members, companions, client.settings.id_token_alg);
            members.extend(claims::for_id_token(self, client, &told).await?);
        }
        Ok(token)
    }
}

/// OpenID Connect Core §3.3.2.11: `c_hash` and `at_hash`, so that neither can be exchanged on its
/// way. <https://openid.net/specs/openid-connect-core-1_0.html#HybridIDToken>
fn bind(
    members: &mut Map<String, Value>,
    companions: &Companions<'_>,
    algorithm: SigningAlgorithm,
) {
    for (name, text) in [
        ("c_hash", companions.code),
        ("at_hash", companions.access_token),
    ] {
        if let Some(text) = text {
            members.insert(name.to_owned(), json!(half_hash(algorithm, text)));
        }
    }
}
