//! The guarded client against listeners on loopback.
#![expect(clippy::unwrap_used, reason = "a failed set-up is a failed test")]

mod requests;
mod rules;
mod support;
mod tls;
