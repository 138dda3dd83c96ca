//! The account whose token is used.

use serde::Deserialize;

use crate::rest::client::RestClient;
use crate::rest::error::RestError;

/// The account that asks, as it sees itself.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Me {
    /// `_id`: never changes.
    #[serde(rename = "_id")]
    pub id: String,
    /// Its user name.
    pub username: String,
    /// Its display name.
    pub name: Option<String>,
    /// Ids of its roles.
    pub roles: Vec<String>,
}

/// One of its personal access tokens; the token itself is shown once, when it is made.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PersonalAccessToken {
    /// Its name.
    pub name: String,
    /// The end of the token, by which it is recognised.
    pub last_token_part: String,
    /// "Ignore Two Factor Authentication".
    #[serde(default, rename = "bypassTwoFactor")]
    pub bypass_two_factor: bool,
}

#[derive(Deserialize)]
struct TokensAnswer {
    tokens: Vec<PersonalAccessToken>,
}

impl RestClient {
    /// The account that asks.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn me(&self) -> Result<Me, RestError> {
        self.get("v1/me", &[]).await
    }

    /// Whether the token is still good.
    ///
    /// # Errors
    ///
    /// As every call, but for `NotSignedIn`, which is the answer `false`.
    pub async fn check_token(&self) -> Result<bool, RestError> {
        match self.me().await {
            Ok(me) => Ok(me.id == self.user_id()),
            Err(RestError::NotSignedIn) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Its personal access tokens; asks for the permission `create-personal-access-tokens`.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn own_tokens(&self) -> Result<Vec<PersonalAccessToken>, RestError> {
        let answer: TokensAnswer = self.get("v1/users.getPersonalAccessTokens", &[]).await?;
        Ok(answer.tokens)
    }
}
