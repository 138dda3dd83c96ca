//! One call: address, credentials, judgement of the answer.

use std::fmt;

use gantry_core::{Env, Secret};
use gantry_outbound::{Outbound, OutboundError, OutboundRequest, Part};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;
use url::Url;

use crate::rest::error::{Judge, RestError};

/// Rocket.Chat's pages of accounts and settings are larger than what others answer.
const LARGEST: usize = 1024 * 1024;

/// Who asks.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The account's `_id`.
    pub user_id: String,
    /// A sign-in token or a personal access token.
    pub token: Secret,
}

/// A workspace's REST API, asked by one account.
#[derive(Clone)]
pub struct RestClient {
    outbound: Outbound,
    site: Url,
    credentials: Credentials,
    env: Env,
}

/// One call on its way.
pub(super) struct Call<'a> {
    /// Below `/api/`.
    path: &'a str,
    query: &'a [(&'a str, &'a str)],
    body: Body,
    largest: usize,
}

enum Body {
    /// A `GET`.
    Query,
    Nothing,
    Json(Value),
    Parts(Vec<Part>),
}

impl<'a> Call<'a> {
    pub(super) fn get(path: &'a str, query: &'a [(&'a str, &'a str)]) -> Self {
        Self {
            path,
            query,
            body: Body::Query,
            largest: LARGEST,
        }
    }

    fn post(path: &'a str, body: Body) -> Self {
        Self {
            path,
            query: &[],
            body,
            largest: LARGEST,
        }
    }

    pub(super) fn up_to(mut self, bytes: usize) -> Self {
        self.largest = bytes;
        self
    }
}

impl RestClient {
    /// A client for the workspace at `site`, which may lie below a path.
    #[must_use]
    pub fn new(outbound: Outbound, site: &Url, credentials: Credentials, env: Env) -> Self {
        let mut site = site.clone();
        site.set_query(None);
        site.set_fragment(None);
        Self {
            outbound,
            site,
            credentials,
            env,
        }
    }

    /// The same workspace, asked by another account.
    #[must_use]
    pub fn with(&self, credentials: Credentials) -> Self {
        Self {
            credentials,
            ..self.clone()
        }
    }

    /// The `_id` of the account that asks.
    #[must_use]
    pub fn user_id(&self) -> &str {
        &self.credentials.user_id
    }

    pub(super) async fn get<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<T, RestError> {
        self.call(Call::get(path, query)).await
    }

    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: Value,
    ) -> Result<T, RestError> {
        self.call(Call::post(path, Body::Json(body))).await
    }

    pub(super) async fn post_nothing(&self, path: &str) -> Result<(), RestError> {
        let call = Call::post(path, Body::Nothing);
        self.call::<IgnoredAny>(call).await.map(drop)
    }

    pub(super) async fn post_parts(&self, path: &str, parts: Vec<Part>) -> Result<(), RestError> {
        let call = Call::post(path, Body::Parts(parts));
        self.call::<IgnoredAny>(call).await.map(drop)
    }

    pub(super) async fn call<T: DeserializeOwned>(&self, call: Call<'_>) -> Result<T, RestError> {
        let judge = Judge {
            url: self.shown(call.path),
            now: self.env.now(),
            secrets: self.secrets_of(&call.body),
        };
        let reply = match self.request(call) {
            Ok(request) => self.outbound.send(request).await,
            Err(error) => Err(error),
        };
        let reply = reply.map_err(|source| judge.unanswered(source))?;
        let status = reply.status;
        let body = judge.body(reply)?;
        serde_json::from_value(body).map_err(|_| judge.unexpected(status))
    }

    /// A success that makes no sense.
    pub(super) fn odd(&self, path: &str) -> RestError {
        RestError::Unexpected {
            url: self.shown(path),
            status: 200,
        }
    }

    /// Rocket.Chat wants both headers on every call.
    fn request(&self, call: Call<'_>) -> Result<OutboundRequest, OutboundError> {
        let mut url = self.address(call.path);
        if !call.query.is_empty() {
            url.query_pairs_mut().extend_pairs(call.query);
        }
        let request = match call.body {
            Body::Query => OutboundRequest::get(url),
            Body::Nothing => OutboundRequest::post(url),
            Body::Json(body) => OutboundRequest::post(url).json(body),
            Body::Parts(parts) => OutboundRequest::post(url).multipart(parts),
        };
        request
            .up_to(call.largest)
            .secret_header("x-auth-token", self.credentials.token.expose())?
            .secret_header("x-user-id", &self.credentials.user_id)
    }

    fn address(&self, path: &str) -> Url {
        let mut url = self.site.clone();
        let below = self.site.path().trim_end_matches('/');
        url.set_path(&format!("{below}/api/{path}"));
        url
    }

    /// The address for people: without credentials, should it hold any, and without parameters.
    fn shown(&self, path: &str) -> String {
        let mut url = self.address(path);
        // Both fail only for addresses that cannot hold credentials.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        url.to_string()
    }

    /// What must not come back in an error message, should the server repeat it.
    fn secrets_of(&self, body: &Body) -> Vec<Secret> {
        let mut secrets = vec![self.credentials.token.clone()];
        if let Body::Json(body) = body {
            let sent = ["password", "secret"].map(|key| body.get(key).and_then(Value::as_str));
            secrets.extend(
                sent.into_iter()
                    .flatten()
                    .map(|text| Secret::new(text.to_owned())),
            );
        }
        secrets
    }
}

impl fmt::Debug for RestClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RestClient")
            .field("host", &self.site.host_str())
            .field("credentials", &self.credentials)
            .finish_non_exhaustive()
    }
}
