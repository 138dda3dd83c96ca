//! The sign-in took longer than the application waits.

use axum::response::{IntoResponse, Response};
use gantry_oidc::authorize::Stale;

use crate::http::visitor::Visitor;
use crate::render::{Nav, Page};
use crate::views::stale::Stale as View;

/// How long Rocket.Chat waits for a sign-in that its server began.
const MINUTES: u32 = 5;

/// The page, with a way to start again.
pub(crate) fn page(visitor: &Visitor, stale: Stale) -> Response {
    let view = View {
        shell: visitor.shell(Nav::Nowhere),
        application: stale.client_name,
        minutes: MINUTES,
        start_again: stale.start_again.unwrap_or_else(|| "/apps".to_owned()),
    };
    Page::new(view).into_response()
}
