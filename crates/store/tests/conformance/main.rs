//! What both databases must do alike: `GANTRY_TEST_DATABASE` is `sqlite` (default) or `postgres`.
//!
//! Read [`support`], [`builders`] and [`workspace_builders`] first; then there is one file for each
//! aggregate, and
//! [`writer`], [`races`], [`plans`], [`schema`] and [`opening`] for what concerns all of them.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on stops where it stands"
)]
#![expect(clippy::panic, reason = "a broken expectation ends a test")]

mod access_tokens;
mod api_tokens;
mod audit;
mod audit_search;
mod authorization_requests;
mod backup_ages;
mod backup_filling;
mod backup_refusals;
mod backups;
mod bridge;
mod builders;
mod chat_accounts;
mod chat_ends;
mod chat_follows;
mod chat_races;
mod chat_sessions;
mod chat_tasks;
mod client_secrets;
mod client_tokens;
mod clients;
mod codes;
mod consents;
mod crowd;
mod device_codes;
mod entries;
mod factor_races;
mod factors;
mod group_tree;
mod groups;
mod images;
mod initial_access_tokens;
mod jobs;
mod logout_builders;
mod logout_tasks;
mod mail_links;
mod mail_outbox;
mod memberships;
mod opening;
mod plans;
mod pushed_requests;
mod races;
mod refresh_tokens;
mod registrations;
mod schema;
mod session_endings;
mod sessions;
mod settings;
mod setup_links;
mod signing_keys;
mod support;
mod sweep;
mod throttles;
mod trail_counts;
mod used_assertions;
mod used_identifiers;
mod user_lists;
mod user_search;
mod users;
mod workspace_builders;
mod workspaces;
mod writer;
