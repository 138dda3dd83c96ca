//! Posted forms of our own pages: taken only with the token that their page carried.

use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum_extra::extract::Form;
use serde::de::DeserializeOwned;
use url::form_urlencoded;

use crate::error::HttpError;
use crate::http::state::AppState;
use crate::http::visitor::Visitor;

/// The name of the token's field.
const TOKEN: &str = "form_token";

/// The raw text of a form whose token is right.
pub(crate) struct FormText(pub(crate) String);

/// The fields of a form whose token is right. `T` need not name the token.
pub(crate) struct FormBody<T>(pub(crate) T);

/// The same for a page that somebody may have opened before signing in in another window.
pub(crate) struct EarlyFormBody<T>(pub(crate) T);

impl FromRequest<AppState> for FormText {
    type Rejection = HttpError;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, HttpError> {
        let (mut parts, body) = request.into_parts();
        let visitor = Visitor::from_request_parts(&mut parts, app).await?;
        let text = read(Request::from_parts(parts, body), app).await?;
        if visitor.form_token_matches(&presented(&text)) {
            Ok(Self(text))
        } else {
            Err(expired())
        }
    }
}

impl<T: DeserializeOwned> FromRequest<AppState> for FormBody<T> {
    type Rejection = HttpError;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, HttpError> {
        fields(FormText::from_request(request, app).await?.0, app)
            .await
            .map(Self)
    }
}

impl<T: DeserializeOwned> FromRequest<AppState> for EarlyFormBody<T> {
    type Rejection = HttpError;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, HttpError> {
        let (mut parts, body) = request.into_parts();
        let visitor = Visitor::from_request_parts(&mut parts, app).await?;
        let text = read(Request::from_parts(parts, body), app).await?;
        let token = presented(&text);
        let browser = visitor.cookies.form().unwrap_or_default();
        let by_browser = !browser.is_empty() && app.accounts().form_token_matches(browser, &token);
        if visitor.form_token_matches(&token) || by_browser {
            fields(text, app).await.map(Self)
        } else {
            Err(expired())
        }
    }
}

async fn read(request: Request, app: &AppState) -> Result<String, HttpError> {
    String::from_request(request, app)
        .await
        .map_err(|rejection| HttpError::problem(rejection.status(), "invalid_form"))
}

fn presented(text: &str) -> String {
    let mut pairs = form_urlencoded::parse(text.as_bytes());
    pairs
        .find(|(name, _)| name == TOKEN)
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

fn expired() -> HttpError {
    HttpError::problem(StatusCode::FORBIDDEN, "form_expired")
}

async fn fields<T: DeserializeOwned>(text: String, app: &AppState) -> Result<T, HttpError> {
    let request = Request::builder()
        .method("POST")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(text))
        .map_err(|_| invalid())?;
    let Form(fields) = Form::from_request(request, app)
        .await
        .map_err(|_| invalid())?;
    Ok(fields)
}

fn invalid() -> HttpError {
    HttpError::problem(StatusCode::BAD_REQUEST, "invalid_form")
}
