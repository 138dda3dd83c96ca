//! What is known of Rocket.Chat and done with it.
//!
//! Reading order: `claims` (what it makes of a userinfo answer), `settings` (what an administrator
//! enters on its side, in three renderings), `template` and `rules` (how a workspace is registered
//! here), `probe` (what a running workspace says of itself).

pub mod claims;
pub mod probe;
pub mod rest;
pub mod rules;
pub mod settings;
pub mod template;
pub mod workspaces;

pub use gantry_outbound::{Outbound, OutboundRules};
