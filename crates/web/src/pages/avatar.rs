//! `/avatar/{handle}`: pictures for everybody, also for applications that show them.
//!
//! The address says nothing about the person, and stays the same for every new picture. What is served
//! was made here, has one of three fixed types and may run nothing.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gantry_accounts::images::Shown;
use gantry_core::Digest;

use crate::error::HttpError;
use crate::http::state::AppState;

/// How long anybody may show a picture without asking again.
const FRESH: &str = "public, max-age=300";
/// Longer than any public name.
const LONGEST: usize = 64;
const SVG: &str = "image/svg+xml";

/// The picture, or initials where one was taken away.
pub(crate) async fn get(
    State(app): State<AppState>,
    Path(handle): Path<String>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    if handle.len() > LONGEST {
        return Err(HttpError::not_found());
    }
    let shown = app.accounts().shown_picture(&handle).await?;
    Ok(match shown.ok_or_else(HttpError::not_found)? {
        Shown::Picture {
            content_type,
            bytes,
        } => answer(fixed(&content_type), bytes, &headers),
        Shown::Initials(letters) => answer(SVG, drawn(&letters).into_bytes(), &headers),
    })
}

/// Only types that we write.
fn fixed(content_type: &str) -> &'static str {
    match content_type {
        "image/jpeg" => "image/jpeg",
        _ => "image/png",
    }
}

fn answer(content_type: &'static str, bytes: Vec<u8>, asked: &HeaderMap) -> Response {
    let name = URL_SAFE_NO_PAD.encode(Digest::of(&bytes).as_bytes());
    let etag = format!("\"{name}\"");
    let known = asked.get_all(header::IF_NONE_MATCH).iter();
    let is_known = known
        .filter_map(|value| value.to_str().ok())
        .flat_map(|list| list.split(','))
        .any(|one| one.trim().trim_start_matches("W/") == etag);
    let etag = HeaderValue::try_from(etag).unwrap_or(HeaderValue::from_static("\"\""));
    let common = [
        (header::ETAG, etag),
        (header::CACHE_CONTROL, HeaderValue::from_static(FRESH)),
    ];
    if is_known {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    (common, [(header::CONTENT_TYPE, content_type)], bytes).into_response()
}

/// Initials on a disc.
fn drawn(letters: &str) -> String {
    let mut text = String::new();
    for character in letters.chars().filter(|letter| letter.is_alphanumeric()) {
        text.push(character);
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 64\" width=\"256\" height=\"256\">\
         <rect width=\"64\" height=\"64\" fill=\"#52616d\"/>\
         <text x=\"32\" y=\"41\" font-family=\"sans-serif\" font-size=\"26\" text-anchor=\"middle\" \
         fill=\"#ffffff\">{text}</text></svg>"
    )
}

#[cfg(test)]
mod tests {
    use super::{drawn, fixed};

    #[test]
    fn initials_bring_no_markup_along() {
        assert!(drawn("<\"").contains("></text>"));
        assert!(drawn("ÄB").contains(">ÄB</text>"));
    }

    #[test]
    fn a_picture_has_one_of_our_types() {
        assert_eq!(fixed("image/jpeg"), "image/jpeg");
        assert_eq!(fixed("text/html"), "image/png");
    }
}
