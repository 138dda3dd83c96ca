//! Making and changing accounts; always addressed by `_id`, which outlives every rename.

use gantry_core::{Env, Secret};
use gantry_outbound::Part;
use serde::de::IgnoredAny;
use serde_json::{Map, Value, json};

use crate::rest::accounts::{AccountAnswer, ChatAccount};
use crate::rest::client::RestClient;
use crate::rest::error::RestError;

/// An account to be made.
#[derive(Debug, Clone)]
pub struct NewChatUser {
    /// Its display name.
    pub name: String,
    /// Its address, taken for verified.
    pub email: String,
    /// Its user name, in the workspace's grammar.
    pub username: String,
    /// Demanded by Rocket.Chat, used by nobody: [`throwaway_password`].
    pub password: Secret,
}

/// What to change in an account; `None` leaves as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserChanges {
    /// Another display name.
    pub name: Option<String>,
    /// Another address, taken for verified.
    pub email: Option<String>,
    /// Another user name.
    pub username: Option<String>,
}

impl UserChanges {
    /// Whether nothing is to be changed.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.name.is_none() && self.email.is_none() && self.username.is_none()
    }

    /// An address without `verified` would send a mail.
    fn data(&self) -> Value {
        let texts = [
            ("name", &self.name),
            ("email", &self.email),
            ("username", &self.username),
        ];
        let mut data = texts
            .into_iter()
            .filter_map(|(key, text)| Some((key.to_owned(), text.clone()?.into())))
            .collect::<Map<_, _>>();
        if self.email.is_some() {
            data.insert("verified".to_owned(), Value::Bool(true));
        }
        Value::Object(data)
    }
}

/// A password that nobody learns: 44 characters, of every kind a password policy may ask for.
#[must_use]
pub fn throwaway_password(env: &Env) -> Secret {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let random = env.random::<40>();
    let letters = random
        .iter()
        .filter_map(|byte| LETTERS.get(usize::from(byte % 64)))
        .map(|letter| char::from(*letter));
    Secret::new("aZ7!".chars().chain(letters).collect())
}

impl RestClient {
    /// Makes an account; sends no mail.
    ///
    /// # Errors
    ///
    /// `error-field-unavailable` if the user name or the address is taken: a conflict for the
    /// administrator, never a reason to link.
    pub async fn create_user(&self, user: &NewChatUser) -> Result<ChatAccount, RestError> {
        let body = json!({
            "name": user.name,
            "email": user.email,
            "username": user.username,
            "password": user.password.expose(),
            "active": true,
            "verified": true,
            "joinDefaultChannels": true,
            "sendWelcomeEmail": false,
        });
        let answer: AccountAnswer = self.post("v1/users.create", body).await?;
        Ok(answer.user)
    }

    /// Changes an account; `None` if there was nothing to change and nothing was asked.
    ///
    /// # Errors
    ///
    /// As every call; `TwoFactorRequired` if the token does not ignore it.
    pub async fn update_user(
        &self,
        id: &str,
        changes: &UserChanges,
    ) -> Result<Option<ChatAccount>, RestError> {
        if changes.is_empty() {
            return Ok(None);
        }
        let body = json!({"userId": id, "data": changes.data()});
        let answer: AccountAnswer = self.post("v1/users.update", body).await?;
        Ok(Some(answer.user))
    }

    /// Opens or closes an account; closing ends all its tokens.
    ///
    /// # Errors
    ///
    /// `user-last-owner` if it alone owns rooms and `confirm_relinquish` is false;
    /// `error-action-not-allowed` for the last administrator.
    pub async fn set_active(
        &self,
        id: &str,
        active: bool,
        confirm_relinquish: bool,
    ) -> Result<(), RestError> {
        let mut body = json!({"userId": id, "activeStatus": active});
        if let (true, Some(body)) = (confirm_relinquish, body.as_object_mut()) {
            body.insert("confirmRelinquish".to_owned(), Value::Bool(true));
        }
        let _: IgnoredAny = self.post("v1/users.setActiveStatus", body).await?;
        Ok(())
    }

    /// Uploads a picture. It travels in the call: given an address, Rocket.Chat would fetch it.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn set_avatar(
        &self,
        id: &str,
        bytes: Vec<u8>,
        content_type: &str,
    ) -> Result<(), RestError> {
        let parts = vec![
            Part::Text {
                name: "userId".to_owned(),
                value: id.to_owned(),
            },
            Part::File {
                name: "image".to_owned(),
                file_name: "avatar".to_owned(),
                content_type: content_type.to_owned(),
                bytes,
            },
        ];
        self.post_parts("v1/users.setAvatar", parts).await
    }
}
