//! What the Rocket.Chat server must be told that is no setting: that it may make login tokens.

use crate::settings::RocketChatVersion;

/// Stands where the create-token secret goes: Gantry is told it once and never prints it.
pub const CREATE_TOKEN_PLACEHOLDER: &str =
    "<the secret that you give to gantry rocketchat connect>";

/// A variable of the Rocket.Chat server's environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServerVariable {
    /// Its name.
    pub name: &'static str,
    /// Its value, or a placeholder.
    pub value: &'static str,
    /// Whether the value stands for a secret that the administrator chooses.
    pub chosen: bool,
}

impl ServerVariable {
    /// What makes `users.createToken` work: a switch before 8.0, a shared secret from then on.
    #[must_use]
    pub fn creating_tokens(version: RocketChatVersion) -> Self {
        if version.takes_create_token_secret() {
            Self {
                name: "CREATE_TOKENS_FOR_USERS_SECRET",
                value: CREATE_TOKEN_PLACEHOLDER,
                chosen: true,
            }
        } else {
            Self {
                name: "CREATE_TOKENS_FOR_USERS",
                value: "true",
                chosen: false,
            }
        }
    }
}
