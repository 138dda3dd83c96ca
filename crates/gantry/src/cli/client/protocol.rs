//! How an application speaks the protocol, as flags of `client add` and `client change`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use gantry_core::client::{AuthenticationMethod, GrantType, ResponseType};
use gantry_core::client_id::ClientId;
use gantry_core::signing_key::SigningAlgorithm;

// Not doc comments: those would need marks that help does not show.
const RESPONSE_TYPE: &str =
    "A response type that it may ask for, such as \"code id_token\"; may be repeated";
const SWITCH: &str = "true|false";

/// Flags that `client add` and `client change` share; switches and lists work like those above.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "How it speaks the protocol")]
pub(crate) struct ProtocolArgs {
    /// Client metadata in JSON, as applications register them (RFC 7591); flags come on top
    #[arg(long, value_name = "FILE")]
    pub(crate) metadata: Option<PathBuf>,
    #[arg(long = "response-type", value_name = "TYPE", help = RESPONSE_TYPE)]
    pub(crate) response_types: Vec<ResponseType>,
    /// How it proves who it is [default: a secret, in the header or in the body]
    #[arg(long, value_name = "METHOD", value_enum)]
    pub(crate) auth_method: Option<MethodArg>,
    /// Take assertions for the issuer alone, not for an endpoint, as FAPI 2 asks
    #[arg(long, value_name = SWITCH, num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) issuer_audience_only: Option<bool>,
    /// Where its public keys are
    #[arg(long, value_name = "URL", conflicts_with = "jwks_file")]
    pub(crate) jwks_uri: Option<String>,
    /// A file with its public keys, as a JSON Web Key Set
    #[arg(long, value_name = "FILE")]
    pub(crate) jwks_file: Option<PathBuf>,
    /// Sign answers at userinfo with this algorithm
    #[arg(long, value_name = "ALGORITHM")]
    pub(crate) userinfo_alg: Option<SigningAlgorithm>,
    /// Call people by names that only this application knows
    #[arg(long, value_name = SWITCH, num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) pairwise: Option<bool>,
    /// The document that lists the redirect URIs that share such names
    #[arg(long, value_name = "URL")]
    pub(crate) sector_identifier_uri: Option<String>,
    /// Where it hears of sign-outs from Gantry itself
    #[arg(long, value_name = "URL")]
    pub(crate) backchannel_logout_uri: Option<String>,
    /// Where it hears of sign-outs from the browser
    #[arg(long, value_name = "URL")]
    pub(crate) frontchannel_logout_uri: Option<String>,
    /// Refuse authorization requests without PKCE
    #[arg(long, value_name = SWITCH, num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) require_pkce: Option<bool>,
    /// Refuse authorization requests that were not pushed
    #[arg(long, value_name = SWITCH, num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) require_par: Option<bool>,
    /// Refuse authorization requests that are not signed
    #[arg(long, value_name = SWITCH, num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) require_request_object: Option<bool>,
    /// Where its request objects may be fetched; may be repeated
    #[arg(long = "request-uri", value_name = "URL")]
    pub(crate) request_uris: Vec<String>,
    /// Make its access tokens JWTs
    #[arg(long, value_name = SWITCH, num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) jwt_access_tokens: Option<bool>,
    /// A resource that its tokens may be for; may be repeated
    #[arg(long = "resource", value_name = "URI")]
    pub(crate) resources: Vec<String>,
    /// A resource that it serves itself: it may ask about tokens for it; may be repeated
    #[arg(long = "serves", value_name = "URI")]
    pub(crate) serves: Vec<String>,
    /// An application whose access tokens it may exchange; may be repeated
    #[arg(long = "exchanges-from", value_name = "CLIENT ID")]
    pub(crate) exchanges_from: Vec<ClientId>,
    /// Ask for the password again if that was longer ago
    #[arg(long, value_name = "SECONDS")]
    pub(crate) default_max_age: Option<i64>,
}

/// A method by its name in the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum MethodArg {
    /// A secret, in the header or in the body
    Secret,
    /// A secret in the header
    ClientSecretBasic,
    /// A secret in the body
    ClientSecretPost,
    /// An assertion keyed by the secret
    ClientSecretJwt,
    /// An assertion signed by its own key
    PrivateKeyJwt,
}

impl From<MethodArg> for AuthenticationMethod {
    fn from(method: MethodArg) -> Self {
        match method {
            MethodArg::Secret => Self::Secret,
            MethodArg::ClientSecretBasic => Self::ClientSecretBasic,
            MethodArg::ClientSecretPost => Self::ClientSecretPost,
            MethodArg::ClientSecretJwt => Self::ClientSecretJwt,
            MethodArg::PrivateKeyJwt => Self::PrivateKeyJwt,
        }
    }
}

/// A grant by its name in the protocol; the long ones without their `urn:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum GrantArg {
    /// A code for tokens
    AuthorizationCode,
    /// A refresh token for new tokens
    RefreshToken,
    /// Tokens straight from the browser's redirect
    Implicit,
    /// Tokens for the application itself
    ClientCredentials,
    /// Tokens for a device without a browser
    DeviceCode,
    /// One access token for another
    TokenExchange,
}

impl From<GrantArg> for GrantType {
    fn from(grant: GrantArg) -> Self {
        match grant {
            GrantArg::AuthorizationCode => Self::AuthorizationCode,
            GrantArg::RefreshToken => Self::RefreshToken,
            GrantArg::Implicit => Self::Implicit,
            GrantArg::ClientCredentials => Self::ClientCredentials,
            GrantArg::DeviceCode => Self::DeviceCode,
            GrantArg::TokenExchange => Self::TokenExchange,
        }
    }
}
