//! Rocket.Chat's REST API, as far as Gantry uses it: one typed method for each call.
//!
//! Reading order: `client` (credentials, one call), `error` (what a refusal looks like), then the
//! calls by subject: `workspace` (the server itself), `own` (the account that asks), `accounts` and
//! `account_changes`, `tokens` (minting and ending them), `roles`, `rooms`; last `act`, `explain`
//! and `words`: a failure in words for an administrator.
//!
//! The generic `query` and `fields` parameters are never sent: 9.0 removes them.

mod account_changes;
mod accounts;
mod act;
mod client;
mod error;
mod explain;
mod own;
mod roles;
mod rooms;
mod tokens;
mod words;
mod workspace;

pub use account_changes::{NewChatUser, UserChanges, throwaway_password};
pub use accounts::{AccountStatus, ChatAccount, ChatEmail, Page};
pub use act::Act;
pub use client::{Credentials, RestClient};
pub use error::RestError;
pub use explain::{Explanation, explain};
pub use own::{Me, PersonalAccessToken};
pub use roles::Role;
pub use rooms::{Room, RoomMember};
pub use tokens::{CreateToken, SecretMissing};
