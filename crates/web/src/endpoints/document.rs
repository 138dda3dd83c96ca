//! Public JSON documents: made once, recognised by their content.

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gantry_core::Digest;
use serde_json::Value;

/// How long anybody may keep a document without asking again.
const FRESH: &str = "public, max-age=300";

/// A document's bytes and the name of this version of it.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    bytes: Bytes,
    etag: HeaderValue,
}

impl Document {
    /// Writes a document out.
    pub(crate) fn of(value: &Value) -> Self {
        let bytes = Bytes::from(value.to_string());
        let name = URL_SAFE_NO_PAD.encode(Digest::of(&bytes).as_bytes());
        let etag = HeaderValue::try_from(format!("\"{name}\""))
            .unwrap_or(HeaderValue::from_static("\"\""));
        Self { bytes, etag }
    }

    /// The document, or 304 for whoever has it.
    pub(crate) fn answer(&self, headers: &HeaderMap) -> Response {
        let common = [
            (header::ETAG, self.etag.clone()),
            (header::CACHE_CONTROL, HeaderValue::from_static(FRESH)),
        ];
        if self.is_known_to(headers) {
            return (StatusCode::NOT_MODIFIED, common).into_response();
        }
        let json = [(header::CONTENT_TYPE, "application/json")];
        (common, json, self.bytes.clone()).into_response()
    }

    /// RFC 9110 §13.1.2: a comma list, compared weakly, or `*`.
    /// <https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2>
    fn is_known_to(&self, headers: &HeaderMap) -> bool {
        let ours = self.etag.to_str().unwrap_or_default();
        let known = headers.get_all(header::IF_NONE_MATCH).iter();
        known
            .filter_map(|value| value.to_str().ok())
            .flat_map(|list| list.split(','))
            .any(|one| {
                let one = one.trim();
                one == "*" || one.trim_start_matches("W/") == ours
            })
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, header};
    use serde_json::json;

    use super::Document;

    #[test]
    fn a_document_that_is_known_is_not_sent_again() {
        let document = Document::of(&json!({ "issuer": "https://id.example.org" }));
        let first = document.answer(&HeaderMap::new());
        let mut headers = HeaderMap::new();
        let known = format!("\"other\", W/{}", document.etag.to_str().unwrap());
        headers.insert(
            header::IF_NONE_MATCH,
            HeaderValue::from_str(&known).unwrap(),
        );

        let second = document.answer(&headers);

        assert_eq!(first.status(), 200);
        assert_eq!(second.status(), 304);
        assert_eq!(
            first.headers()[header::ETAG],
            second.headers()[header::ETAG]
        );
    }
}
