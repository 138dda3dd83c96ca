//! Applications: registered, changed and removed by administrators, with their secrets.
//!
//! `add` says what a new client is, `rules` which settings contradict each other, and
//! `secrets` how several secrets live side by side. Every change makes all caches reload.

pub(crate) mod add;
pub(crate) mod change;
mod find;
mod rules;
mod secrets;

pub use crate::clients::add::{AddedClient, NewClient};
pub use crate::clients::secrets::secret_matches;
