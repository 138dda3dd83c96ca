//! Access tokens: opaque, or JWTs where a client is set to them.

use gantry_accounts::Error;
use gantry_accounts::access::later::Admitted;
use gantry_core::access::Entry;
use gantry_core::authorization::{AccessToken, Requested};
use gantry_core::client::Client;
use gantry_core::correlation::Correlation;
use gantry_core::methods::Methods;
use gantry_core::scope::ScopeSet;
use gantry_core::token::Token;
use gantry_core::user::User;
use gantry_core::{Digest, Secret, Timestamp};
use gantry_store::access_tokens::{self, FoundAccessToken};
use gantry_store::{Conn, clients};
use serde_json::{Value, json};

use crate::assurance;
use crate::bearer::Bearer;
use crate::provider::Provider;
use crate::resources;

/// RFC 9068 §2.1: what the header of such a token says.
/// <https://www.rfc-editor.org/rfc/rfc9068#section-2.1>
pub(crate) const JWT_TYPE: &str = "at+jwt";

/// A token that is about to be issued: what its holder gets, and the row to store.
pub(crate) struct NewAccessToken {
    pub(crate) text: Secret,
    pub(crate) digest: Digest,
    pub(crate) row: AccessToken,
}

/// What a token stands for.
pub(crate) struct Granted<'a> {
    pub(crate) client: &'a Client,
    pub(crate) user: &'a User,
    pub(crate) scopes: &'a ScopeSet,
    pub(crate) requested: &'a Requested,
    pub(crate) correlation: Correlation,
    /// When the password was checked.
    pub(crate) authenticated_at: Timestamp,
    /// How the person proved who it is.
    pub(crate) methods: Methods,
    /// Where and when the person came in.
    pub(crate) entry: Entry,
}

impl Provider {
    /// A token for a person's claims, living as long as the client's setting says.
    ///
    /// # Errors
    /// A breakdown of the signing engine.
    pub(crate) async fn new_access_token(
        &self,
        granted: &Granted<'_>,
    ) -> Result<NewAccessToken, Error> {
        let lifetime = granted.client.settings.access_token_lifetime;
        let expires_at = self.accounts.env().now().plus(lifetime);
        self.new_access_token_until(granted, expires_at).await
    }

    /// The same with another end.
    ///
    /// # Errors
    /// A breakdown of the signing engine.
    pub(crate) async fn new_access_token_until(
        &self,
        granted: &Granted<'_>,
        expires_at: Timestamp,
    ) -> Result<NewAccessToken, Error> {
        let token = Token::<AccessToken>::generate(self.accounts.env());
        let row = AccessToken {
            id: token.id(),
            client_id: granted.client.id,
            user_id: granted.user.id,
            methods: granted.methods,
            entry: granted.entry,
            scopes: granted.scopes.clone(),
            requested: granted.requested.clone(),
            correlation: granted.correlation,
            first_used_at: None,
            expires_at,
        };
        if granted.client.settings.tokens.jwt_access_tokens {
            let claims = self.access_token_claims(granted, &row)?;
            let algorithm = granted.client.settings.id_token_alg;
            let text = self.sign_as(JWT_TYPE, algorithm, &claims).await?;
            return Ok(NewAccessToken {
                digest: Digest::of(text.as_bytes()),
                text: Secret::new(text),
                row,
            });
        }
        Ok(NewAccessToken {
            text: token.encode(),
            digest: token.digest(),
            row,
        })
    }

    /// RFC 9068 §2.2: what such a token says. The claims of the person are at userinfo.
    /// <https://www.rfc-editor.org/rfc/rfc9068#section-2.2>
    fn access_token_claims(
        &self,
        granted: &Granted<'_>,
        row: &AccessToken,
    ) -> Result<Value, Error> {
        let issuer = self.issuer(granted.client);
        Ok(json!({
            "aud": resources::audience(&granted.requested.resources, &issuer),
            "iss": issuer,
            "sub": self.subject(granted.client, granted.user)?,
            "client_id": granted.client.client_id.as_str(),
            "exp": row.expires_at.as_i64(),
            "iat": self.accounts.env().now().as_i64(),
            "jti": row.id.to_string(),
            "scope": granted.scopes.to_string(),
            "auth_time": granted.authenticated_at.as_i64(),
            "acr": assurance::told(granted.requested, granted.methods),
            "amr": granted.methods.amr(),
        }))
    }

    /// The access token that somebody presents, whatever its state. Nobody but this looks for one.
    ///
    /// # Errors
    /// A breakdown of the database.
    pub(crate) async fn find_access_token(
        &self,
        conn: &mut Conn,
        bearer: &Bearer,
    ) -> Result<Option<FoundAccessToken>, Error> {
        let limits = self.accounts.session_limits(conn).await?;
        let found = access_tokens::find(conn, bearer.id(), limits).await?;
        let Some(mut found) = found.filter(|found| bearer.proves(&found.digest)) else {
            return Ok(None);
        };
        if let Some(subject) = &found.exchanged_from {
            found.stands = found.stands && self.stands(conn, subject, &found.user).await?;
        }
        Ok(Some(found))
    }

    /// Whether the client whose token was exchanged is still there, and still open to the person:
    /// what came of its token is worth no more than the token is.
    async fn stands(
        &self,
        conn: &mut Conn,
        subject: &AccessToken,
        user: &User,
    ) -> Result<bool, Error> {
        let client = clients::by_id(conn, subject.client_id).await?;
        let Some(client) = client.filter(|client| !client.disabled) else {
            return Ok(false);
        };
        let who = admitted(user, subject);
        Ok(self.accounts.lost_in(conn, &client, &who).await?.is_none())
    }
}

/// The person of a token, as it was issued.
pub(crate) const fn admitted<'a>(user: &'a User, token: &AccessToken) -> Admitted<'a> {
    Admitted {
        user,
        methods: token.methods,
        entry: token.entry,
    }
}
