//! One struct per page, with plain values only; the template of the same name draws it.
//!
//! Read in the order of a first day: [`setup`], [`login`], [`select_account`], [`consent`], [`device`], [`form_post`], [`apps`],
//! [`account`], [`logout`]; [`problem`] (with [`redirect_difference`]) and [`stale`] when something is in the way;
//! [`admin`] for the people who run the place.

pub mod account;
pub mod admin;
pub mod api_tokens;
pub mod apps;
pub mod bridge;
pub mod consent;
pub mod device;
pub mod factor;
pub mod form_post;
pub mod login;
pub mod logout;
pub mod mail;
pub mod problem;
pub mod redirect_difference;
pub mod select_account;
pub mod setup;
pub mod stale;

#[cfg(test)]
mod promises;
#[cfg(test)]
mod texts;
