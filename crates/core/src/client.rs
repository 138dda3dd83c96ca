//! Clients: the applications that people sign in to.

mod authentication;
mod grant_type;
mod logout;
mod presentation;
mod requests;
mod response_type;
mod settings;
mod software;
mod subject;
mod tokens;

use serde::{Deserialize, Serialize};

use crate::client_id::ClientId;
use crate::clock::Timestamp;
use crate::digest::Digest;
use crate::id::Id;
use crate::slug::Slug;

pub use crate::client::authentication::{AuthenticationMethod, ClientAuthentication, ClientKeys};
pub use crate::client::grant_type::GrantType;
pub use crate::client::logout::LogoutSettings;
pub use crate::client::presentation::Presentation;
pub use crate::client::requests::RequestSettings;
pub use crate::client::response_type::{ResponseMode, ResponseType};
pub use crate::client::settings::ClientSettings;
pub use crate::client::software::{ApplicationType, Software};
pub use crate::client::subject::{SubjectSettings, SubjectType};
pub use crate::client::tokens::{ContentEncryption, Encryption, KeyManagement, TokenSettings};

/// A client's row id.
pub type ClientRowId = Id<Client>;

/// A registered application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// Row id.
    pub id: ClientRowId,
    /// The protocol's name for it.
    pub client_id: ClientId,
    /// Its name in URLs and commands.
    pub slug: Slug,
    /// The name people see.
    pub name: String,
    /// Refused everywhere while set.
    pub disabled: bool,
    /// Everything else that an administrator may set.
    pub settings: ClientSettings,
    /// When it was registered.
    pub created_at: Timestamp,
}

/// What kind of application a client is; decides defaults and which claims are refused.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Template {
    /// Any OpenID Connect application.
    #[default]
    Generic,
    /// A Rocket.Chat workspace.
    RocketChat,
}

/// Which issuer a client's ID tokens name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IssuerMode {
    /// The public URL.
    #[default]
    Global,
    /// `<public URL>/application/o/<slug>/`, as authentik has it.
    PerClient,
    /// A text kept from another provider.
    Fixed(String),
}

/// A client secret's row id.
pub type ClientSecretId = Id<ClientSecret>;

/// One of a client's live secrets; only its digest is kept.
#[derive(Debug, Clone)]
pub struct ClientSecret {
    /// Row id.
    pub id: ClientSecretId,
    /// SHA-256 of the secret's text.
    pub digest: Digest,
    /// The secret itself, sealed: only for `client_secret_jwt`, which needs it to check.
    pub sealed: Option<Vec<u8>>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops working, if an end was set.
    pub expires_at: Option<Timestamp>,
}
