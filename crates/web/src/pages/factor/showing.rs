//! The page that asks for a factor.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use gantry_accounts::Refusal;
use gantry_accounts::factors::{Prover, Question, Standing};
use gantry_core::methods::{Assurance, Method};

use crate::error::HttpError;
use crate::http::state::AppState;
use crate::http::visitor::Visitor;
use crate::pages::destination;
use crate::pages::factor::way::Way;
use crate::refusals::{FORM_REFUSED, words};
use crate::render::{Nav, Notice, Page, Shell, Tone};
use crate::views::factor::{Factor, PasskeyQuestion};

/// What the page is to ask.
pub(crate) struct Asking<'a> {
    prover: &'a Prover,
    way: &'a Way,
    action: &'static str,
    text_key: &'static str,
    codes: (bool, bool),
    passkey: bool,
    password: bool,
}

impl<'a> Asking<'a> {
    /// At a sign-in: whatever there is.
    pub(crate) const fn sign_in(prover: &'a Prover, way: &'a Way, standing: &Standing) -> Self {
        Self {
            prover,
            way,
            action: "/login/factor",
            text_key: "factor-text",
            codes: (
                standing.has(Method::Totp),
                standing.has(Method::RecoveryCode),
            ),
            passkey: standing.has(Method::Passkey),
            password: false,
        }
    }

    /// In a session: what reaches `needed`, or whatever there is if nothing does.
    pub(crate) fn step_up(
        prover: &'a Prover,
        way: &'a Way,
        standing: &Standing,
        needed: Option<Assurance>,
    ) -> Self {
        let only_passkey =
            needed == Some(Assurance::PhishingResistant) && standing.has(Method::Passkey);
        let reaches = needed.is_none_or(|needed| standing.reaches(needed));
        let has_codes = standing.has_factor() && !only_passkey;
        Self {
            prover,
            way,
            action: "/login/step-up",
            text_key: match (needed, reaches) {
                (None, _) => "factor-text-again",
                (Some(_), true) => "factor-text-more",
                (Some(_), false) => "factor-text-add",
            },
            codes: (
                has_codes && standing.has(Method::Totp),
                has_codes && standing.has(Method::RecoveryCode),
            ),
            passkey: standing.has(Method::Passkey),
            password: !standing.has_factor(),
        }
    }
}

/// The page.
pub(crate) async fn ask(
    app: &AppState,
    visitor: Visitor,
    asking: Asking<'_>,
) -> Result<Response, HttpError> {
    let view = view(app, visitor, &asking).await?;
    Ok(shown(StatusCode::OK, view))
}

/// The page once more, with what was wrong.
pub(crate) async fn again(
    app: &AppState,
    visitor: Visitor,
    asking: Asking<'_>,
    refusal: &Refusal,
) -> Result<Response, HttpError> {
    let mut view = view(app, visitor, &asking).await?;
    if let Refusal::SlowDown(wait) = refusal {
        let seconds = u64::try_from(wait.as_i64()).unwrap_or(1);
        view.slow_down_seconds = Some(seconds);
        let retry = [(header::RETRY_AFTER, seconds.to_string())];
        return Ok((retry, shown(StatusCode::TOO_MANY_REQUESTS, view)).into_response());
    }
    view.shell.notice = Some(Notice {
        tone: Tone::Bad,
        text: words(view.shell.lang, refusal),
    });
    Ok(shown(FORM_REFUSED, view))
}

async fn view(app: &AppState, visitor: Visitor, asking: &Asking<'_>) -> Result<Factor, HttpError> {
    let question = match app.passkey_door() {
        Some(door) if asking.passkey => {
            app.accounts().ask_for_passkey(asking.prover, &door).await?
        }
        _ => None,
    };
    let way = asking.way;
    Ok(Factor {
        shell: shell(visitor, way, asking.action),
        destination: way
            .waiting
            .as_ref()
            .map(|it| destination::of(&it.client.client)),
        action: asking.action,
        request: way.request(),
        next: way.next.clone(),
        more: way.more.map(Assurance::acr),
        text_key: asking.text_key,
        passkey: question.map(shown_question),
        totp: asking.codes.0,
        recovery: asking.codes.1,
        password: asking.password,
        slow_down_seconds: None,
    })
}

/// The frame, in the language that the application asked for.
pub(crate) fn shell(visitor: Visitor, way: &Way, page: &str) -> Shell {
    let waiting = way.waiting.as_ref();
    let locales = waiting.and_then(|waiting| waiting.request.asked.ui_locales.as_deref());
    let mut shell = visitor.reading(locales).shell(Nav::Nowhere);
    shell.return_to = way.at(page);
    shell
}

/// A question as the page carries it.
pub(crate) fn shown_question(question: Question) -> PasskeyQuestion {
    PasskeyQuestion {
        question: question.token.expose().to_owned(),
        options: question.options,
    }
}

fn shown(status: StatusCode, view: Factor) -> Response {
    let icon = view.destination.as_ref().and_then(|it| it.icon.clone());
    destination::showing(icon.as_deref(), Page::with_status(status, view))
}
