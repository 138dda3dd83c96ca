//! Posted forms of our own pages with a file: taken only with the token that their page carried.

use axum::extract::multipart::{Field, Multipart};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;

use crate::error::HttpError;
use crate::http::state::AppState;
use crate::http::visitor::Visitor;

/// Longer than any token.
const LONGEST_TOKEN: usize = 256;
/// Parts of a form that are looked at.
const MOST_PARTS: usize = 8;

/// The bytes of the field `picture`, empty if no file was chosen. Names and types that came along are
/// not believed, and not kept.
pub(crate) struct Upload(pub(crate) Vec<u8>);

impl FromRequest<AppState> for Upload {
    type Rejection = HttpError;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, HttpError> {
        let (mut parts, body) = request.into_parts();
        let visitor = Visitor::from_request_parts(&mut parts, app).await?;
        let request = Request::from_parts(parts, body);
        let mut form = Multipart::from_request(request, app)
            .await
            .map_err(|rejection| HttpError::problem(rejection.status(), "invalid_form"))?;
        let (mut token, mut picture) = (String::new(), Vec::new());
        for _ in 0..MOST_PARTS {
            let field = form.next_field().await;
            let Some(field) = field.map_err(|error| refused(error.status()))? else {
                break;
            };
            match field.name() {
                Some("form_token") => token = text(field).await?,
                Some("picture") => {
                    let bytes = field.bytes().await;
                    picture = bytes.map_err(|error| refused(error.status()))?.to_vec();
                }
                _ => {}
            }
        }
        if visitor.form_token_matches(&token) {
            Ok(Self(picture))
        } else {
            Err(HttpError::problem(StatusCode::FORBIDDEN, "form_expired"))
        }
    }
}

async fn text(field: Field<'_>) -> Result<String, HttpError> {
    let text = field.text().await;
    let text = text.map_err(|error| refused(error.status()))?;
    if text.len() > LONGEST_TOKEN {
        return Err(refused(StatusCode::BAD_REQUEST));
    }
    Ok(text)
}

fn refused(status: StatusCode) -> HttpError {
    HttpError::problem(status, "invalid_form")
}
