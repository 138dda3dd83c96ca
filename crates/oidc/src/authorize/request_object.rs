//! Requests that come as a signed object, by value or by reference: RFC 9101 and OpenID Connect
//! Core §6. <https://openid.net/specs/openid-connect-core-1_0.html#JWTRequests>
//!
//! [`by_reference`] fetches an object, [`signed`] believes it; here is what it then stands for.

mod by_reference;
mod signed;

use std::borrow::Cow;

use gantry_accounts::Error;
use gantry_accounts::client_cache::CachedClient;
use gantry_core::Id;
use gantry_core::authorization::PushedRequest;

use crate::authorize::request_object::signed::{check_outside, parameters};
use crate::error::{ErrorCode, OAuthError};
use crate::jwt;
use crate::params::Params;
use crate::provider::Provider;
use crate::pushed_requests;

/// The longest request object.
const LONGEST: usize = 32 * 1024;

/// The parameters to go on with, and the pushed request that they came from.
#[derive(Debug)]
pub(crate) struct Resolved<'a> {
    pub(crate) params: Cow<'a, Params>,
    pub(crate) pushed: Option<Id<PushedRequest>>,
}

impl<'a> Resolved<'a> {
    const fn unchanged(params: &'a Params) -> Self {
        Self {
            params: Cow::Borrowed(params),
            pushed: None,
        }
    }

    pub(crate) const fn instead(params: Params, pushed: Option<Id<PushedRequest>>) -> Self {
        Self {
            params: Cow::Owned(params),
            pushed,
        }
    }
}

impl Provider {
    /// What the client really asks: as parameters, in an object, or pushed beforehand.
    pub(crate) async fn resolve_request<'a>(
        &self,
        client: &CachedClient,
        params: &'a Params,
    ) -> Result<Result<Resolved<'a>, OAuthError>, Error> {
        let pushed = params
            .get("request_uri")
            .filter(|uri| uri.starts_with(pushed_requests::PREFIX));
        if let Some(uri) = pushed.filter(|_| params.get("request").is_none()) {
            return self.find_pushed(client, uri).await;
        }
        // RFC 9126 §5: `require_pushed_authorization_requests`.
        // <https://www.rfc-editor.org/rfc/rfc9126#section-5>
        if client.client.settings.requests.require_pushed {
            return Ok(Err(OAuthError::invalid_request(
                "requests of this client must be pushed",
                "push_required",
            )));
        }
        Ok(self.resolve_object(client, params).await)
    }

    /// The same for a request that is pushed just now.
    pub(crate) async fn resolve_object<'a>(
        &self,
        client: &CachedClient,
        params: &'a Params,
    ) -> Result<Resolved<'a>, OAuthError> {
        match (params.get("request"), params.get("request_uri")) {
            // RFC 9101 §5: both must not be used in the same request.
            (Some(_), Some(_)) => Err(OAuthError::invalid_request(
                "request and request_uri exclude each other",
                "two_request_objects",
            )),
            (Some(object), None) => {
                let none = ErrorCode::RequestNotSupported;
                self.read_object(client, params, object, none).await
            }
            (None, Some(uri)) => {
                let object = self.fetch_object(&client.client, uri).await?;
                let none = ErrorCode::RequestUriNotSupported;
                self.read_object(client, params, &object, none).await
            }
            // RFC 9101 §10.5: `require_signed_request_object`.
            // <https://www.rfc-editor.org/rfc/rfc9101#section-10.5>
            (None, None) if client.client.settings.requests.require_object => {
                Err(OAuthError::invalid_request(
                    "requests of this client must be signed request objects",
                    "request_object_required",
                ))
            }
            (None, None) => Ok(Resolved::unchanged(params)),
        }
    }

    async fn read_object<'a>(
        &self,
        client: &CachedClient,
        params: &'a Params,
        object: &str,
        unsupported: ErrorCode,
    ) -> Result<Resolved<'a>, OAuthError> {
        let claims = self.verify_object(client, object, unsupported).await?;
        self.check_object(&client.client, &claims)?;
        check_outside(&claims, params)?;
        let inside = parameters(&claims);
        // RFC 9101 §5: only what is inside counts, where every request has an object. OpenID
        // Connect Core §6.1: otherwise what is inside supersedes what is outside.
        // <https://openid.net/specs/openid-connect-core-1_0.html#RequestObject>
        let outside = if client.client.settings.requests.require_object {
            params.only(&["client_id"])
        } else {
            params.without(&["request", "request_uri"])
        };
        Ok(Resolved::instead(outside.superseded_by(inside), None))
    }
}

/// The parameters of an object whose signature nobody has checked: for the fuzz targets.
pub(crate) fn unbelieved(text: &str) -> Option<Params> {
    let claims = jwt::unverified(text, LONGEST)?;
    check_outside(&claims, &Params::default()).ok()?;
    let params = Params::default().superseded_by(parameters(&claims));
    params.fault().is_none().then_some(params)
}
