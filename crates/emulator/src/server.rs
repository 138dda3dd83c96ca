//! Every address of the stand-in on one page.

use std::sync::Arc;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use crate::workspace::Workspace;
use crate::{admin, callback, home, legacy_login, modern_login, rest};

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
        .with_state(workspace)
}

/// What Rocket.Chat answers to programs.
fn rest_routes() -> Router<Arc<Workspace>> {
    Router::new()
        .route("/api/info", get(rest::info))
        .route("/api/v1/info", get(rest::info))
        .route("/api/v1/login", post(rest::login))
        .route("/api/v1/settings.oauth", get(rest::oauth_services))
        .route(
            "/api/v1/service.configurations",
            get(rest::service_configurations),
        )
        .route(
            "/api/v1/settings.addCustomOAuth",
            post(rest::add_custom_oauth),
        )
        .route(
            "/api/v1/settings.removeCustomOAuth",
            post(rest::remove_custom_oauth),
        )
        .route(
            "/api/v1/settings.refreshOAuthServices",
            post(rest::refresh_oauth_services),
        )
        .route("/api/v1/settings", post(rest::set_settings))
        .route(
            "/api/v1/settings/{id}",
            get(rest::get_setting).post(rest::set_setting),
        )
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
