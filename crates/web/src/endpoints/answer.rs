//! How a decision of the authorization endpoint reaches the browser.

use axum::response::{IntoResponse, Redirect, Response};
use gantry_oidc::authorize::{Answer, Reply, StoredRequest};

use crate::http::visitor::Visitor;
use crate::pages::{form_post, problem, stale};

/// The address that continues a stored request. Pages of the journey return to it and never link to
/// each other.
pub(crate) fn dispatcher(request: &str) -> String {
    format!("/application/o/authorize/?request={request}")
}

/// Renders an answer; `request` is the stored request it is about, if it is about one.
pub(crate) fn render(visitor: &Visitor, answer: Answer, request: &str) -> Response {
    match answer {
        Answer::Reply(reply) => {
            (without(visitor, request), replied(visitor, reply)).into_response()
        }
        Answer::Wait(stored) => wait(visitor, &stored),
        Answer::LogIn => Redirect::to(&format!("/login?request={request}")).into_response(),
        Answer::SelectAccount => {
            Redirect::to(&format!("/select-account?request={request}")).into_response()
        }
        Answer::StepUp => {
            Redirect::to(&format!("/login/step-up?request={request}")).into_response()
        }
        Answer::Consent => Redirect::to(&format!("/consent?request={request}")).into_response(),
        Answer::Stale(late) => stale::page(visitor, late),
        Answer::Problem(problem) => problem::page(visitor, problem),
    }
}

fn replied(visitor: &Visitor, reply: Reply) -> Response {
    match reply {
        Reply::Redirect(location) => Redirect::to(&location).into_response(),
        Reply::FormPost { action, fields } => form_post::page(visitor, action, fields),
    }
}

fn wait(visitor: &Visitor, stored: &StoredRequest) -> Response {
    let id = stored.id.to_string();
    let cookies = visitor.cookies.clone().with_request(&id, &stored.cookie);
    (cookies, Redirect::to(&dispatcher(&id))).into_response()
}

/// A finished request needs its cookie no longer.
fn without(visitor: &Visitor, request: &str) -> crate::http::cookies::Cookies {
    let cookies = visitor.cookies.clone();
    match cookies.request(request) {
        Some(_) => cookies.without_request(request),
        None => cookies,
    }
}
