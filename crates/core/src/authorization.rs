//! Authorization requests that wait for a person, and the codes they end in.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::access::Entry;
use crate::claims_request::ClaimsRequest;
use crate::client::{ClientRowId, ResponseMode, ResponseType};
use crate::clock::{Seconds, Timestamp};
use crate::correlation::Correlation;
use crate::digest::Digest;
use crate::id::Id;
use crate::methods::Methods;
use crate::scope::ScopeSet;
use crate::session::SessionId;
use crate::user::UserId;

/// A stored request's row id, also its name in the URL.
pub type AuthorizationRequestId = Id<AuthorizationRequest>;

/// A code's row id.
pub type CodeId = Id<Code>;

/// An access token's row id.
pub type AccessTokenId = Id<AccessToken>;

/// A checked request that waits for a person to sign in or to agree.
#[derive(Debug, Clone)]
pub struct AuthorizationRequest {
    /// Row id.
    pub id: AuthorizationRequestId,
    /// Who asks.
    pub client_id: ClientRowId,
    /// Digest of the cookie of the browser that brought it.
    pub browser: Digest,
    /// The trail's code.
    pub correlation: Correlation,
    /// What was asked.
    pub asked: Asked,
    /// The session in which the person signed in for this request, if one did.
    pub session_id: Option<SessionId>,
    /// Whether the person agreed on the consent page of this request.
    pub consented: bool,
    /// When it arrived.
    pub created_at: Timestamp,
    /// After this it is forgotten.
    pub expires_at: Timestamp,
}

/// The parameters of an authorization request that passed every check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a word of its own in prompt"
)]
pub struct Asked {
    /// Exactly as presented, and proven to be registered.
    pub redirect_uri: String,
    /// What the client wants to learn.
    pub scopes: ScopeSet,
    /// Returned byte for byte.
    pub state: Option<String>,
    /// Returned in the ID token.
    pub nonce: Option<String>,
    /// RFC 7636 §4.2: S256 of the verifier, base64url.
    pub code_challenge: Option<String>,
    /// `prompt=login`: a session from before the request is not enough.
    pub prompt_login: bool,
    /// `prompt=consent`: ask even if asked before.
    pub prompt_consent: bool,
    /// `prompt=none`: never show a page.
    pub prompt_none: bool,
    /// A session whose password check is older is not enough.
    pub max_age: Option<Seconds>,
    /// Who the client thinks will sign in.
    pub login_hint: Option<String>,
    /// Languages that the client asks for, best first.
    pub ui_locales: Option<String>,
    /// What the answer holds.
    #[serde(default)]
    pub response_type: ResponseType,
    /// How it gets to the client.
    #[serde(default)]
    pub response_mode: ResponseMode,
    /// `prompt=select_account`: let the person choose who it is.
    #[serde(default)]
    pub prompt_select_account: bool,
    /// `prompt=create`: offer to make an account first.
    #[serde(default)]
    pub prompt_create: bool,
    /// The subject of `id_token_hint`: only this person will do.
    #[serde(default)]
    pub subject_hint: Option<String>,
    /// What goes on into the tokens.
    #[serde(default)]
    pub requested: Requested,
    /// The pushed request that this one was, which is used up with the answer.
    #[serde(default)]
    pub pushed: Option<Id<PushedRequest>>,
}

/// What a request asked for beside scopes. It goes with the grant into every token.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Requested {
    /// Single claims.
    #[serde(skip_serializing_if = "ClaimsRequest::is_empty")]
    pub claims: ClaimsRequest,
    /// RFC 8707: what the access token is for; nothing named means this server.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub resources: BTreeSet<String>,
    /// Authentication context classes, best first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub acr_values: Vec<String>,
    /// Languages for claims, best first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claims_locales: Option<String>,
}

/// RFC 9126: a request that its client brought beforehand.
/// <https://www.rfc-editor.org/rfc/rfc9126#section-2>
#[derive(Debug, Clone)]
pub struct PushedRequest {
    /// Row id, part of its `request_uri`.
    pub id: Id<PushedRequest>,
    /// Who brought it.
    pub client_id: ClientRowId,
    /// The parameters as a form, sound and without the client's authentication.
    pub parameters: String,
    /// After this it is forgotten.
    pub expires_at: Timestamp,
}

/// An authorization code, as its row has it.
#[derive(Debug, Clone)]
pub struct Code {
    /// Row id.
    pub id: CodeId,
    /// To whom it was given.
    pub client_id: ClientRowId,
    /// Who signed in.
    pub user_id: UserId,
    /// In which session.
    pub session_id: SessionId,
    /// When the password was checked.
    pub authenticated_at: Timestamp,
    /// How the person proved who it is.
    pub methods: Methods,
    /// Where and when the person came in.
    pub entry: Entry,
    /// Where it was sent.
    pub redirect_uri: String,
    /// What was granted.
    pub scopes: ScopeSet,
    /// Returned in the ID token.
    pub nonce: Option<String>,
    /// S256 challenge, if there was one.
    pub code_challenge: Option<String>,
    /// What was asked for beside scopes.
    pub requested: Requested,
    /// The trail's code.
    pub correlation: Correlation,
    /// Sixty seconds after it was made.
    pub expires_at: Timestamp,
}

/// An opaque access token, as its row has it.
#[derive(Debug, Clone)]
pub struct AccessToken {
    /// Row id.
    pub id: AccessTokenId,
    /// To whom it was given.
    pub client_id: ClientRowId,
    /// About whom.
    pub user_id: UserId,
    /// How the person proved who it is.
    pub methods: Methods,
    /// Where and when the person came in.
    pub entry: Entry,
    /// What it may read.
    pub scopes: ScopeSet,
    /// What was asked for beside scopes.
    pub requested: Requested,
    /// The trail's code.
    pub correlation: Correlation,
    /// When it was first presented at userinfo.
    pub first_used_at: Option<Timestamp>,
    /// End of its life.
    pub expires_at: Timestamp,
}
