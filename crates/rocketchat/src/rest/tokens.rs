//! Minting sign-in tokens for people, and ending them.

use gantry_core::Secret;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::json;

use crate::rest::client::RestClient;
use crate::rest::error::RestError;
use crate::settings::RocketChatVersion;

/// How a version wants to be asked for a token.
#[derive(Debug, Clone)]
pub enum CreateToken {
    /// Before 8.0: the server runs with `CREATE_TOKENS_FOR_USERS=true`.
    Old,
    /// From 8.0: the value of the server's `CREATE_TOKENS_FOR_USERS_SECRET`.
    WithSecret(Secret),
}

/// From 8.0 there is no token without the secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "Rocket.Chat 8.0 and later issue sign-in tokens only with the secret that its environment \
     names in CREATE_TOKENS_FOR_USERS_SECRET"
)]
pub struct SecretMissing;

impl CreateToken {
    /// The way of this version.
    ///
    /// # Errors
    ///
    /// If it needs a secret and there is none.
    pub fn for_version(
        version: RocketChatVersion,
        secret: Option<Secret>,
    ) -> Result<Self, SecretMissing> {
        if !version.is_at_least(8, 0) {
            return Ok(Self::Old);
        }
        secret.map(Self::WithSecret).ok_or(SecretMissing)
    }
}

#[derive(Deserialize)]
struct TokenAnswer {
    data: Minted,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Minted {
    user_id: String,
    auth_token: Secret,
}

impl RestClient {
    /// A new sign-in token for an account. Rocket.Chat keeps 50 for each and drops the oldest.
    ///
    /// # Errors
    ///
    /// `error-not-authorized` if the switch, the secret or the permission is not right.
    pub async fn create_token(&self, id: &str, how: &CreateToken) -> Result<Secret, RestError> {
        const PATH: &str = "v1/users.createToken";
        let body = match how {
            CreateToken::Old => json!({"userId": id}),
            CreateToken::WithSecret(secret) => json!({"userId": id, "secret": secret.expose()}),
        };
        let TokenAnswer { data } = self.post(PATH, body).await?;
        if data.user_id == id {
            Ok(data.auth_token)
        } else {
            Err(self.odd(PATH))
        }
    }

    /// Ends the token that this client uses, and no other; one that has ended is fine too.
    ///
    /// # Errors
    ///
    /// As every call, but for `NotSignedIn`.
    pub async fn logout(&self) -> Result<(), RestError> {
        match self.post_nothing("v1/logout").await {
            Ok(()) | Err(RestError::NotSignedIn) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Ends the asking account's other sign-ins; personal access tokens live on.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn logout_other_clients(&self) -> Result<(), RestError> {
        self.post_nothing("v1/users.logoutOtherClients").await
    }

    /// Ends all tokens of an account, **personal access tokens too**.
    ///
    /// # Errors
    ///
    /// `error-invalid-user-id` if there is no such account.
    pub async fn logout_user(&self, id: &str) -> Result<(), RestError> {
        let _: IgnoredAny = self.post("v1/users.logout", json!({"userId": id})).await?;
        Ok(())
    }
}
