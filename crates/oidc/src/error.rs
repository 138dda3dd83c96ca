//! Errors of the protocol, for the client and for the trail.

/// A refusal: what the client is told, and the stable reason code for the trail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OAuthError {
    /// The protocol's word.
    pub code: ErrorCode,
    /// For developers of the client: ASCII without `"` and `\`.
    pub description: &'static str,
    /// For administrators: the trail's reason code.
    pub reason: &'static str,
}

impl OAuthError {
    /// The reason code for a device that does not wait between its questions: the one
    /// `slow_down` that RFC 8628 §3.5 wants answered like any other error.
    /// <https://www.rfc-editor.org/rfc/rfc8628#section-3.5>
    pub const ASKED_TOO_SOON: &'static str = "device_asked_too_soon";

    /// Puts the three together.
    #[must_use]
    pub const fn new(code: ErrorCode, description: &'static str, reason: &'static str) -> Self {
        Self {
            code,
            description,
            reason,
        }
    }

    /// The request lacks something or contradicts itself.
    #[must_use]
    pub const fn invalid_request(description: &'static str, reason: &'static str) -> Self {
        Self::new(ErrorCode::InvalidRequest, description, reason)
    }

    /// The code or refresh token is not good.
    #[must_use]
    pub const fn invalid_grant(description: &'static str, reason: &'static str) -> Self {
        Self::new(ErrorCode::InvalidGrant, description, reason)
    }
}

/// RFC 6749 §4.1.2.1 and §5.2, RFC 6750 §3.1, OpenID Connect Core §3.1.2.6.
/// <https://www.rfc-editor.org/rfc/rfc6749#section-5.2>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorCode {
    /// Malformed.
    InvalidRequest,
    /// Client authentication failed.
    InvalidClient,
    /// The code or refresh token is not good.
    InvalidGrant,
    /// The client may not use this grant.
    UnauthorizedClient,
    /// No such grant.
    UnsupportedGrantType,
    /// Only `code` is answered.
    UnsupportedResponseType,
    /// The scope asked for exceeds what was granted.
    InvalidScope,
    /// Refused by a person, a policy or the state of the account.
    AccessDenied,
    /// `prompt=none`, but nobody is signed in.
    LoginRequired,
    /// `prompt=none`, but consent is missing.
    ConsentRequired,
    /// `request` is not supported.
    RequestNotSupported,
    /// `request_uri` is not supported.
    RequestUriNotSupported,
    /// `registration` is not supported.
    RegistrationNotSupported,
    /// The access token is not good.
    InvalidToken,
    /// The access token may not read this.
    InsufficientScope,
    /// Too many requests for one account.
    SlowDown,
    /// `prompt=none`, but something has to be asked.
    InteractionRequired,
    /// `prompt=none`, but the person has to choose an account.
    AccountSelectionRequired,
    /// The authentication asked for as essential cannot be had.
    UnmetAuthenticationRequirements,
    /// `request_uri` cannot be had or was used up.
    InvalidRequestUri,
    /// The request object is not good.
    InvalidRequestObject,
    /// RFC 8707 §2: no such resource, or not for this client.
    InvalidTarget,
    /// RFC 8628 §3.5: the person has not answered yet.
    AuthorizationPending,
    /// RFC 8628 §3.5: the device code has run out.
    ExpiredToken,
    /// RFC 7009 §2.2.1: such tokens cannot be revoked.
    UnsupportedTokenType,
    /// RFC 7591 §3.2.2: a redirect URI that cannot be registered.
    InvalidRedirectUri,
    /// RFC 7591 §3.2.2: a member of the metadata is not good.
    InvalidClientMetadata,
}

impl ErrorCode {
    /// The protocol's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::InvalidScope => "invalid_scope",
            Self::AccessDenied => "access_denied",
            Self::LoginRequired => "login_required",
            Self::ConsentRequired => "consent_required",
            Self::RequestNotSupported => "request_not_supported",
            Self::RequestUriNotSupported => "request_uri_not_supported",
            Self::RegistrationNotSupported => "registration_not_supported",
            Self::InvalidToken => "invalid_token",
            Self::InsufficientScope => "insufficient_scope",
            Self::SlowDown => "slow_down",
            Self::InteractionRequired => "interaction_required",
            Self::AccountSelectionRequired => "account_selection_required",
            Self::UnmetAuthenticationRequirements => "unmet_authentication_requirements",
            Self::InvalidRequestUri => "invalid_request_uri",
            Self::InvalidRequestObject => "invalid_request_object",
            Self::InvalidTarget => "invalid_target",
            Self::AuthorizationPending => "authorization_pending",
            Self::ExpiredToken => "expired_token",
            Self::UnsupportedTokenType => "unsupported_token_type",
            Self::InvalidRedirectUri => "invalid_redirect_uri",
            Self::InvalidClientMetadata => "invalid_client_metadata",
        }
    }
}
