//! Connected workspaces against the stand-in: accounts that follow people, and the self-test.
#![expect(clippy::unwrap_used, reason = "a failed set-up is a failed test")]

mod check;
mod check_settings;
mod pictures;
mod reconcile;
mod roles;
mod rooms;
mod support;
mod sync;
