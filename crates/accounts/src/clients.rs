//! Applications: registered, changed and removed by administrators, with their secrets.
//!
//! `add` says what a new client is, `rules` which settings contradict each other, and
//! `secrets` how several secrets live side by side; `register` is about clients that come by
//! themselves, `unused` about how they go, `initial_tokens` about what lets them. Every change
//! makes all caches reload.

pub(crate) mod add;
pub(crate) mod change;
mod find;
mod initial_tokens;
mod register;
pub(crate) mod rules;
mod secrets;
mod unused;

pub use crate::clients::add::{AddedClient, NewClient};
pub use crate::clients::register::{Door, RegisteredClient, Registering};
pub use crate::clients::secrets::{opened_secrets, secret_matches};
