//! Acceptance tests over real HTTP, filed by URL: each folder mirrors a path of the server.
//!
//! [`wire`] speaks as Rocket.Chat's two engines do, byte for byte; [`base_path`] is about
//! `/application/o` as a whole, [`authorize`], [`token`], [`consent`] and [`well_known`] about what
//! their names say.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests stop at the first surprise"
)]

mod access;
mod api;
mod authorize;
mod base_path;
mod client_authentication;
mod client_credentials;
mod consent;
mod device;
mod end_session;
mod factors;
mod insight;
mod introspect;
mod letters;
mod logout_channels;
mod own;
mod par;
mod people;
mod registration;
mod request_object;
mod resources;
mod revoke;
mod strangers;
mod token;
mod token_exchange;
mod userinfo;
mod well_known;
mod wire;
