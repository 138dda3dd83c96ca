//! Problems of the sign-in journey, each on a page that helps.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gantry_accounts::access::Hindrance;
use gantry_core::correlation::Correlation;
use gantry_oidc::authorize::{Problem, ProblemKind, Reply};

use crate::http::visitor::Visitor;
use crate::render::{Nav, Page};
use crate::views::problem::{Back, Problem as View, ProblemKind as ViewKind};

/// The page for a problem that the protocol found.
pub(crate) fn page(visitor: &Visitor, problem: Problem) -> Response {
    let status = match problem.kind {
        ProblemKind::ClientDisabled { .. }
        | ProblemKind::OtherBrowser
        | ProblemKind::NotAllowed { .. }
        | ProblemKind::NoVerifiedEmail { .. } => StatusCode::FORBIDDEN,
        _ => StatusCode::BAD_REQUEST,
    };
    let mut view = simple(visitor, problem.reason, problem.correlation);
    match problem.kind {
        ProblemKind::RedirectUri {
            client_name,
            presented,
            registered,
        } => {
            let received = presented.unwrap_or_default();
            let application = client_name;
            view.kind = ViewKind::UnregisteredRedirect {
                application,
                received,
                registered,
            };
        }
        ProblemKind::NotAllowed {
            client_name,
            hindrance,
            back,
        } => {
            view.kind = not_allowed(client_name, &hindrance);
            view.back = Some(way_back(back));
        }
        ProblemKind::NoVerifiedEmail { back, .. } => view.back = Some(way_back(back)),
        ProblemKind::Parameters { description } => view.detail = Some(description.to_owned()),
        ProblemKind::UnknownClient { presented } if !presented.is_empty() => {
            view.detail = Some(format!("client_id: {presented}"));
        }
        _ => {}
    }
    Page::with_status(status, view).into_response()
}

/// What is said to somebody whom an application's bindings keep out.
pub(crate) fn not_allowed(application: String, hindrance: &Hindrance) -> ViewKind {
    ViewKind::NotAllowed {
        application,
        groups: hindrance.groups(),
        why: hindrance.code(),
    }
}

/// The way back with an answer.
pub(crate) fn way_back(reply: Reply) -> Back {
    match reply {
        Reply::Redirect(location) => Back::Link(location),
        Reply::FormPost { action, fields } => Back::Form { action, fields },
    }
}

/// A page whose texts follow from its reason.
pub(crate) fn simple(visitor: &Visitor, reason: &str, code: Option<Correlation>) -> View {
    View {
        shell: visitor.shell(Nav::Nowhere),
        reason: reason.to_owned(),
        code: code.map(|code| code.to_string()),
        kind: ViewKind::Generic,
        detail: None,
        back: None,
        way_on: visitor.session.is_some().then(|| "/apps".to_owned()),
        switch: None,
    }
}
