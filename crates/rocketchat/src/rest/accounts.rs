//! Finding the accounts of a workspace.

use gantry_core::Timestamp;
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::rest::client::RestClient;
use crate::rest::error::RestError;

/// An account of Rocket.Chat.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChatAccount {
    /// `_id`: never changes, whatever else does.
    #[serde(rename = "_id")]
    pub id: String,
    /// Its user name; an account half made has none.
    pub username: Option<String>,
    /// Its display name.
    pub name: Option<String>,
    /// Its addresses; empty also if the asking account may not see them.
    #[serde(default)]
    pub emails: Vec<ChatEmail>,
    /// Ids of its roles; `None` if the asking account may not see them.
    pub roles: Option<Vec<String>>,
    /// `user`, `bot`, `app`, …; empty if the server does not say.
    #[serde(default, rename = "type")]
    pub kind: String,
    /// False once deactivated.
    pub active: bool,
    /// When it was made.
    #[serde(default, deserialize_with = "moment")]
    pub created_at: Option<Timestamp>,
    /// When somebody last signed in with it.
    #[serde(default, deserialize_with = "moment")]
    pub last_login: Option<Timestamp>,
}

/// One address of an account.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ChatEmail {
    /// The address.
    pub address: String,
    /// Whether Rocket.Chat holds it for verified.
    #[serde(default)]
    pub verified: bool,
}

/// Part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// How many there are in all.
    pub total: usize,
}

/// Which accounts to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountStatus {
    /// Those that can sign in.
    Active,
    /// Those that cannot.
    Deactivated,
}

impl AccountStatus {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Deactivated => "deactivated",
        }
    }
}

impl ChatAccount {
    /// Whether it is a person's, not a bot's, an app's or a visitor's.
    #[must_use]
    pub fn is_person(&self) -> bool {
        self.kind == "user"
    }

    /// Whether it is an administrator's, as far as can be told: roles not shown may be any.
    #[must_use]
    pub fn may_be_admin(&self) -> bool {
        let roles = self.roles.as_deref();
        roles.is_none_or(|roles| roles.iter().any(|role| role == "admin"))
    }
}

#[derive(Deserialize)]
pub(super) struct AccountAnswer {
    pub(super) user: ChatAccount,
}

#[derive(Deserialize)]
struct ListAnswer {
    users: Vec<ChatAccount>,
    total: usize,
}

impl RestClient {
    /// The account with this `_id`; roles and addresses need `view-full-other-user-info`.
    ///
    /// # Errors
    ///
    /// As every call; absence is none.
    pub async fn user_by_id(&self, id: &str) -> Result<Option<ChatAccount>, RestError> {
        self.user_info(("userId", id)).await
    }

    /// The account with this user name.
    ///
    /// # Errors
    ///
    /// As every call; absence is none.
    pub async fn user_by_username(&self, name: &str) -> Result<Option<ChatAccount>, RestError> {
        self.user_info(("username", name)).await
    }

    async fn user_info(&self, wanted: (&str, &str)) -> Result<Option<ChatAccount>, RestError> {
        let answer: Result<AccountAnswer, _> = self.get("v1/users.info", &[wanted]).await;
        match answer {
            Ok(answer) => Ok(Some(answer.user)),
            Err(error) if is_user_absent(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The accounts in one state, a page at a time.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn users_by_status(
        &self,
        status: AccountStatus,
        offset: usize,
        count: usize,
    ) -> Result<Page<ChatAccount>, RestError> {
        let (offset, count) = (offset.to_string(), count.to_string());
        let query = [
            ("status", status.as_str()),
            ("offset", &offset),
            ("count", &count),
        ];
        let answer: ListAnswer = self.get("v1/users.listByStatus", &query).await?;
        Ok(Page {
            items: answer.users,
            total: answer.total,
        })
    }
}

/// Rocket.Chat says so with status 400 and, in most versions, no code.
fn is_user_absent(error: &RestError) -> bool {
    let RestError::Refused { message, .. } = error else {
        return false;
    };
    message.starts_with("User not found") || error.is_code(&["error-invalid-user"])
}

fn moment<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    let Some(text) = Option::<String>::deserialize(deserializer)? else {
        return Ok(None);
    };
    let moment = OffsetDateTime::parse(&text, &Rfc3339).map_err(D::Error::custom)?;
    Ok(Some(Timestamp::from_i64(moment.unix_timestamp())))
}
