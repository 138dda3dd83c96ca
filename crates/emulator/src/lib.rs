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
mod directory;
mod emulator;
mod encoding;
mod environment;
mod groups;
mod home;
mod http_client;
mod identity;
#[cfg(test)]
mod identity_tests;
mod iframe;
mod iframe_journal;
mod iframe_session;
mod legacy;
mod legacy_login;
mod local_login;
mod login;
mod matching;
#[cfg(test)]
mod matching_tests;
mod modern;
mod modern_login;
mod outage;
mod pages;
mod permissions;
mod rest;
mod rooms;
mod second_factor;
mod server;
mod serving;
mod sessions;
mod settings;
mod template;
mod tokens;
mod version;
mod workspace;
mod workspace_settings;

pub use accounts::{ChatUser, Email, NewUser, UserType};
pub use custom_oauth::{CustomOAuth, ServiceName};
pub use emulator::{Emulator, EmulatorConfig, EmulatorError, Stopped, TlsIdentity};
pub use http_client::ProviderCall;
pub use outage::Outage;
pub use rest::journal::RestCall;
pub use second_factor::TOTP_CODE;
pub use settings::{Settings, SettingsError};
pub use version::{RocketChatVersion, VersionError};
pub use workspace::{Engine, LoginOutcome, TokenRequestQuirks};
