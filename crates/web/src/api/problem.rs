//! Refusals as programs hear them: RFC 9457. <https://www.rfc-editor.org/rfc/rfc9457>

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use gantry_accounts::Refusal;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Obstacle;

/// Why a request was refused.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "title": "Conflict",
    "status": 409,
    "detail": "a group of that name exists",
    "code": "group_taken"
}))]
pub(super) struct Problem {
    /// What the status means.
    title: &'static str,
    /// The status of the answer.
    status: u16,
    /// What is the matter, in English.
    detail: String,
    /// The stable reason code.
    code: String,
    /// Every problem of a document that was refused.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<String>,
}

/// Puts every refusal into the one form; whatever else an answer says stays.
pub(super) async fn told(mut response: Response) -> Response {
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let obstacle = response.extensions_mut().remove::<Obstacle>();
    let problem = of(status, obstacle.as_ref());
    let status = StatusCode::from_u16(problem.status).unwrap_or(status);
    let mut told = (status, Json(problem)).into_response();
    for (name, value) in response.headers() {
        if ![header::CONTENT_TYPE, header::CONTENT_LENGTH].contains(name) {
            told.headers_mut().append(name, value.clone());
        }
    }
    let kind = HeaderValue::from_static("application/problem+json");
    told.headers_mut().insert(header::CONTENT_TYPE, kind);
    told
}

fn of(status: StatusCode, obstacle: Option<&Obstacle>) -> Problem {
    let refusal = obstacle.and_then(|it| it.refusal.as_ref());
    let status = refusal.map_or(status, |refusal| status_of(refusal, status));
    let title = status.canonical_reason().unwrap_or("Refused");
    let (code, detail) = match (refusal, obstacle) {
        (Some(refusal), _) => (refusal.code().to_owned(), refusal.to_string()),
        (None, Some(obstacle)) => (obstacle.reason.clone(), detail(status, obstacle)),
        (None, None) => (code_of(status).to_owned(), title.to_lowercase()),
    };
    let problems = match refusal {
        Some(Refusal::Document(problems)) => problems.clone(),
        _ => Vec::new(),
    };
    Problem {
        title,
        status: status.as_u16(),
        detail,
        code,
        problems,
    }
}

/// Programs tell by the status what to do next.
const fn status_of(refusal: &Refusal, otherwise: StatusCode) -> StatusCode {
    match refusal {
        Refusal::BeyondRole => StatusCode::FORBIDDEN,
        Refusal::UsernameTaken
        | Refusal::EmailTaken
        | Refusal::GroupTaken
        | Refusal::ClientTaken
        | Refusal::LastAdministrator
        | Refusal::Changed => StatusCode::CONFLICT,
        Refusal::SlowDown(_) => StatusCode::TOO_MANY_REQUESTS,
        _ => otherwise,
    }
}

fn detail(status: StatusCode, obstacle: &Obstacle) -> String {
    match obstacle.description {
        Some(description) => description.to_owned(),
        None if status == StatusCode::NOT_FOUND => "there is nothing at this address".to_owned(),
        None => obstacle.reason.replace('_', " "),
    }
}

/// For answers that no handler of ours made.
fn code_of(status: StatusCode) -> &'static str {
    match status {
        StatusCode::METHOD_NOT_ALLOWED => "method_not_allowed",
        StatusCode::PAYLOAD_TOO_LARGE => "too_large",
        StatusCode::NOT_FOUND => "not_found",
        StatusCode::SERVICE_UNAVAILABLE => "busy",
        _ if status.is_client_error() => "invalid_request",
        _ => "internal",
    }
}
