//! A request that a client makes itself, not through a browser.

use crate::params::Params;

/// Which endpoint was called. An assertion may name it as its audience.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endpoint {
    /// RFC 6749 §3.2.
    Token,
    /// RFC 7662.
    Introspection,
    /// RFC 7009.
    Revocation,
    /// RFC 8628.
    DeviceAuthorization,
    /// RFC 9126.
    PushedAuthorizationRequest,
}

impl Endpoint {
    /// Its path below the public URL.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Token => "/application/o/token/",
            Self::Introspection => "/application/o/introspect/",
            Self::Revocation => "/application/o/revoke/",
            Self::DeviceAuthorization => "/application/o/device/",
            Self::PushedAuthorizationRequest => "/application/o/par/",
        }
    }
}

/// A request as it arrived.
#[derive(Debug, Clone, Copy)]
pub struct ClientCall<'a> {
    /// Where it arrived.
    pub endpoint: Endpoint,
    /// The `Authorization` header.
    pub authorization: Option<&'a str>,
    /// The query of the URL, which must be empty.
    pub query: Option<&'a str>,
    /// The form in the body.
    pub body: &'a Params,
}
