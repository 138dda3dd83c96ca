//! `/`: there is no such page, only the one that is meant.

use axum::response::Redirect;

use crate::http::visitor::Visitor;

/// My applications, or the way in.
pub(crate) async fn get(visitor: Visitor) -> Redirect {
    Redirect::to(if visitor.session.is_some() {
        "/apps"
    } else {
        "/login"
    })
}
