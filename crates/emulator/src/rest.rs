//! Rocket.Chat's REST interface as far as a provider needs it.
//!
//! [`incoming`] reads a request; [`serve`] takes it through the door (token, rate limit, parameters, permission, second factor) to one
//! of [`endpoints`]; [`refusal`] is how the door and the endpoints say no; [`journal`] records every call.

mod active_status;
mod avatar;
mod call;
mod create_token;
mod create_user;
mod description;
mod endpoints;
pub(crate) mod incoming;
pub(crate) mod journal;
pub(crate) mod limits;
mod login;
mod own;
mod people;
mod policy;
mod refusal;
mod roles;
mod rooms;
mod services;
mod settings;
mod update_user;
mod workspace;

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use crate::rest::call::{Answer, Call, Caller, Reply, only_known};
use crate::rest::endpoints::{Act, Endpoint};
use crate::rest::incoming::Incoming;
use crate::rest::limits::Allowance;
use crate::rest::refusal::Refusal;
use crate::second_factor::{self, Presented};
use crate::workspace::{Workspace, lock};

/// Everything under `/api/`.
pub(crate) async fn serve(State(workspace): State<Arc<Workspace>>, request: Request) -> Response {
    let mut incoming = Incoming::read(request).await;
    let response = respond(&workspace, &mut incoming).await;
    lock(&workspace.rest_calls).push(incoming.as_call(Some(response.status())));
    response
}

async fn respond(workspace: &Workspace, incoming: &mut Incoming) -> Response {
    let Some(endpoint) = endpoints::find(&incoming.method, incoming.route()) else {
        return Refusal::NoSuchRoute.into_response();
    };
    let caller = Caller::of(workspace, incoming);
    let allowance = count(workspace, incoming, endpoint, caller.as_ref());
    let mut response = match allowance.filter(|allowance| allowance.exceeded) {
        Some(allowance) => Refusal::TooMany(allowance).into_response(),
        None => match endpoint.act {
            Act::Login => login::login(workspace, incoming).await,
            Act::Avatar => {
                avatar::fetch(workspace, incoming).await;
                written(pass(workspace, incoming, endpoint, caller))
            }
            Act::Now(_) | Act::Read(_) => written(pass(workspace, incoming, endpoint, caller)),
        },
    };
    if let Some(allowance) = allowance {
        allowance.write_headers(&mut response);
    }
    response
}

/// The door: token, parameters, permissions, second factor; then the act itself.
fn pass(
    workspace: &Workspace,
    incoming: &Incoming,
    endpoint: &Endpoint,
    caller: Option<Caller>,
) -> Answer {
    let unreadable = || Refusal::invalid_params("must be object");
    let call = Call {
        workspace,
        caller,
        incoming,
        body: incoming.body.as_ref().ok_or_else(unreadable)?,
    };
    if endpoint.signed_in {
        call.caller()?;
    }
    check_parameters(&call, endpoint)?;
    if !endpoint.permissions.iter().all(|name| call.may(name)) {
        return Err(Refusal::Forbidden);
    }
    if endpoint.two_factor {
        check_second_factor(&call)?;
    }
    match endpoint.act {
        Act::Read(act) => Ok(act(&call)),
        Act::Now(act) => act(&call),
        Act::Avatar => avatar::set_avatar(&call),
        Act::Login => Err(Refusal::NoSuchRoute),
    }
}

/// Unknown members of a body are refused, and the generic `query` and `fields` are off.
fn check_parameters(call: &Call<'_>, endpoint: &Endpoint) -> Result<(), Refusal> {
    if ["query", "fields"]
        .iter()
        .any(|name| call.query(name).is_some())
    {
        return Err(Refusal::failed(
            "error-invalid-params",
            "The query and fields parameters are not allowed",
        ));
    }
    match endpoint.body {
        Some(known) => only_known(call.body, known),
        None => Ok(()),
    }
}

fn check_second_factor(call: &Call<'_>) -> Result<(), Refusal> {
    let caller = call.caller()?;
    let passes = caller.ignores_two_factor
        || !second_factor::switched_on(call.workspace)
        || lock(&call.workspace.tokens).is_confirmed(&caller.token);
    if passes {
        return Ok(());
    }
    let (method, code) = (
        call.incoming.header("x-2fa-method"),
        call.incoming.header("x-2fa-code"),
    );
    let presented = (!code.is_empty()).then_some(Presented { method, code });
    match second_factor::check(&caller.user, presented) {
        Ok(()) => {
            lock(&call.workspace.tokens).confirm(&caller.token);
            Ok(())
        }
        Err(failure) => Err(Refusal::Failed {
            reason: failure.reason().to_owned(),
            code: failure.code(),
            details: failure.details(),
        }),
    }
}

/// Counts the call unless the caller is above the limit.
fn count(
    workspace: &Workspace,
    incoming: &Incoming,
    endpoint: &Endpoint,
    caller: Option<&Caller>,
) -> Option<Allowance> {
    if caller.is_some_and(|caller| workspace.allows(&caller.user, "api-bypass-rate-limit")) {
        return None;
    }
    let route = format!("{} {}", endpoint.method, endpoint.route);
    lock(&workspace.rate_limits).count(&workspace.settings, incoming.address, &route)
}

fn written(answer: Answer) -> Response {
    match answer {
        Ok(Reply::Whole(value)) => Json(value).into_response(),
        Ok(Reply::Success(Value::Object(mut members))) => {
            members.insert("success".to_owned(), json!(true));
            Json(Value::Object(members)).into_response()
        }
        Ok(Reply::Success(_)) => Json(json!({ "success": true })).into_response(),
        Err(refusal) => refusal.into_response(),
    }
}
