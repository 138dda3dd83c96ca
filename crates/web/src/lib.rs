//! How Gantry is spoken: every URL, the pages in the reader's language and theme, and their files.
//!
//! Start at [`router()`], which lists every URL on one page. `endpoints` answers programs, `pages` and
//! [`views`] answer people; `http` is what every request passes, `error` the one place that turns an
//! error into an answer, [`render`] the frame around every page, [`i18n`] the languages and [`assets`]
//! style sheet, script and icons.

mod account;
mod admin;
mod api;
pub mod assets;
mod endpoints;
mod error;
mod http;
pub mod i18n;
pub mod letters;
pub mod look;
pub mod markup;
mod notices;
mod pages;
mod refusals;
pub mod render;
mod rocketchat;
mod router;
pub mod views;

pub use crate::api::{ApiRoute, api_routes};
pub use crate::http::client_address::Network;
pub use crate::http::state::{AppState, MetricsText};
pub use crate::router::router;
