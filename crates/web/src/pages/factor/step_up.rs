//! `/login/step-up`: somebody who is signed in proves more, or once more.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use gantry_accounts::Refusal;
use gantry_core::methods::Assurance;

use crate::error::HttpError;
use crate::http::form::FormBody;
use crate::http::state::AppState;
use crate::http::visitor::{SignedIn, Visitor};
use crate::pages::factor::showing::{Asking, again, ask};
use crate::pages::factor::way::{Purpose, Way};
use crate::pages::factor::{Typed, entering, in_session};
use crate::refusals::mendable;

/// The page, unless nothing is to be proven, or a factor is to be added first.
pub(crate) async fn get(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(purpose): Query<Purpose>,
) -> Result<Response, HttpError> {
    let way = match Way::find(&app, &visitor, &purpose).await? {
        Ok(way) => way,
        Err(page) => return Ok(page),
    };
    let Some(prover) = in_session(&visitor) else {
        return Ok(Redirect::to(&way.at("/login")).into_response());
    };
    let needed = needed(&app, &visitor, &way).await?;
    if needed.is_none() && (way.waiting.is_some() || way.more.is_some()) {
        return Ok(Redirect::to(&way.target()).into_response());
    }
    let standing = app.accounts().standing(prover.user()).await?;
    let lately = visitor
        .session
        .as_ref()
        .is_some_and(|live| app.accounts().proven_lately(live, &standing));
    if lately && needed.is_some_and(|needed| !standing.reaches(needed)) {
        return Ok(Redirect::to(&way.at("/account/factors/new")).into_response());
    }
    let asking = Asking::step_up(&prover, &way, &standing, needed);
    ask(&app, visitor, asking).await
}

/// The proof.
pub(crate) async fn post(
    State(app): State<AppState>,
    SignedIn { visitor, .. }: SignedIn,
    FormBody(typed): FormBody<Typed>,
) -> Result<Response, HttpError> {
    let way = match Way::find(&app, &visitor, &typed.purpose()).await? {
        Ok(way) => way,
        Err(page) => return Ok(page),
    };
    if typed.cancel.is_some() {
        return match way.waiting {
            Some(_) => way.cancel(&app, &visitor).await,
            None => Ok(Redirect::to("/apps").into_response()),
        };
    }
    let Some(prover) = in_session(&visitor) else {
        return Ok(Redirect::to(&way.at("/login")).into_response());
    };
    let door = app.passkey_door();
    let judged = app
        .accounts()
        .prove(&prover, door.as_ref(), typed.proof())
        .await;
    match mendable(judged)? {
        Ok(entered) => Ok(entering(visitor, &entered, Redirect::to(&way.target()))),
        Err(Refusal::SignInOver) => Ok(Redirect::to(&way.at("/login/step-up")).into_response()),
        Err(refusal) => {
            let needed = needed(&app, &visitor, &way).await?;
            let standing = app.accounts().standing(prover.user()).await?;
            let asking = Asking::step_up(&prover, &way, &standing, needed);
            again(&app, visitor, asking, &refusal).await
        }
    }
}

/// What the request that waits, or the page of ours, still lacks.
pub(super) async fn needed(
    app: &AppState,
    visitor: &Visitor,
    way: &Way,
) -> Result<Option<Assurance>, HttpError> {
    match (&way.waiting, &visitor.session) {
        (Some(waiting), Some(live)) => Ok(app.provider.proof_needed(waiting, live).await?),
        (None, Some(live)) => {
            let reached = live.session.methods.assurance();
            Ok(way.more.filter(|least| *least > reached))
        }
        _ => Ok(None),
    }
}
