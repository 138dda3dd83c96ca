//! Client metadata as it is spoken: every member that is understood, none of them checked.
//!
//! OpenID Connect Registration §2, RFC 7591 §2, RFC 9101 §10.5, RFC 9126 §6 and the logout
//! specifications. Unknown members are ignored, as RFC 7591 §2 asks.
//! <https://openid.net/specs/openid-connect-registration-1_0.html#ClientMetadata>
//! <https://www.rfc-editor.org/rfc/rfc7591#section-2>

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::registration::problem::MetadataProblem;

/// What a client says of itself, and what it is told of itself.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(
    missing_docs,
    reason = "the members are named and explained in the specifications"
)]
pub struct ClientMetadata {
    // Who it is.
    pub client_id: Option<String>,
    pub client_secret: Option<String>,
    pub client_name: Option<String>,
    pub application_type: Option<String>,
    pub client_uri: Option<String>,
    pub logo_uri: Option<String>,
    pub policy_uri: Option<String>,
    pub tos_uri: Option<String>,
    pub contacts: Option<Vec<String>>,
    pub software_id: Option<String>,
    pub software_version: Option<String>,
    pub software_statement: Option<Value>,

    // How it asks.
    pub redirect_uris: Option<Vec<String>>,
    pub response_types: Option<Vec<String>>,
    pub grant_types: Option<Vec<String>>,
    pub scope: Option<String>,
    pub default_max_age: Option<u32>,
    pub default_acr_values: Option<Vec<String>>,
    pub initiate_login_uri: Option<String>,
    pub request_uris: Option<Vec<String>>,
    pub request_object_signing_alg: Option<String>,
    pub request_object_encryption_alg: Option<String>,
    pub request_object_encryption_enc: Option<String>,
    pub require_signed_request_object: Option<bool>,
    pub require_pushed_authorization_requests: Option<bool>,

    // How it proves who it is.
    pub token_endpoint_auth_method: Option<String>,
    pub token_endpoint_auth_signing_alg: Option<String>,
    pub jwks: Option<Value>,
    pub jwks_uri: Option<String>,

    // What it gets.
    pub subject_type: Option<String>,
    pub sector_identifier_uri: Option<String>,
    pub id_token_signed_response_alg: Option<String>,
    pub id_token_encrypted_response_alg: Option<String>,
    pub id_token_encrypted_response_enc: Option<String>,
    pub userinfo_signed_response_alg: Option<String>,
    pub userinfo_encrypted_response_alg: Option<String>,
    pub userinfo_encrypted_response_enc: Option<String>,

    // How it hears of sign-outs.
    pub post_logout_redirect_uris: Option<Vec<String>>,
    pub backchannel_logout_uri: Option<String>,
    pub backchannel_logout_session_required: Option<bool>,
    pub frontchannel_logout_uri: Option<String>,
    pub frontchannel_logout_session_required: Option<bool>,
}

impl ClientMetadata {
    /// Reads a document; never panics. A member that occurs twice is refused, `null` counts as
    /// absent.
    ///
    /// # Errors
    /// It is no JSON object, or a member has another type.
    pub fn parse(document: &[u8]) -> Result<Self, MetadataProblem> {
        const PROBLEM: MetadataProblem = MetadataProblem::invalid(
            "the body is not a JSON object whose members have their types",
        );
        // An array would be read as the members in their order.
        if !document.trim_ascii_start().starts_with(b"{") {
            return Err(PROBLEM);
        }
        serde_json::from_slice(document).map_err(|_| PROBLEM)
    }

    /// The members that are there.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut value = serde_json::to_value(self).unwrap_or_default();
        if let Some(members) = value.as_object_mut() {
            members.retain(|_, value| !value.is_null());
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::ClientMetadata;

    #[test]
    fn unknown_members_are_ignored_and_null_counts_as_absent() {
        let document = br#"{"client_name#ja":"x","client_name":null,"redirect_uris":[]}"#;

        let read = ClientMetadata::parse(document).unwrap();

        assert_eq!(read.to_json(), json!({ "redirect_uris": [] }));
    }

    #[test]
    fn broken_documents_are_refused() {
        for document in [
            "",
            "[]",
            "null",
            r#"{"redirect_uris":"https://app.example.org/cb"}"#,
            r#"{"client_name":1}"#,
            r#"{"client_name":"a","client_name":"b"}"#,
            r#"{"default_max_age":-1}"#,
            "{\"client_name\":\"\u{7f}",
        ] {
            assert!(
                ClientMetadata::parse(document.as_bytes()).is_err(),
                "{document}"
            );
        }
        assert!(ClientMetadata::parse(b"{\"client_name\":\"\xff\"}").is_err());
        let deep = format!("{{\"jwks\":{}", "[".repeat(10_000));
        assert!(ClientMetadata::parse(deep.as_bytes()).is_err());
    }
}
