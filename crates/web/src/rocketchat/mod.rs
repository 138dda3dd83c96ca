//! Rocket.Chat's iframe mode: the API URL, the bridge page, and the ways around them.
//!
//! `door` lets only the workspace's own origin in, `api` answers it, `page` is what Rocket.Chat
//! frames, `window` is where people sign in, `hand_off` carries that into the frame, `logout` is
//! what its logout script calls, `legacy` keeps the addresses of django-rocketchat-auth.

mod api;
mod door;
mod guest;
mod hand_off;
pub(crate) mod legacy;
mod logout;
mod page;
mod window;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};

use crate::http::layers;
use crate::http::state::AppState;
use crate::router::routes;

/// Everything under `/rocketchat/`.
pub(crate) fn router(app: &AppState) -> Router<AppState> {
    let called = routes([
        (
            "/rocketchat/{slug}/api",
            get(api::answer).head(api::head).post(api::answer),
        ),
        (
            "/rocketchat/api",
            get(api::answer).head(api::head).post(api::answer),
        ),
    ]);
    let ended = routes([("/rocketchat/{slug}/logout", post(logout::post))]);
    let guarded =
        layers::called(called.merge(ended)).layer(from_fn_with_state(app.clone(), door::guard));
    let own = routes([
        ("/rocketchat/{slug}/redeem", post(hand_off::redeem)),
        ("/rocketchat/{slug}/token", post(hand_off::token)),
    ]);
    Router::new()
        .merge(guarded)
        .merge(layers::own_calls(own, app))
        .merge(layers::framed(framed(), app))
        .merge(layers::journey(windows(), app))
}

/// The one page that a workspace may frame.
fn framed() -> Router<AppState> {
    routes([("/rocketchat/{slug}/login", get(page::get))])
}

/// Pages in a window of their own.
fn windows() -> Router<AppState> {
    routes([
        ("/rocketchat/{slug}/window", get(window::get)),
        ("/rocketchat/redirect", get(legacy::redirect)),
    ])
}
