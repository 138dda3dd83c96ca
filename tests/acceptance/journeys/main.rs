//! Whole stories over real HTTP: [`browser`] with a real browser and a stand-in Rocket.Chat,
//! [`relying_party`] and [`standards`] with an OpenID Connect library that somebody else wrote.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests stop at the first surprise"
)]

mod browser;
mod relying_party;
mod standards;
