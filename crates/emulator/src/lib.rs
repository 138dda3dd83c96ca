//! A stand-in Rocket.Chat for demonstrations and tests.
//!
//! It speaks both dialects of Rocket.Chat's "Custom OAuth": the legacy engine (Meteor) and the modern one (Passport). Read
//! [`Emulator`] first; `legacy` and `modern` talk to the provider, `identity` and `template` read its answer, `matching` and `groups`
//! find or make the chat user, and `server` lists every address.

mod accounts;
mod admin;
mod bare_http;
mod callback;
mod custom_oauth;
mod definitions;
mod emulator;
mod encoding;
mod environment;
mod groups;
mod home;
mod http_client;
mod identity;
#[cfg(test)]
mod identity_tests;
mod legacy;
mod legacy_login;
mod login;
mod matching;
#[cfg(test)]
mod matching_tests;
mod modern;
mod modern_login;
mod pages;
mod rest;
mod server;
mod sessions;
mod settings;
mod template;
mod version;
mod workspace;

pub use accounts::{ChatUser, Email, NewUser};
pub use custom_oauth::{CustomOAuth, ServiceName};
pub use emulator::{Emulator, EmulatorConfig, EmulatorError};
pub use http_client::ProviderCall;
pub use settings::{Settings, SettingsError};
pub use version::{RocketChatVersion, VersionError};
pub use workspace::{Engine, LoginOutcome, TokenRequestQuirks};
