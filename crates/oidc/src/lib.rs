//! What the protocol decides: authorization, tokens, userinfo, discovery, keys, sign-out.
//!
//! [`Provider`] is the whole of it. Start with [`authorize`], a numbered list of checks, then
//! [`token`], five phases. Nothing here knows HTTP: requests come as [`params::Params`] and header
//! texts, answers leave as values.

mod access;
mod access_token;
mod assurance;
pub mod authorize;
mod backchannel;
mod bearer;
pub mod claims;
mod client_authentication;
pub mod client_call;
mod client_keys;
pub mod device;
pub mod discovery;
mod encrypted;
pub mod end_session;
mod errands;
mod error;
pub mod frontchannel;
mod hearing;
mod id_token;
mod id_token_hint;
pub mod introspect;
pub mod jwt;
pub mod keys;
mod outbounds;
pub mod params;
mod presented_token;
pub mod preview;
mod provider;
pub mod pushed_requests;
pub mod registration;
mod resources;
mod revoke;
mod sid;
mod subject;
pub mod token;
pub mod untrusted;
pub mod userinfo;
mod verdict;
pub mod webfinger;

pub use crate::error::{ErrorCode, OAuthError};
pub use crate::outbounds::Outbounds;
pub use crate::provider::{Provider, ProviderSettings, RegistrationMode};
pub use crate::verdict::Verdict;
