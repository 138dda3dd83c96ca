//! `/.well-known/…` and its twins below a client's own issuer: what is where, and the keys.

mod cors;
mod discovery;
mod expected;
pub(crate) mod id_token;
pub(crate) mod jwks;
mod keys_imported;
mod keys_on_demand;
mod keys_schedule;
mod rotation;
mod webfinger;
