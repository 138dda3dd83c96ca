//! The frame around page routes: refusals become pages, and forms get something to be bound to.

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::response::Parts as Refusal;
use axum::http::{HeaderName, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::error::Obstacle;
use crate::http::cookies::Cookies;
use crate::http::form_base::FreshFormBase;
use crate::http::state::AppState;
use crate::http::visitor::Visitor;
use crate::look::Look;
use crate::pages::problem;
use crate::render::Page;

/// What an answer keeps when its body becomes a page.
const KEPT: [HeaderName; 3] = [header::RETRY_AFTER, header::ALLOW, header::SET_COOKIE];

/// Wraps a page: a layer for [`axum::middleware::from_fn_with_state`].
pub(crate) async fn frame(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let fresh = FreshFormBase::default();
    let (mut parts, body) = request.into_parts();
    parts.extensions.insert(fresh.clone());
    let asked = parts.clone();
    let mut response = next.run(Request::from_parts(parts, body)).await;
    if is_refusal(&response) {
        let (refusal, _) = response.into_parts();
        response = as_page(refusal, asked, &app).await;
    }
    match fresh.used() {
        Some(base) if is_html(&response) => {
            let cookies = Cookies::read(&header::HeaderMap::new(), app.secure_cookies);
            (cookies.with_form(base), response).into_response()
        }
        _ => response,
    }
}

fn is_refusal(response: &Response) -> bool {
    let status = response.status();
    (status.is_client_error() || status.is_server_error()) && !is_html(response)
}

fn is_html(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

async fn as_page(refusal: Refusal, mut asked: Parts, app: &AppState) -> Response {
    // A page about a broken database cannot ask it who is signed in.
    let visitor = match Visitor::from_request_parts(&mut asked, app).await {
        Ok(visitor) => visitor,
        Err(_) => Visitor::new(&asked, app, None, Look::plain(app)),
    };
    let status = refusal.status;
    let known = refusal.extensions.get::<Obstacle>();
    let reason = known.map_or_else(
        || reason_of(status).to_owned(),
        |known| known.reason.clone(),
    );
    let view = problem::simple(&visitor, &reason, None);
    let mut page = Page::with_status(status, view).into_response();
    for name in KEPT {
        for value in refusal.headers.get_all(&name) {
            page.headers_mut().append(name.clone(), value.clone());
        }
    }
    page
}

/// The reason of an answer that the router or a layer gave.
const fn reason_of(status: StatusCode) -> &'static str {
    match status {
        StatusCode::FORBIDDEN => "form_expired",
        StatusCode::NOT_FOUND => "not_found",
        StatusCode::METHOD_NOT_ALLOWED => "method_not_allowed",
        StatusCode::SERVICE_UNAVAILABLE => "busy",
        StatusCode::INTERNAL_SERVER_ERROR => "internal",
        _ => "invalid_form",
    }
}
