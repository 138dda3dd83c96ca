//! What the protocol decides: authorization, tokens, userinfo, discovery, keys, sign-out.
//!
//! [`Provider`] is the whole of it. Start with [`authorize`], a numbered list of checks, then
//! [`token`], five phases. Nothing here knows HTTP: requests come as [`params::Params`] and header
//! texts, answers leave as values.

mod access;
mod access_token;
pub mod authorize;
pub mod claims;
mod client_authentication;
pub mod client_call;
pub mod discovery;
pub mod end_session;
mod error;
mod id_token;
mod id_token_hint;
pub mod keys;
pub mod params;
mod provider;
pub mod token;
pub mod userinfo;
mod verdict;

pub use crate::error::{ErrorCode, OAuthError};
pub use crate::provider::{Provider, ProviderSettings, RegistrationMode};
pub use crate::verdict::Verdict;
