//! Attacks over real HTTP: what other providers got wrong, tried on this one.
//!
//! A test `advisory_NN_…` stands for row NN of a list of published advisories;
//! `docs/threat-model.md` says which threat each module covers.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests stop at the first surprise"
)]

mod bad_forms;
mod browser;
mod cookies;
mod failing_storage;
mod foreign_tokens;
mod forged;
mod guessing;
mod hints;
mod html;
mod inventory;
mod leaks;
mod locked_out;
mod other_sites;
mod parallel_exchange;
mod pkce;
mod redirect_uris;
mod response_modes;
mod scripts;
mod secrets;
mod state_changes;
mod stored_scripts;
mod two_people;
mod url_tricks;
mod walk;
mod walks;
mod wildcards;
