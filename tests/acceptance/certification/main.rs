//! Behaves as the modules of the OpenID Foundation's conformance suite ask.
//!
//! `modules.txt` lists the modules by plan; each has a test of its name in the plan's file here.
//! What several plans ask alike is a function in [`scenarios`], run for the [`variant`]s of a plan.
//! [`bench`] sets the server and the application up, [`browser`] walks through the pages,
//! [`flow`] finishes a sign-in, and everything that arrives passes through [`checks`].

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests stop at the first surprise"
)]

mod backchannel;
mod basic;
mod bench;
mod browser;
mod checks;
mod config;
mod dynamic;
mod endpoints;
mod flow;
mod form_post;
mod frontchannel;
mod hybrid;
mod implicit;
mod request;
mod rp_initiated;
mod scenarios;
mod sign_out;
mod third_party;
mod variant;
