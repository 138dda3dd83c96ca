//! `/login/factor`: the second factor of a sign-in whose password was right.
//!
//! [`way`] is where the person wants to go; [`showing`] makes the pages. [`enrol`] adds a factor,
//! [`step_up`] asks somebody who is signed in, [`passkey`] signs in without a name.

pub(crate) mod enrol;
pub(crate) mod passkey;
pub(crate) mod picture;
pub(crate) mod showing;
pub(crate) mod step_up;
pub(crate) mod way;

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use gantry_accounts::Refusal;
use gantry_accounts::factors::{Entered, Proof, Prover};
use serde::Deserialize;

use crate::error::HttpError;
use crate::http::form::EarlyFormBody;
use crate::http::state::AppState;
use crate::http::visitor::Visitor;
use crate::pages::factor::showing::{Asking, again, ask};
use crate::pages::factor::way::{Purpose, Way};
use crate::refusals::mendable;

/// What was posted.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    code: String,
    password: String,
    question: String,
    answer: String,
    cancel: Option<String>,
    request: Option<String>,
    next: Option<String>,
    more: Option<String>,
}

impl Typed {
    pub(crate) fn purpose(&self) -> Purpose {
        Purpose {
            request: self.request.clone(),
            next: self.next.clone(),
            more: self.more.clone(),
        }
    }

    /// What is shown: a password counts only where one is asked for.
    pub(crate) fn proof(&self) -> Proof {
        if !self.answer.is_empty() {
            return Proof::Passkey {
                question: self.question.clone(),
                answer: self.answer.clone(),
            };
        }
        if !self.password.is_empty() {
            return Proof::Password(self.password.clone());
        }
        Proof::Code(self.code.clone())
    }
}

/// The page.
pub(crate) async fn get(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(purpose): Query<Purpose>,
) -> Result<Response, HttpError> {
    let way = match Way::find(&app, &visitor, &purpose).await? {
        Ok(way) => way,
        Err(page) => return Ok(page),
    };
    let Some(prover) = way.pending(&app, &visitor).await? else {
        return Ok(over(&visitor, &way));
    };
    let standing = app.accounts().standing(prover.user()).await?;
    if !standing.has_factor() {
        return Ok(Redirect::to(&way.at("/login/enrol")).into_response());
    }
    ask(&app, visitor, Asking::sign_in(&prover, &way, &standing)).await
}

/// The proof.
pub(crate) async fn post(
    State(app): State<AppState>,
    visitor: Visitor,
    EarlyFormBody(typed): EarlyFormBody<Typed>,
) -> Result<Response, HttpError> {
    let way = match Way::find(&app, &visitor, &typed.purpose()).await? {
        Ok(way) => way,
        Err(page) => return Ok(page),
    };
    if typed.cancel.is_some() {
        return way.cancel(&app, &visitor).await;
    }
    let Some(prover) = way.pending(&app, &visitor).await? else {
        return Ok(over(&visitor, &way));
    };
    let door = app.passkey_door();
    let judged = app
        .accounts()
        .prove(&prover, door.as_ref(), typed.proof())
        .await;
    match mendable(judged)? {
        Ok(entered) => Ok(entering(visitor, &entered, Redirect::to(&way.target()))),
        Err(Refusal::SignInOver) => Ok(over(&visitor, &way)),
        Err(refusal) => {
            let standing = app.accounts().standing(prover.user()).await?;
            let asking = Asking::sign_in(&prover, &way, &standing);
            again(&app, visitor, asking, &refusal).await
        }
    }
}

/// The password is asked for again: nothing waits here any more.
pub(crate) fn over(visitor: &Visitor, way: &Way) -> Response {
    let cookies = visitor.cookies.clone().without_pending();
    (cookies, Redirect::to(&way.at("/login"))).into_response()
}

/// An answer with the cookies of whoever entered.
pub(crate) fn entering(visitor: Visitor, entered: &Entered, answer: impl IntoResponse) -> Response {
    let mut cookies = visitor.cookies.with_session(&entered.cookie);
    if let Some(device) = &entered.device_cookie {
        cookies = cookies.with_device(device);
    }
    if cookies.pending().is_some() {
        cookies = cookies.without_pending();
    }
    (cookies, answer).into_response()
}

/// Somebody who is signed in, as one who proves.
pub(crate) fn in_session(visitor: &Visitor) -> Option<Prover> {
    let live = visitor.session.clone()?;
    Some(Prover::Session(Box::new(live)))
}
