//! Where things live: rows in SQLite or PostgreSQL, one aggregate a file.
//!
//! Read [`backend`] first: a [`Store`] lends connections for reading and runs closures for writing.
//! Every other module holds the statements of one aggregate; each takes a [`Conn`] to read or a
//! [`Tx`] to write, and every change of state is guarded in its `WHERE` clause and counted.

pub mod access_tokens;
pub mod api_tokens;
pub mod attention;
pub mod audit;
pub mod audit_search;
pub mod authorization_requests;
pub mod backend;
pub mod backups;
pub mod bridge;
pub mod ceremonies;
pub mod chat_accounts;
pub mod chat_endings;
pub mod chat_links;
pub mod chat_sessions;
pub mod chat_tasks;
pub mod client_secrets;
pub mod client_tokens;
pub mod clients;
pub mod codes;
pub mod config_version;
mod connect;
pub mod consents;
pub mod copy;
pub mod credentials;
pub mod device_codes;
mod durability;
mod error;
pub mod factors;
pub mod group_tree;
pub mod groups;
pub mod images;
pub mod initial_access_tokens;
pub mod jobs;
pub mod logout_tasks;
pub mod mail_links;
pub mod mail_outbox;
pub mod memberships;
mod migrate;
pub mod passkeys;
pub mod pushed_requests;
pub mod recovery_codes;
pub mod refresh_tokens;
pub mod registrations;
mod requested;
pub mod session_clients;
pub mod session_endings;
pub mod sessions;
pub mod settings;
pub mod setup_links;
pub mod sign_ins;
pub mod signing_keys;
pub mod sweep;
pub mod throttles;
pub mod totp_factors;
pub mod trail_counts;
pub mod used_assertions;
pub mod used_identifiers;
pub mod user_lists;
pub mod user_search;
pub mod users;
pub mod workspaces;
mod writer;

pub use crate::backend::{Conn, Store, Tx, WriteFuture};
pub use crate::error::StoreError;
