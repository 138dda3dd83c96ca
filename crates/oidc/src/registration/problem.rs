//! Why metadata cannot be registered.

use gantry_accounts::Refusal;

use crate::error::{ErrorCode, OAuthError};

/// RFC 7591 §3.2.2: one of two errors, and what to mend.
/// <https://www.rfc-editor.org/rfc/rfc7591#section-3.2.2>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MetadataProblem {
    /// `invalid_redirect_uri` or `invalid_client_metadata`.
    pub code: ErrorCode,
    /// For the client's developer.
    pub description: &'static str,
}

impl MetadataProblem {
    /// A member is not good.
    #[must_use]
    pub const fn invalid(description: &'static str) -> Self {
        Self {
            code: ErrorCode::InvalidClientMetadata,
            description,
        }
    }

    /// A redirect URI is not good.
    #[must_use]
    pub const fn redirect_uri(description: &'static str) -> Self {
        Self {
            code: ErrorCode::InvalidRedirectUri,
            description,
        }
    }

    /// A refusal of the accounts' rules in the words of a registration; `None` for those that are
    /// not about metadata.
    pub(crate) fn of(refusal: &Refusal) -> Option<Self> {
        match refusal {
            Refusal::Settings(text) => Some(Self::invalid(text)),
            Refusal::Invalid(invalid) => Some(Self::invalid(invalid.rule)),
            _ => None,
        }
    }
}

impl From<MetadataProblem> for OAuthError {
    fn from(problem: MetadataProblem) -> Self {
        Self::new(problem.code, problem.description, "metadata_refused")
    }
}
