//! `/device`: where a person signs in a device that has no browser. RFC 8628 §3.3.
//! <https://www.rfc-editor.org/rfc/rfc8628#section-3.3>
//!
//! The address may bring the code along; even so it is shown first, then who asks for what, and
//! only a button on that second page allows anything.

use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use gantry_core::Seconds;
use gantry_oidc::device::answer::{DeviceAttempt, DeviceQuestion, DeviceStep};
use serde::Deserialize;
use url::form_urlencoded;

use crate::error::HttpError;
use crate::http::form::FormBody;
use crate::http::state::AppState;
use crate::http::visitor::{SignedIn, Visitor};
use crate::pages::factor::way::Way;
use crate::pages::{destination, problem};
use crate::render::{FieldProblem, Nav, Page};
use crate::views::consent::Shared;
use crate::views::device::{Device, DeviceDone, DeviceQuestion as View};

/// The longest text that is shown again.
const LONGEST: usize = 64;

/// What comes with the address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Brought {
    user_code: String,
}

/// What is posted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    user_code: String,
    decision: String,
}

/// The page that asks for the code.
pub(crate) async fn get(
    SignedIn { visitor, .. }: SignedIn,
    Query(brought): Query<Brought>,
) -> Page<Device> {
    Page::new(entry(&visitor, &brought.user_code))
}

/// The code, or the answer to the question.
pub(crate) async fn post(
    State(app): State<AppState>,
    SignedIn { visitor, live }: SignedIn,
    FormBody(typed): FormBody<Typed>,
) -> Result<Response, HttpError> {
    let attempt = DeviceAttempt {
        typed: &typed.user_code,
        address: visitor.address,
        allow: match typed.decision.as_str() {
            "" => None,
            decision => Some(decision == "allow"),
        },
    };
    let step = app.provider.answer_device(attempt, &live).await?;
    Ok(match step {
        DeviceStep::Unknown => unknown(&visitor, &typed.user_code),
        DeviceStep::SlowDown(wait) => slow_down(&visitor, &typed.user_code, wait),
        DeviceStep::LogInAgain => {
            let next = back(&typed.user_code);
            let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
            Redirect::to(&format!("/login?again=yes&next={next}")).into_response()
        }
        DeviceStep::StepUp(least) => {
            let way = Way::proving(&back(&typed.user_code), least);
            Redirect::to(&way.at("/login/step-up")).into_response()
        }
        DeviceStep::NotAllowed {
            client_name,
            hindrance,
            correlation,
        } => {
            let mut view = problem::simple(&visitor, "not_allowed", Some(correlation));
            view.kind = problem::not_allowed(client_name, &hindrance);
            Page::with_status(StatusCode::FORBIDDEN, view).into_response()
        }
        DeviceStep::NoVerifiedEmail(correlation) => {
            let view = problem::simple(&visitor, "no_verified_email", Some(correlation));
            Page::with_status(StatusCode::FORBIDDEN, view).into_response()
        }
        DeviceStep::Ask(question) => {
            let person = format!("{} ({})", live.user.name, live.user.username);
            ask(&visitor, &question, person)
        }
        DeviceStep::Allowed(application) => done(&visitor, application, true),
        DeviceStep::Denied(application) => done(&visitor, application, false),
    })
}

fn entry(visitor: &Visitor, typed: &str) -> Device {
    Device {
        shell: shell(visitor),
        typed: typed.chars().take(LONGEST).collect(),
        slow_down_seconds: None,
    }
}

fn unknown(visitor: &Visitor, typed: &str) -> Response {
    let mut view = entry(visitor, typed);
    view.shell.field_problems.push(FieldProblem {
        field: "user_code".to_owned(),
        text: view.shell.t("device-unknown"),
    });
    Page::with_status(StatusCode::UNPROCESSABLE_ENTITY, view).into_response()
}

fn slow_down(visitor: &Visitor, typed: &str, wait: Seconds) -> Response {
    let seconds = u64::try_from(wait.as_i64()).unwrap_or(1);
    let mut view = entry(visitor, typed);
    view.slow_down_seconds = Some(seconds);
    let retry = [(header::RETRY_AFTER, seconds.to_string())];
    let page = Page::with_status(StatusCode::TOO_MANY_REQUESTS, view);
    (retry, page).into_response()
}

/// This page with the code, for whoever has to prove something first.
fn back(typed: &str) -> String {
    let typed: String = typed.chars().take(LONGEST).collect();
    let code: String = form_urlencoded::byte_serialize(typed.as_bytes()).collect();
    format!("/device?user_code={code}")
}

fn ask(visitor: &Visitor, question: &DeviceQuestion, person: String) -> Response {
    let client = &question.client.client;
    let scopes = question.code.scopes.iter();
    let view = View {
        shell: destination::coloured(shell(visitor), client),
        destination: destination::of(client),
        user_code: question.code.user_code.to_string(),
        shared: Shared::of(scopes.map(gantry_core::scope::Scope::as_str), []),
        person,
    };
    let picture = view.destination.icon.clone();
    destination::showing(picture.as_deref(), Page::new(view))
}

fn done(visitor: &Visitor, application: String, allowed: bool) -> Response {
    let shell = shell(visitor);
    Page::new(DeviceDone {
        shell,
        application,
        allowed,
    })
    .into_response()
}

/// Language and theme are chosen on the page that the address names.
fn shell(visitor: &Visitor) -> crate::render::Shell {
    visitor.shell(Nav::Nowhere)
}
