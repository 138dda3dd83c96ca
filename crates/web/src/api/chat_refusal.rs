//! What a workspace refused, in the form of every other refusal.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gantry_accounts::{Error, Refusal};
use gantry_rocketchat::rest::{Act, RestError, explain};
use gantry_rocketchat::settings::RocketChatVersion;
use gantry_rocketchat::workspaces::{ConnectError, LinkError};

use crate::error::{HttpError, Obstacle};

/// An act that a workspace has a say in did not happen.
pub(super) enum ChatRefusal {
    /// For a reason of ours.
    Here(HttpError),
    /// For a reason of the workspace's: its stable code, and words.
    There(String, &'static str),
}

const NOT_CONNECTED: Refusal = Refusal::Settings("this workspace is not connected");

impl ChatRefusal {
    fn there(code: &str, words: &'static str) -> Self {
        Self::There(code.to_owned(), words)
    }

    fn of_call(error: &RestError, act: Act) -> Self {
        let explained = explain(error, act, RocketChatVersion::default());
        Self::There(explained.key.replace('-', "_"), explained.text)
    }
}

impl From<HttpError> for ChatRefusal {
    fn from(error: HttpError) -> Self {
        Self::Here(error)
    }
}

impl From<Error> for ChatRefusal {
    fn from(error: Error) -> Self {
        Self::Here(error.into())
    }
}

impl From<ConnectError> for ChatRefusal {
    fn from(error: ConnectError) -> Self {
        match error {
            ConnectError::Act(error) => error.into(),
            ConnectError::Chat(error) => Self::of_call(&error, Act::Connect),
            ConnectError::OtherAccount(_) => Self::there(
                "chat_other_account",
                "the token is another account's than the id says",
            ),
        }
    }
}

impl From<LinkError> for ChatRefusal {
    fn from(error: LinkError) -> Self {
        match error {
            LinkError::Act(error) => error.into(),
            LinkError::Chat(error) => Self::of_call(&error, Act::FindAccount),
            LinkError::NotConnected => Self::Here(NOT_CONNECTED.into()),
            LinkError::NoAccount(_) => {
                Self::there("chat_no_account", "the workspace has no such account")
            }
            LinkError::NotAPerson(_) => {
                Self::there("chat_not_a_person", "the account is not a person's")
            }
            LinkError::Taken(_) => Self::there(
                "chat_account_taken",
                "the account is linked to somebody else",
            ),
            LinkError::Administrator(_) => Self::there(
                "chat_administrator",
                "the account administers the workspace: agree with may_administer",
            ),
        }
    }
}

impl IntoResponse for ChatRefusal {
    fn into_response(self) -> Response {
        let (reason, words) = match self {
            Self::Here(error) => return error.into_response(),
            Self::There(reason, words) => (reason, words),
        };
        let mut response = StatusCode::BAD_REQUEST.into_response();
        response.extensions_mut().insert(Obstacle {
            reason,
            description: Some(words),
            refusal: None,
        });
        response
    }
}
