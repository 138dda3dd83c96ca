//! Requests that Gantry itself sends out, under one set of rules: certificates are checked, no
//! redirect is followed, time and size are limited, private addresses are refused unless allowed.
//!
//! Reading order: `address.rs` (which addresses are whose), `resolver.rs` (names obey the same
//! rule), `request.rs` and `reply.rs` (what is asked and what comes back), `client.rs` (the client),
//! `error.rs` (why a request failed, in words); [`mail`] for mail.

mod address;
mod client;
mod error;
pub mod mail;
mod reply;
mod request;
mod resolver;

pub use address::{Reach, reach};
pub use client::{Outbound, OutboundRules};
pub use error::{OutboundError, OutboundSetUpError};
pub use reply::{Answer, JsonAnswer, Pause, Reply};
pub use request::{OutboundRequest, Part};
