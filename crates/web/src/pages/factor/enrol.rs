//! `/login/enrol` and `/account/factors/new`: adding a factor.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use gantry_accounts::factors::{Added, Prover};
use gantry_accounts::{Error, Refusal};
use gantry_core::factor::FactorName;
use gantry_core::methods::Assurance;
use serde::Deserialize;

use crate::error::HttpError;
use crate::http::form::{EarlyFormBody, FormBody};
use crate::http::state::AppState;
use crate::http::visitor::{SignedIn, Visitor};
use crate::pages::destination;
use crate::pages::factor::showing::{shell, shown_question};
use crate::pages::factor::step_up::needed;
use crate::pages::factor::way::{Purpose, Way};
use crate::pages::factor::{entering, in_session, over};
use crate::refusals::{FORM_REFUSED, mendable, words};
use crate::render::{Notice, Page, Tone};
use crate::views::factor::{Enrol, NewTotp, RecoveryCodes};

/// On the way in.
const SIGN_IN: &str = "/login/enrol";
/// In a session.
const OWN: &str = "/account/factors/new";

/// What was posted.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    kind: String,
    name: String,
    code: String,
    question: String,
    answer: String,
    request: Option<String>,
    next: Option<String>,
    more: Option<String>,
}

/// On the way in: only for somebody without a factor.
pub(crate) async fn get(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(purpose): Query<Purpose>,
) -> Result<Response, HttpError> {
    let way = match Way::find(&app, &visitor, &purpose).await? {
        Ok(way) => way,
        Err(page) => return Ok(page),
    };
    match way.pending(&app, &visitor).await? {
        Some(prover) => offer(&app, visitor, (&prover, &way), None).await,
        None => Ok(over(&visitor, &way)),
    }
}

/// On the way in.
pub(crate) async fn post(
    State(app): State<AppState>,
    visitor: Visitor,
    EarlyFormBody(typed): EarlyFormBody<Typed>,
) -> Result<Response, HttpError> {
    let way = match Way::find(&app, &visitor, &typed.purpose()).await? {
        Ok(way) => way,
        Err(page) => return Ok(page),
    };
    match way.pending(&app, &visitor).await? {
        Some(prover) => add(&app, visitor, (&prover, &way), &typed).await,
        None => Ok(over(&visitor, &way)),
    }
}

/// In a session.
pub(crate) async fn get_own(
    State(app): State<AppState>,
    SignedIn { visitor, .. }: SignedIn,
    Query(purpose): Query<Purpose>,
) -> Result<Response, HttpError> {
    let way = match Way::find(&app, &visitor, &purpose).await? {
        Ok(way) => way.or_to("/account/factors"),
        Err(page) => return Ok(page),
    };
    match in_session(&visitor) {
        Some(prover) => offer(&app, visitor, (&prover, &way), None).await,
        None => Ok(Redirect::to("/login").into_response()),
    }
}

/// In a session.
pub(crate) async fn post_own(
    State(app): State<AppState>,
    SignedIn { visitor, .. }: SignedIn,
    FormBody(typed): FormBody<Typed>,
) -> Result<Response, HttpError> {
    let way = match Way::find(&app, &visitor, &typed.purpose()).await? {
        Ok(way) => way.or_to("/account/factors"),
        Err(page) => return Ok(page),
    };
    match in_session(&visitor) {
        Some(prover) => add(&app, visitor, (&prover, &way), &typed).await,
        None => Ok(Redirect::to("/login").into_response()),
    }
}

impl Typed {
    fn purpose(&self) -> Purpose {
        Purpose {
            request: self.request.clone(),
            next: self.next.clone(),
            more: self.more.clone(),
        }
    }

    /// What the person calls it; a name may be left out.
    fn name(&self, default: &str) -> Result<FactorName, Refusal> {
        if self.name.trim().is_empty() {
            return Ok(default.parse()?);
        }
        Ok(self.name.parse()?)
    }
}

/// Adds what was posted, and shows recovery codes if there are new ones.
async fn add(
    app: &AppState,
    visitor: Visitor,
    (prover, way): (&Prover, &Way),
    typed: &Typed,
) -> Result<Response, HttpError> {
    match mendable(added(app, &visitor, prover, typed).await)? {
        Ok(added) => Ok(done(visitor, way, &added)),
        Err(refusal) => offer(app, visitor, (prover, way), Some((typed, refusal))).await,
    }
}

async fn added(
    app: &AppState,
    visitor: &Visitor,
    prover: &Prover,
    typed: &Typed,
) -> Result<Added, Error> {
    let accounts = app.accounts();
    match (typed.kind.as_str(), app.passkey_door()) {
        ("totp", _) => {
            let name = typed.name(&visitor.lang.t("factor-name-totp"))?;
            let shown = (typed.question.as_str(), typed.code.as_str());
            accounts.add_totp(prover, shown, name).await
        }
        ("passkey", Some(door)) => {
            let name = typed.name(&visitor.lang.t("factor-name-passkey"))?;
            let shown = (typed.question.as_str(), typed.answer.as_str());
            accounts.add_passkey(prover, &door, shown, name).await
        }
        _ => Err(Refusal::WrongFactor.into()),
    }
}

/// The page of both kinds; after a wrong code with the same seed.
async fn offer(
    app: &AppState,
    visitor: Visitor,
    (prover, way): (&Prover, &Way),
    wrong: Option<(&Typed, Refusal)>,
) -> Result<Response, HttpError> {
    let action = if prover.session().is_some() {
        OWN
    } else {
        SIGN_IN
    };
    let totp = match mendable(seed(app, prover, wrong.as_ref()).await)? {
        Ok(totp) => totp,
        Err(refusal) => return Ok(elsewhere(&visitor, way, prover, &refusal)),
    };
    let passkey = match app.passkey_door() {
        Some(door) => Some(app.accounts().begin_passkey(prover, &door).await?),
        None => None,
    };
    // Codes are not offered where they would not be enough.
    let needed = needed(app, &visitor, way).await?;
    let codes = passkey.is_none() || needed != Some(Assurance::PhishingResistant);
    let name = wrong.as_ref().map(|(typed, _)| typed.name.clone());
    let mut view = Enrol {
        shell: shell(visitor, way, action),
        destination: way
            .waiting
            .as_ref()
            .map(|it| destination::of(&it.client.client)),
        action,
        request: way.request(),
        next: way.next.clone(),
        demanded: prover.session().is_none() || way.waiting.is_some(),
        totp: codes.then(|| shown_totp(&totp)),
        passkey: passkey.map(shown_question),
        name: name.unwrap_or_default(),
    };
    let mut status = StatusCode::OK;
    if let Some((_, refusal)) = &wrong {
        let text = words(view.shell.lang, refusal);
        view.shell.notice = Some(Notice {
            tone: Tone::Bad,
            text,
        });
        status = FORM_REFUSED;
    }
    let icon = view.destination.as_ref().and_then(|it| it.icon.clone());
    Ok(destination::showing(
        icon.as_deref(),
        Page::with_status(status, view),
    ))
}

/// A new seed, or after a wrong code the same.
async fn seed(
    app: &AppState,
    prover: &Prover,
    wrong: Option<&(&Typed, Refusal)>,
) -> Result<gantry_accounts::factors::NewTotp, Error> {
    let (accounts, issuer) = (app.accounts(), &app.brand_name);
    let again = wrong
        .filter(|(typed, refusal)| typed.kind == "totp" && !matches!(refusal, Refusal::SignInOver));
    match again {
        Some((typed, _)) => accounts.totp_again(prover, issuer, &typed.question).await,
        None => accounts.begin_totp(prover, issuer).await,
    }
}

fn shown_totp(totp: &gantry_accounts::factors::NewTotp) -> NewTotp {
    NewTotp {
        question: totp.token.expose().to_owned(),
        seed: grouped(totp.seed.expose()),
        address: totp.address.expose().to_owned(),
    }
}

/// Who may not add one here proves something first, or begins again.
fn elsewhere(visitor: &Visitor, way: &Way, prover: &Prover, refusal: &Refusal) -> Response {
    match (prover.session(), refusal) {
        (Some(_), Refusal::ProveFirst) => {
            let back = way.at(OWN);
            let proving = match way.request() {
                // After the proof the dispatcher leads here again.
                Some(request) => format!("/login/step-up?request={request}"),
                None => Way::to(&back).at("/login/step-up"),
            };
            Redirect::to(&proving).into_response()
        }
        (Some(_), Refusal::SignInOver) => Redirect::to(&way.at(OWN)).into_response(),
        (Some(_), _) => Redirect::to("/account/factors").into_response(),
        (None, Refusal::ProveFirst) => Redirect::to(&way.at("/login/factor")).into_response(),
        (None, _) => over(visitor, way),
    }
}

fn done(visitor: Visitor, way: &Way, added: &Added) -> Response {
    let target = way.target();
    if added.recovery_codes.is_empty() {
        return entering(visitor, &added.entered, Redirect::to(&target));
    }
    let codes = added.recovery_codes.iter();
    let view = RecoveryCodes {
        shell: shell(visitor.clone(), way, "/account/factors"),
        codes: codes.map(|code| code.expose().to_owned()).collect(),
        next: target,
        ended_elsewhere: added.is_first,
    };
    entering(visitor, &added.entered, Page::new(view))
}

/// Groups of four letters, for typing.
fn grouped(seed: &str) -> String {
    let letters: Vec<char> = seed.chars().collect();
    let groups = letters
        .chunks(4)
        .map(|group| group.iter().collect::<String>());
    groups.collect::<Vec<_>>().join(" ")
}
