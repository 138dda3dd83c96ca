//! What an administrator, or a registration, sets for a client.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::access::Access;
use crate::claim_name::ClaimName;
use crate::client::{
    ClientAuthentication, ClientKeys, GrantType, IssuerMode, LogoutSettings, Presentation,
    RequestSettings, ResponseType, Software, SubjectSettings, Template, TokenSettings,
};
use crate::clock::Seconds;
use crate::group::GroupId;
use crate::redirect_uri::RedirectUri;
use crate::scope::{Scope, ScopeSet};
use crate::signing_key::SigningAlgorithm;

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
    /// Who may enter.
    pub access: Access,
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
    /// The authentication context that a request without `acr_values` asks for.
    pub default_acr_values: Vec<String>,
    /// The scopes that it may ask for; `None` means all.
    pub scopes: Option<ScopeSet>,
    /// Response types it may ask for.
    pub response_types: BTreeSet<ResponseType>,
    /// How it proves who it is.
    pub authentication: ClientAuthentication,
    /// Its public keys.
    pub keys: ClientKeys,
    /// Under which name it knows people.
    pub subject: SubjectSettings,
    /// How its authorization requests may come.
    pub requests: RequestSettings,
    /// What its tokens look like and whom they are for.
    pub tokens: TokenSettings,
    /// How it hears of sign-outs.
    pub logout: LogoutSettings,
    /// What people are shown of it.
    pub presentation: Presentation,
    /// What its developer says about the program.
    pub software: Software,
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
            access: Access::default(),
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
            default_acr_values: Vec::new(),
            scopes: None,
            response_types: BTreeSet::from([ResponseType::Code]),
            authentication: ClientAuthentication::default(),
            keys: ClientKeys::default(),
            subject: SubjectSettings::default(),
            requests: RequestSettings::default(),
            tokens: TokenSettings::default(),
            logout: LogoutSettings::default(),
            presentation: Presentation::default(),
            software: Software::default(),
        }
    }
}
