//! Every URL on one page; those of [`account`], [`admin`] and [`rocketchat`] stand at the top of their folders.
//!
//! Each is answered with and without a trailing slash, never by a redirect.

use axum::routing::{MethodRouter, get, post};
use axum::{Extension, Router};

use crate::endpoints::discovery::GlobalDocument;
use crate::endpoints::{
    authorize, device, discovery, end_session, introspect, jwks, machine, par, registration,
    revoke, token, userinfo, webfinger,
};
use crate::error::HttpError;
use crate::http::layers;
use crate::http::state::AppState;
use crate::pages::{
    apps, avatar, consent, factor, home, invitation, launch, login, logout, preferences, recover,
    select_account, setup, verify,
};
use crate::{account, admin, api, assets, look, pages, rocketchat};

/// The whole server.
pub fn router(app: AppState) -> Router {
    let document = GlobalDocument::of(&app.provider);
    let all = Router::new()
        .merge(layers::protocol(protocol()))
        .merge(layers::called(between_servers()))
        .merge(layers::called(servers()))
        .merge(layers::documents(documents()).layer(Extension(document)))
        .merge(layers::entrances(entrances(), &app))
        .merge(layers::journey(journey(), &app))
        .merge(layers::pages(pages(), &app))
        .merge(layers::uploads(uploads(), &app))
        .merge(layers::pictures(pictures()))
        .merge(layers::tables(admin::large_routes(), &app))
        .merge(rocketchat::router(&app))
        .merge(api::router())
        .merge(layers::guarded(machine()))
        .merge(assets::router());
    layers::outermost(all, &app).with_state(app)
}

/// Endpoints for programs.
fn protocol() -> Router<AppState> {
    routes([
        ("/application/o/token", post(token::post)),
        ("/application/o/revoke", post(revoke::post)),
        (
            "/application/o/userinfo",
            get(userinfo::get).post(userinfo::post),
        ),
    ])
}

/// Endpoints that only servers have a use for: no script of another site may call them.
fn between_servers() -> Router<AppState> {
    routes([
        ("/application/o/par", post(par::post)),
        ("/application/o/introspect", post(introspect::post)),
        ("/application/o/device", post(device::post)),
    ])
}

/// Endpoints for programs on servers: no page of another site calls them.
fn servers() -> Router<AppState> {
    routes([
        ("/application/o/register", post(registration::post)),
        (
            "/application/o/register/{client_id}",
            get(registration::get)
                .put(registration::put)
                .delete(registration::delete),
        ),
    ])
}

/// Public documents.
fn documents() -> Router<AppState> {
    routes([
        ("/.well-known/openid-configuration", get(discovery::global)),
        (
            "/.well-known/oauth-authorization-server",
            get(discovery::global),
        ),
        ("/.well-known/jwks.json", get(jwks::global)),
        ("/.well-known/webfinger", get(webfinger::get)),
        ("/application/o/{slug}", get(discovery::of_client)),
        (
            "/application/o/{slug}/.well-known/openid-configuration",
            get(discovery::of_client),
        ),
        (
            "/.well-known/oauth-authorization-server/application/o/{slug}",
            get(discovery::of_client),
        ),
        ("/application/o/{slug}/jwks", get(jwks::of_client)),
    ])
}

/// Where applications send browsers, also by forms of their own.
fn entrances() -> Router<AppState> {
    routes([
        (
            "/application/o/authorize",
            // A HEAD that ran the GET would use up a code that nobody reads.
            get(authorize::get)
                .head(authorize::head)
                .post(authorize::post),
        ),
        (
            "/application/o/end-session",
            get(end_session::get).post(end_session::post),
        ),
        (
            "/application/o/{slug}/end-session",
            get(end_session::get_of_client).post(end_session::post_of_client),
        ),
    ])
}

/// Pages on the way in and out.
fn journey() -> Router<AppState> {
    routes([
        ("/login", get(login::get).post(login::post)),
        ("/login/factor", get(factor::get).post(factor::post)),
        (
            "/login/enrol",
            get(factor::enrol::get).post(factor::enrol::post),
        ),
        (
            "/account/factors/new",
            get(factor::enrol::get_own).post(factor::enrol::post_own),
        ),
        (
            "/login/step-up",
            get(factor::step_up::get).post(factor::step_up::post),
        ),
        ("/login/passkey", post(factor::passkey::post)),
        ("/login/passkey/question", post(factor::passkey::question)),
        ("/consent", get(consent::get).post(consent::post)),
        ("/device", get(pages::device::get).post(pages::device::post)),
        (
            "/select-account",
            get(select_account::get).post(select_account::post),
        ),
        ("/logout", get(logout::get).post(logout::post)),
        ("/rocketchat/{slug}/logout", get(logout::of_workspace)),
        ("/logged-out", get(logout::logged_out)),
        ("/setup", get(setup::get).post(setup::post)),
        ("/recover", get(recover::get).post(recover::post)),
        ("/recover/{link}", get(recover::show).post(recover::set)),
        ("/verify", get(verify::nowhere)),
        ("/verify/{link}", get(verify::show).post(verify::post)),
        (
            "/invitation/{link}",
            get(invitation::show).post(invitation::post),
        ),
    ])
}

/// Pages for who is here.
fn pages() -> Router<AppState> {
    routes([
        ("/apps", get(apps::get)),
        ("/application/launch/{slug}", get(launch::get)),
        ("/preferences", post(preferences::post)),
    ])
    .route("/", get(home::get))
    .merge(account::routes())
    .merge(admin::routes())
    .fallback(|| async { HttpError::not_found() })
}

/// Posts with a file.
fn uploads() -> Router<AppState> {
    account::uploads().merge(admin::uploads())
}

/// Pictures and colours, which anybody may see.
fn pictures() -> Router<AppState> {
    routes([
        ("/avatar/{handle}", get(avatar::get)),
        ("/theme.css", get(look::theme)),
    ])
}

/// For whoever watches the server.
fn machine() -> Router<AppState> {
    routes([
        ("/healthz", get(machine::healthz)),
        ("/readyz", get(machine::readyz)),
        ("/metrics", get(machine::metrics)),
    ])
}

/// Each path as it stands and with a slash at its end.
pub(crate) fn routes<const N: usize>(
    paths: [(&str, MethodRouter<AppState>); N],
) -> Router<AppState> {
    paths
        .into_iter()
        .fold(Router::new(), |router, (path, methods)| {
            router
                .route(path, methods.clone())
                .route(&format!("{path}/"), methods)
        })
}
