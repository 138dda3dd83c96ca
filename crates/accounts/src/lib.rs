//! What people and administrators do: one function per act, for page, API and command alike.
//!
//! [`Accounts`] holds what every act needs. Acts of administrators take an
//! [`permissions::Administrator`] as proof; each writes its line of the trail with the act.

pub mod access;
mod accounts;
pub mod addresses;
pub mod api_tokens;
pub mod client_cache;
pub mod clients;
pub mod consents;
pub mod counts;
pub mod declared;
mod error;
pub mod factors;
pub mod form_token;
pub mod groups;
pub mod hash_pool;
pub mod images;
pub mod insight;
pub mod invitations;
pub mod mail;
pub mod permissions;
pub mod recovery;
pub mod sessions;
pub mod settings;
pub mod setup;
pub mod sign_in;
pub mod spreadsheet;
pub mod throttle;
pub mod trail;
pub mod trail_search;
pub mod users;

pub use crate::accounts::{Accounts, AccountsSettings, ClientRule};
pub use crate::error::{Error, Refusal};
