//! What things are: ids, parsed text, secrets, time, hashes, and the signer and sealing of keys.
//!
//! Nothing here waits, reads a file or speaks a protocol. Start with [`mod@env`], the only source of
//! time and randomness, then [`user`], [`client`] and [`authorization`], the three nouns that a
//! sign-in joins.

pub mod accent;
pub mod access;
pub mod api_token;
pub mod audit;
pub mod authorization;
pub mod claim_name;
pub mod claims_request;
pub mod client;
pub mod client_id;
pub mod client_token;
pub mod clock;
pub mod consent;
pub mod correlation;
pub mod device_code;
pub mod digest;
pub mod email;
pub mod entropy;
pub mod env;
pub mod factor;
pub mod group;
pub mod group_name;
pub mod half_hash;
pub mod id;
pub mod invalid;
pub mod jwe;
pub mod methods;
pub mod network;
pub mod password;
pub mod pending_sign_in;
pub mod profile;
pub mod redirect_uri;
pub mod refresh_family;
pub mod registration;
pub mod role;
pub mod scope;
pub mod seal;
pub mod secret;
pub mod session;
pub mod signer;
pub mod signing_key;
pub mod slug;
pub mod token;
pub mod user;
pub mod username;
pub mod workspace;

pub use crate::clock::{Seconds, Timestamp};
pub use crate::digest::Digest;
pub use crate::env::Env;
pub use crate::id::Id;
pub use crate::invalid::Invalid;
pub use crate::secret::Secret;
