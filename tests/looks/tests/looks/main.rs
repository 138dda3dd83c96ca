//! Every page, judged by axe-core in a real browser; and no page may hide from it.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

mod browser;
mod handbook;
mod shown;
