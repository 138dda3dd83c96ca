//! The whole router, asked without a network: headers, twins of paths, forms, the way in and out.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on should stop where it stands"
)]

mod documents;
mod headers;
mod journey;
mod protocol;
mod support;
