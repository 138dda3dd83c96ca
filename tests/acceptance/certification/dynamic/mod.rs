//! The Dynamic plan: clients that register themselves and authenticate by `private_key_jwt`.

pub(crate) mod client;
mod keys;
mod pages;
mod redirect_uris;
mod refresh;
mod requests;
mod sectors;
mod server;
