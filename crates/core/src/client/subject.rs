//! Under which name a client knows people.

use serde::{Deserialize, Serialize};

/// OpenID Connect Core §8. <https://openid.net/specs/openid-connect-core-1_0.html#SubjectIDTypes>
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SubjectType {
    /// The same for every client.
    #[default]
    Public,
    /// Another for every sector, so that clients cannot compare.
    Pairwise,
}

impl SubjectType {
    /// Both, the default first.
    pub const ALL: [Self; 2] = [Self::Public, Self::Pairwise];

    /// The protocol's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Pairwise => "pairwise",
        }
    }
}

/// The kind of name, and whom it is shared with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SubjectSettings {
    /// Which kind.
    #[serde(rename = "type")]
    pub kind: SubjectType,
    /// OpenID Connect Core §8.1: a document that lists the redirect URIs of the sector.
    pub sector_identifier_uri: Option<String>,
}
