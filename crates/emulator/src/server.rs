//! Every address of the stand-in on one page.

use std::sync::Arc;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};

use crate::workspace::Workspace;
use crate::{admin, callback, home, iframe, legacy_login, modern_login, outage, rest};

/// The router over a workspace.
pub(crate) fn router(workspace: Arc<Workspace>) -> Router {
    Router::new()
        .route("/", get(home::home))
        .route("/home", get(home::home))
        .route("/login", get(home::home).post(home::local_login))
        .route("/logout", post(home::logout))
        .route("/account", get(home::account))
        .route("/oauth/{service}", get(modern_login::start_modern))
        .route(
            "/_oauth/{service}",
            get(callback::by_query).post(callback::by_body),
        )
        .route("/emulator/login", post(legacy_login::login_with_credential))
        .route(
            "/emulator/legacy/{service}",
            get(legacy_login::legacy_start),
        )
        .route(
            "/emulator/mobile/{service}",
            get(legacy_login::mobile_start),
        )
        .route("/emulator/me", get(home::me))
        .route("/emulator/users", get(home::users))
        .route("/emulator/journal", get(home::journal))
        .route("/admin/settings/OAuth", get(admin::show).post(admin::save))
        .route("/admin/settings/OAuth/services", post(admin::add_service))
        .merge(rest_routes())
        .merge(assets_routes())
        .merge(iframe::routes())
        .layer(from_fn_with_state(
            Arc::clone(&workspace),
            outage::stand_in_the_way,
        ))
        .with_state(workspace)
}

/// What Rocket.Chat answers to programs, and the stand-in's record of it.
fn rest_routes() -> Router<Arc<Workspace>> {
    Router::new()
        .route("/api/info", any(rest::serve))
        .route("/api/v1/{*route}", any(rest::serve))
        .route("/emulator/rest-calls", get(rest::journal::show))
        .route("/emulator/outage", post(outage::announce))
}

fn assets_routes() -> Router<Arc<Workspace>> {
    Router::new()
        .route(
            "/emulator/assets/login.js",
            get(async || asset("text/javascript", include_str!("../assets/login.js"))),
        )
        .route(
            "/emulator/assets/callback.js",
            get(async || asset("text/javascript", include_str!("../assets/callback.js"))),
        )
        .route(
            "/emulator/assets/style.css",
            get(async || asset("text/css", include_str!("../assets/style.css"))),
        )
}

fn asset(media_type: &'static str, content: &'static str) -> Response {
    ([(CONTENT_TYPE, media_type)], content).into_response()
}
