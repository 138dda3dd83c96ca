//! RP-initiated logout: <https://openid.net/specs/openid-connect-rpinitiated-1_0.html#RPLogout>

use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use gantry_oidc::end_session::EndSession;
use gantry_oidc::params::Params;
use url::form_urlencoded;

use crate::endpoints::discovery::client_by_slug;
use crate::endpoints::params_body::ParamsBody;
use crate::error::HttpError;
use crate::http::state::AppState;
use crate::http::visitor::Visitor;
use crate::pages::logout;

/// By GET, for the global issuer.
pub(crate) async fn get(
    State(app): State<AppState>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Result<Response, HttpError> {
    end(&app, visitor, &query.unwrap_or_default()).await
}

/// By POST, for the global issuer.
pub(crate) async fn post(
    State(app): State<AppState>,
    visitor: Visitor,
    body: ParamsBody,
) -> Result<Response, HttpError> {
    match visitor.session {
        Some(_) => end(&app, visitor, &body.text).await,
        None => Ok(again_by_get(&body.text)),
    }
}

/// By GET, for a client's own issuer.
pub(crate) async fn get_of_client(
    State(app): State<AppState>,
    Path(slug): Path<String>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Result<Response, HttpError> {
    client_by_slug(&app, &slug).await?;
    end(&app, visitor, &query.unwrap_or_default()).await
}

/// By POST, for a client's own issuer.
pub(crate) async fn post_of_client(
    State(app): State<AppState>,
    Path(slug): Path<String>,
    visitor: Visitor,
    body: ParamsBody,
) -> Result<Response, HttpError> {
    client_by_slug(&app, &slug).await?;
    post(State(app), visitor, body).await
}

async fn end(app: &AppState, visitor: Visitor, text: &str) -> Result<Response, HttpError> {
    let params = Params::parse(text);
    let visitor = visitor.reading(params.get("ui_locales"));
    let ran_out = match visitor.session {
        Some(_) => Vec::new(),
        None => logout::end_what_ran_out(app, &visitor).await?,
    };
    let mut ended = app
        .provider
        .end_session(&params, visitor.session.as_ref())
        .await?;
    if let EndSession::Finished(finished) = &mut ended {
        finished.frames.extend(ran_out);
    }
    Ok(logout::render(app, visitor, ended, text))
}

/// A form on another site brings no `SameSite=Lax` cookie; the browser comes again with it.
fn again_by_get(text: &str) -> Response {
    let pairs = form_urlencoded::parse(text.as_bytes());
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    Redirect::to(&format!("/application/o/end-session/?{query}")).into_response()
}
