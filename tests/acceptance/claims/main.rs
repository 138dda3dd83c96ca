//! Acceptance tests over real HTTP: what an application learns about people, and when it stops.
//!
//! Tests named `rc_oauth_NN_…` prove one statement of the list that a provider for Rocket.Chat has
//! to meet.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests stop at the first surprise"
)]

mod calls;
mod client_policies;
mod end_session;
mod endings;
mod group_left;
mod groups;
mod held;
mod identity;
mod log;
mod people;
mod proxy;
mod rocketchat;
mod template;
mod tls;
mod trail;
mod userinfo;
mod userinfo_refusals;
