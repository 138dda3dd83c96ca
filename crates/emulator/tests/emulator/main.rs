//! The stand-in against a tiny provider: both engines over HTTP, and the pages around them.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a missing value is a failed test"
)]

mod iframe;
mod legacy;
mod modern;
mod pages;
mod rest;
mod support;
