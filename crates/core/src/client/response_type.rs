//! What the authorization endpoint answers with, and how it gets to the client.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::invalid::Invalid;

/// OAuth 2.0 Multiple Response Types.
/// <https://openid.net/specs/oauth-v2-multiple-response-types-1_0.html>
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum ResponseType {
    /// A code.
    #[default]
    Code,
    /// An ID token.
    IdToken,
    /// An ID token and an access token.
    IdTokenToken,
    /// A code and an ID token.
    CodeIdToken,
    /// A code and an access token.
    CodeToken,
    /// All three.
    CodeIdTokenToken,
    /// Nothing but the knowledge that the person agrees.
    None,
}

impl ResponseType {
    /// Every response type, the default first.
    pub const ALL: [Self; 7] = [
        Self::Code,
        Self::IdToken,
        Self::IdTokenToken,
        Self::CodeIdToken,
        Self::CodeToken,
        Self::CodeIdTokenToken,
        Self::None,
    ];

    /// The protocol's words in their usual order.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::IdToken => "id_token",
            Self::IdTokenToken => "id_token token",
            Self::CodeIdToken => "code id_token",
            Self::CodeToken => "code token",
            Self::CodeIdTokenToken => "code id_token token",
            Self::None => "none",
        }
    }

    /// Whether a code is in the answer.
    #[must_use]
    pub const fn has_code(self) -> bool {
        matches!(
            self,
            Self::Code | Self::CodeIdToken | Self::CodeToken | Self::CodeIdTokenToken
        )
    }

    /// Whether an ID token is in the answer.
    #[must_use]
    pub const fn has_id_token(self) -> bool {
        matches!(
            self,
            Self::IdToken | Self::IdTokenToken | Self::CodeIdToken | Self::CodeIdTokenToken
        )
    }

    /// Whether an access token is in the answer.
    #[must_use]
    pub const fn has_token(self) -> bool {
        matches!(
            self,
            Self::IdTokenToken | Self::CodeToken | Self::CodeIdTokenToken
        )
    }

    /// Where the answer stands unless the request says otherwise: tokens never in a query.
    #[must_use]
    pub const fn default_mode(self) -> ResponseMode {
        match self {
            Self::Code | Self::None => ResponseMode::Query,
            _ => ResponseMode::Fragment,
        }
    }
}

impl FromStr for ResponseType {
    type Err = Invalid;

    /// RFC 6749 §3.1.1: the order of the words does not matter.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let sorted = |text: &str| {
            let mut words: Vec<String> = text.split(' ').map(ToOwned::to_owned).collect();
            words.sort_unstable();
            words
        };
        Self::ALL
            .into_iter()
            .find(|known| sorted(known.as_str()) == sorted(text))
            .ok_or(Invalid::new(
                "response type",
                "is code, id_token, id_token token, code id_token, code token, code id_token token or none",
            ))
    }
}

impl TryFrom<String> for ResponseType {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}

impl From<ResponseType> for String {
    fn from(kind: ResponseType) -> Self {
        kind.as_str().to_owned()
    }
}

impl fmt::Display for ResponseType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How an answer gets to the client.
/// <https://openid.net/specs/oauth-v2-multiple-response-types-1_0.html#ResponseModes>
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseMode {
    /// In the query of a redirect.
    #[default]
    Query,
    /// In the fragment of a redirect.
    Fragment,
    /// In a form that the browser posts.
    FormPost,
}

impl ResponseMode {
    /// Every mode, the default first.
    pub const ALL: [Self; 3] = [Self::Query, Self::Fragment, Self::FormPost];

    /// The protocol's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Fragment => "fragment",
            Self::FormPost => "form_post",
        }
    }
}
