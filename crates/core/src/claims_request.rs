//! The `claims` parameter: single claims that a request asks for.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::invalid::Invalid;

const RULE: Invalid = Invalid::new(
    "claims",
    "is a JSON object as OpenID Connect Core section 5.5 has it",
);
/// More claims than any honest request names.
const MOST: usize = 100;

/// OpenID Connect Core §5.5.
/// <https://openid.net/specs/openid-connect-core-1_0.html#ClaimsParameter>
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClaimsRequest {
    /// Wanted from the userinfo endpoint.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub userinfo: BTreeMap<String, Option<ClaimRequest>>,
    /// Wanted in the ID token.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub id_token: BTreeMap<String, Option<ClaimRequest>>,
}

/// OpenID Connect Core §5.5.1: how a claim is wanted.
/// <https://openid.net/specs/openid-connect-core-1_0.html#IndividualClaimsRequests>
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClaimRequest {
    /// The client cannot do its work well without it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub essential: bool,
    /// It should be this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// It should be one of these, the first best.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<Value>>,
}

impl ClaimsRequest {
    /// Reads the parameter's JSON text. Members that are not understood are ignored.
    ///
    /// # Errors
    /// Anything but an object of objects.
    ///
    /// ```
    /// use gantry_core::claims_request::ClaimsRequest;
    ///
    /// let asked = ClaimsRequest::parse(r#"{"userinfo":{"name":{"essential":true}}}"#).unwrap();
    /// assert!(asked.userinfo.contains_key("name"));
    /// assert!(ClaimsRequest::parse("[]").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        // An array would be read as the members of the object in their order.
        if !text.trim_start().starts_with('{') {
            return Err(RULE);
        }
        let parsed: Self = serde_json::from_str(text).map_err(|_| RULE)?;
        if parsed.userinfo.len() + parsed.id_token.len() > MOST {
            return Err(RULE);
        }
        Ok(parsed)
    }

    /// Whether nothing is asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.userinfo.is_empty() && self.id_token.is_empty()
    }
}

impl ClaimRequest {
    /// Whether a value is one of those asked for; any is, if none is named.
    #[must_use]
    pub fn accepts(&self, value: &Value) -> bool {
        let named = self.value.as_ref().is_none_or(|wanted| wanted == value);
        let listed = self
            .values
            .as_ref()
            .is_none_or(|wanted| wanted.contains(value));
        named && listed
    }
}
