//! What every request passes: size, time, panics, the log.

use std::any::Any;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state, map_response};
use axum::response::{IntoResponse, Response};
use gantry_core::Id;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{AllowHeaders, Any as Everybody, CorsLayer};
use tower_http::csrf::CsrfLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;
use tracing::Instrument;

use crate::error::HttpError;
use crate::http::state::AppState;
use crate::http::{frame, headers};

/// The largest body that is read.
const LARGEST_BODY: usize = 64 * 1024;
/// The largest document that is read from a program with a token.
const LARGEST_DOCUMENT: usize = 2 * 1024 * 1024;
/// The largest body with a file in it: more than a picture may have, so that a page can say so.
const LARGEST_UPLOAD: usize = 8 * 1024 * 1024;
/// The largest form with a table of people in it: 8 MB, of which a form may make three times as much.
const LARGEST_TABLE: usize = 24 * 1024 * 1024;
/// How long reading a table of people may take.
const LONGEST_IMPORT: Duration = Duration::from_mins(10);
/// How long browsers may remember that a page of another site may ask.
const REMEMBERED: Duration = Duration::from_hours(1);
/// How long an answer may take: less than the 20 s after which Rocket.Chat gives up.
const LONGEST: Duration = Duration::from_secs(15);

/// Pages that stay here: forms from other sites are refused.
pub(crate) fn pages(routes: Router<AppState>, app: &AppState) -> Router<AppState> {
    guarded(routes.layer(same_origin(app)))
        .layer(from_fn_with_state(app.clone(), frame::frame))
        .layer(map_response(headers::pages))
}

/// Posts of our own pages that carry a file.
pub(crate) fn uploads(routes: Router<AppState>, app: &AppState) -> Router<AppState> {
    let routes = routes.layer(DefaultBodyLimit::max(LARGEST_UPLOAD));
    within(routes.layer(same_origin(app)), LARGEST_UPLOAD)
        .layer(from_fn_with_state(app.clone(), frame::frame))
        .layer(map_response(headers::pages))
}

/// Pages that read a table of people, which is large and takes its time.
pub(crate) fn tables(routes: Router<AppState>, app: &AppState) -> Router<AppState> {
    routes
        .layer(same_origin(app))
        .layer(DefaultBodyLimit::max(LARGEST_TABLE))
        .layer(RequestBodyLimitLayer::new(LARGEST_TABLE))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            LONGEST_IMPORT,
        ))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(app.clone(), frame::frame))
        .layer(map_response(headers::pages))
}

/// Pictures, for any site and for caches.
pub(crate) fn pictures(routes: Router<AppState>) -> Router<AppState> {
    guarded(routes).layer(map_response(headers::picture))
}

/// Pages of the sign-in journey with forms of our own.
pub(crate) fn journey(routes: Router<AppState>, app: &AppState) -> Router<AppState> {
    entrances(routes.layer(same_origin(app)), app)
}

/// Addresses to which applications send browsers, by POST too.
pub(crate) fn entrances(routes: Router<AppState>, app: &AppState) -> Router<AppState> {
    guarded(routes)
        .layer(from_fn_with_state(app.clone(), frame::frame))
        .layer(map_response(headers::journey))
}

/// Endpoints for programs, in pages of any site too.
pub(crate) fn protocol(routes: Router<AppState>) -> Router<AppState> {
    guarded(routes)
        .layer(anybody([Method::GET, Method::POST]))
        .layer(map_response(headers::protocol))
}

/// Public documents, for any site and for caches.
pub(crate) fn documents(routes: Router<AppState>) -> Router<AppState> {
    guarded(routes)
        .layer(anybody([Method::GET, Method::HEAD]))
        .layer(map_response(headers::public))
}

/// Endpoints that no page of another site calls, or one that is known; who, is checked behind this.
pub(crate) fn called(routes: Router<AppState>) -> Router<AppState> {
    guarded(routes).layer(map_response(headers::protocol))
}

/// The administration for programs: documents are larger than forms, and no browser keeps them.
pub(crate) fn api(routes: Router<AppState>) -> Router<AppState> {
    within(routes, LARGEST_DOCUMENT).layer(map_response(headers::protocol))
}

/// The same for what takes a file and its time.
pub(crate) fn api_files(routes: Router<AppState>) -> Router<AppState> {
    routes
        .layer(DefaultBodyLimit::max(LARGEST_UPLOAD))
        .layer(RequestBodyLimitLayer::new(LARGEST_UPLOAD))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            LONGEST_IMPORT,
        ))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(map_response(headers::protocol))
}

/// Endpoints that scripts of our own pages call.
pub(crate) fn own_calls(routes: Router<AppState>, app: &AppState) -> Router<AppState> {
    guarded(routes.layer(same_origin(app))).layer(map_response(headers::protocol))
}

/// The page that a workspace may frame; it says itself which one may.
pub(crate) fn framed(routes: Router<AppState>, app: &AppState) -> Router<AppState> {
    guarded(routes)
        .layer(from_fn_with_state(app.clone(), frame::frame))
        .layer(map_response(headers::framed))
}

/// Size, time and panics.
pub(crate) fn guarded(routes: Router<AppState>) -> Router<AppState> {
    within(routes, LARGEST_BODY)
}

fn within(routes: Router<AppState>, largest: usize) -> Router<AppState> {
    routes
        .layer(RequestBodyLimitLayer::new(largest))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            LONGEST,
        ))
        .layer(CatchPanicLayer::custom(panicked))
}

/// The log and, on https, the promise to stay there.
pub(crate) fn outermost(routes: Router<AppState>, app: &AppState) -> Router<AppState> {
    let routes = if app.secure_cookies {
        routes.layer(map_response(headers::strict_transport))
    } else {
        routes
    };
    routes.layer(from_fn_with_state(app.clone(), observe))
}

/// Behind a proxy that changes `Host`, the public URL still counts as this place.
fn same_origin(app: &AppState) -> CsrfLayer {
    let layer = CsrfLayer::new();
    match url::Url::parse(app.provider.public_url()) {
        Ok(url) => {
            let origin = url.origin().ascii_serialization();
            layer.add_trusted_origin(origin).unwrap_or_default()
        }
        Err(_) => layer,
    }
}

/// Any site, without cookies.
fn anybody(methods: [Method; 2]) -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Everybody)
        .allow_methods(methods)
        .max_age(REMEMBERED)
        // A `*` would not cover `Authorization`.
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers([header::WWW_AUTHENTICATE, header::ETAG])
}

fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    HttpError::problem(StatusCode::INTERNAL_SERVER_ERROR, "internal").into_response()
}

/// One line and one measurement for every request; never its query, its body or its cookies.
async fn observe(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id: Id<Request> = app.accounts().env().id();
    let method = known(request.method());
    let path = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("-", MatchedPath::as_str);
    // With and without the slash it is one address.
    let path = path
        .strip_suffix('/')
        .filter(|path| !path.is_empty())
        .unwrap_or(path)
        .to_owned();
    let span = tracing::info_span!("request", request.id = %id);
    let response = next.run(request).instrument(span.clone()).await;
    let status = response.status().as_u16();
    let latency = started.elapsed();
    span.in_scope(|| {
        let micros = u64::try_from(latency.as_micros()).unwrap_or(u64::MAX);
        tracing::info!(
            method,
            path,
            status,
            latency.us = micros,
            "request.answered"
        );
    });
    let labels = [
        ("method", method.to_owned()),
        ("path", path),
        ("status", status.to_string()),
    ];
    metrics::histogram!("gantry_http_request_seconds", &labels).record(latency.as_secs_f64());
    response
}

/// Anybody may invent methods; the measurements have room for a few.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
