//! Every page, judged by axe-core in a real browser; and no page may hide from it.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests stop at the first surprise"
)]

mod browser;
mod shown;
