//! `/.well-known/…` and its twins below a client's own issuer: what is where, and the keys.

mod discovery;
pub(crate) mod id_token;
mod jwks;
mod rotation;
