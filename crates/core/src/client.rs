//! Clients: the applications that people sign in to.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::claim_name::ClaimName;
use crate::client_id::ClientId;
use crate::clock::{Seconds, Timestamp};
use crate::digest::Digest;
use crate::group::GroupId;
use crate::id::Id;
use crate::redirect_uri::RedirectUri;
use crate::scope::{Scope, ScopeSet};
use crate::signing_key::SigningAlgorithm;
use crate::slug::Slug;

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

/// What an administrator sets for a client. Stored as one document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own on the client's page"
)]
pub struct ClientSettings {
    /// What kind of application this is.
    pub template: Template,
    /// RFC 6749 §2.1: a public client has no secret and must use PKCE.
    pub public: bool,
    /// Where codes may be sent.
    pub redirect_uris: Vec<RedirectUri>,
    /// Where a browser may be sent after signing out.
    pub post_logout_redirect_uris: Vec<RedirectUri>,
    /// Grants it may use.
    pub grants: BTreeSet<GrantType>,
    /// The scopes of a request that names none.
    pub default_scopes: ScopeSet,
    /// Who may enter: members of any of these; nobody listed means everyone.
    pub allowed_groups: Vec<GroupId>,
    /// Which groups it learns about; nothing listed means all.
    pub released_groups: Vec<GroupId>,
    /// Put before every group name it learns.
    pub group_prefix: String,
    /// Accept the access token in userinfo's query string.
    pub query_token: bool,
    /// Accept `Authorization: <base64>` without the word Basic.
    pub bare_authorization: bool,
    /// Emit only a verified address, and stop a sign-in without one.
    pub verified_email_only: bool,
    /// Ask each person once before claims are released.
    pub consent: bool,
    /// Which issuer its ID tokens name.
    pub issuer: IssuerMode,
    /// Issuers it had before; their ID token hints stay valid.
    pub former_issuers: Vec<String>,
    /// How its ID tokens are signed.
    pub id_token_alg: SigningAlgorithm,
    /// Put the scopes' claims into ID tokens too.
    pub claims_in_id_token: bool,
    /// Its access tokens are good at userinfo.
    pub userinfo: bool,
    /// Refuse authorization requests without PKCE.
    pub require_pkce: bool,
    /// Refresh tokens end with the browser session.
    pub bound_to_session: bool,
    /// Where "my applications" leads.
    pub launch_url: Option<String>,
    /// Rocket.Chat's name of the service.
    pub rocketchat_service: Option<String>,
    /// Rocket.Chat's address.
    pub rocketchat_url: Option<String>,
    /// Further claims: new name, and the standard claim it repeats.
    pub extra_claims: BTreeMap<ClaimName, ClaimName>,
    /// How long its access tokens live.
    pub access_token_lifetime: Seconds,
    /// OpenID Connect Registration §2: how old the password check of a session may be.
    pub default_max_age: Option<Seconds>,
}

impl Default for ClientSettings {
    fn default() -> Self {
        Self {
            template: Template::Generic,
            public: false,
            redirect_uris: Vec::new(),
            post_logout_redirect_uris: Vec::new(),
            grants: BTreeSet::from([GrantType::AuthorizationCode, GrantType::RefreshToken]),
            default_scopes: [Scope::Openid, Scope::Profile, Scope::Email]
                .into_iter()
                .collect(),
            allowed_groups: Vec::new(),
            released_groups: Vec::new(),
            group_prefix: String::new(),
            query_token: false,
            bare_authorization: false,
            verified_email_only: false,
            consent: true,
            issuer: IssuerMode::Global,
            former_issuers: Vec::new(),
            id_token_alg: SigningAlgorithm::Rs256,
            claims_in_id_token: false,
            userinfo: true,
            require_pkce: false,
            bound_to_session: false,
            launch_url: None,
            rocketchat_service: None,
            rocketchat_url: None,
            extra_claims: BTreeMap::new(),
            access_token_lifetime: Seconds::minutes(10),
            default_max_age: None,
        }
    }
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

/// RFC 6749 §1.3. <https://www.rfc-editor.org/rfc/rfc6749#section-1.3>
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GrantType {
    /// A code from the authorization endpoint.
    AuthorizationCode,
    /// A refresh token.
    RefreshToken,
}

impl GrantType {
    /// The protocol's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AuthorizationCode => "authorization_code",
            Self::RefreshToken => "refresh_token",
        }
    }
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
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops working, if an end was set.
    pub expires_at: Option<Timestamp>,
}
