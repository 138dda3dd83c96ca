//! `/application/o/userinfo/`: <https://openid.net/specs/openid-connect-core-1_0.html#UserInfo>

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use gantry_oidc::Verdict;
use gantry_oidc::params::Params;
use gantry_oidc::userinfo::{Userinfo, UserinfoCall};

use crate::endpoints::params_body::ParamsBody;
use crate::endpoints::token::authorization;
use crate::error::HttpError;
use crate::http::state::AppState;

/// With the token in the header or, for clients that may, in the query.
pub(crate) async fn get(
    State(app): State<AppState>,
    query: RawQuery,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    answer(&app, &query, &headers, None).await
}

/// With the token in the form, too.
pub(crate) async fn post(
    State(app): State<AppState>,
    query: RawQuery,
    headers: HeaderMap,
    body: ParamsBody,
) -> Result<Response, HttpError> {
    answer(&app, &query, &headers, Some(&body.params)).await
}

async fn answer(
    app: &AppState,
    RawQuery(query): &RawQuery,
    headers: &HeaderMap,
    body: Option<&Params>,
) -> Result<Response, HttpError> {
    let query = Params::parse(query.as_deref().unwrap_or_default());
    let authorization = authorization(headers);
    match app
        .provider
        .userinfo(UserinfoCall {
            authorization,
            query: &query,
            body,
        })
        .await?
    {
        Verdict::Allow(Userinfo::Claims(claims)) => Ok(Json(claims).into_response()),
        Verdict::Allow(Userinfo::Jwt(text)) => {
            let kind = [(header::CONTENT_TYPE, "application/jwt")];
            Ok((kind, text).into_response())
        }
        Verdict::Deny(error) => Err(HttpError::Denied {
            error,
            header_came: authorization.is_some(),
        }),
    }
}
