//! `POST /account/password`: a new password ends everything; this browser goes on with a new session.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gantry_accounts::Error;
use gantry_accounts::sign_in::{Attempt, SignIn};
use gantry_core::Invalid;
use gantry_core::password::Password;
use gantry_core::user::UserId;
use serde::Deserialize;

use super::{chosen_password, page};
use crate::error::HttpError;
use crate::http::form::FormBody;
use crate::http::state::AppState;
use crate::http::visitor::SignedIn;
use crate::notices::done;
use crate::refusals::{FORM_REFUSED, mendable, refused};
use crate::render::Page;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Passwords {
    current_password: String,
    new_password: String,
}

/// `POST /account/password`
pub(super) async fn change(
    State(app): State<AppState>,
    me: SignedIn,
    FormBody(form): FormBody<Passwords>,
) -> Result<Response, HttpError> {
    match mendable(act(&app, me.live.user.id, &form).await)? {
        Ok(()) => Ok(Box::pin(sign_in_again(&app, me, form.new_password)).await?),
        Err(refusal) => {
            let view =
                page::view(&app, &me, refused(page::shell(&me, "/account"), &refusal)).await?;
            Ok(Page::with_status(FORM_REFUSED, view).into_response())
        }
    }
}

async fn act(app: &AppState, id: UserId, form: &Passwords) -> Result<(), Error> {
    let new = chosen_password(&form.new_password)?;
    let current = Password::presented(form.current_password.clone())
        .ok_or(Invalid::new("password", "has at most 1024 bytes"))?;
    app.accounts().change_own_password(id, current, new).await
}

async fn sign_in_again(app: &AppState, me: SignedIn, password: String) -> Result<Response, Error> {
    let visitor = me.visitor;
    let attempt = Attempt {
        login: me.live.user.username.to_string(),
        password,
        address: visitor.address,
        user_agent: visitor.user_agent,
        device_cookie: visitor.cookies.device().map(ToOwned::to_owned),
        former_session: Some(me.live.session.id),
        request: None,
    };
    let SignIn::Done(begun) = app.accounts().sign_in(attempt).await? else {
        return Ok(Redirect::to("/login?next=%2Faccount").into_response());
    };
    let cookies = visitor
        .cookies
        .with_session(&begun.cookie)
        .with_device(&begun.device_cookie);
    Ok((cookies, done("/account", "account-password-changed")).into_response())
}
