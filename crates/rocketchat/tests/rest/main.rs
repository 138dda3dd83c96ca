//! The REST client against a server that answers what each test says and notes what it was asked.
#![expect(clippy::unwrap_used, reason = "a failed set-up is a failed test")]

mod accounts;
mod explained;
mod failures;
mod rooms_and_roles;
mod support;
mod tokens;
mod workspace;
