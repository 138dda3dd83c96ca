//! What people and administrators do, on the database that `GANTRY_TEST_DATABASE` names.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop where it stands"
)]

mod access;
mod chat_following;
mod chat_queue;
mod chat_support;
mod claims;
mod clients;
mod grants;
mod group_tree;
mod groups;
mod guessing;
mod import;
mod names;
mod passwords;
mod people_list;
mod roles;
mod secrets;
mod sessions;
mod set_up;
mod sign_in;
mod support;
mod trail;
mod users;
