//! The page that posts an answer to the application.
//! <https://openid.net/specs/oauth-v2-form-post-response-mode-1_0.html>

use axum::response::{IntoResponse, Response};

use crate::http::visitor::Visitor;
use crate::render::{Nav, Page};
use crate::views::form_post::FormPost;

/// The page. It belongs to the journey, whose policy names no `form-action`.
pub(crate) fn page(visitor: &Visitor, action: String, fields: Vec<(String, String)>) -> Response {
    let view = FormPost {
        shell: visitor.shell(Nav::Nowhere),
        action,
        fields,
    };
    Page::new(view).into_response()
}
