//! What the acceptance tests share: a running Gantry, a browser without a screen, one with, and
//! the two kinds of application that sign people in.
//!
//! Start at [`TestApp`]. The database is chosen by `GANTRY_TEST_DATABASE`.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "a test support that cannot go on must stop the test"
)]

mod app;
mod application;
mod arrival;
mod authenticator;
mod browser;
mod browsing;
mod builders;
mod client;
mod database;
mod grants;
mod keys;
mod letters;
mod page;
mod relying_party;
mod smtp;
mod visitor;

pub use crate::app::TestApp;
pub use crate::application::{Application, ApplicationKey, Received};
pub use crate::arrival::{Arrival, Place};
pub use crate::authenticator::Authenticator;
pub use crate::browser::{Browser, Device};
pub use crate::builders::{PASSWORD, RocketChatClient};
pub use crate::client::{Answer, AuthorizeRequest};
pub use crate::database::TestDatabase;
pub use crate::grants::ACCESS_TOKEN_TYPE;
pub use crate::letters::MAIL_PASSWORD;
pub use crate::page::Page;
pub use crate::relying_party::{DiscoveredClient, Finished, Pending, RelyingParty, call};
pub use crate::smtp::{Arrived, Mood, SmtpServer};
pub use crate::visitor::{Landing, Visitor, parameter};
