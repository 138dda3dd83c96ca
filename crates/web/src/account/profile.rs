//! `POST /account/profile`: name and language.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use gantry_accounts::{Error, Refusal};
use gantry_core::Invalid;
use gantry_core::user::{User, UserId};
use serde::Deserialize;

use super::page;
use crate::error::HttpError;
use crate::http::form::FormBody;
use crate::http::state::AppState;
use crate::http::visitor::SignedIn;
use crate::i18n::Language;
use crate::notices::done;
use crate::refusals::{FORM_REFUSED, mendable, refused};
use crate::render::Page;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Profile {
    name: String,
    lang: String,
}

/// `POST /account/profile`
pub(super) async fn change(
    State(app): State<AppState>,
    me: SignedIn,
    FormBody(form): FormBody<Profile>,
) -> Result<Response, HttpError> {
    match mendable(act(&app, me.live.user.id, &form).await)? {
        Ok(_) => Ok(done("/account", "account-saved")),
        Err(refusal) => {
            let mut view =
                page::view(&app, &me, refused(page::shell(&me, "/account"), &refusal)).await?;
            view.name = form.name;
            view.stored_language = form.lang;
            Ok(Page::with_status(FORM_REFUSED, view).into_response())
        }
    }
}

async fn act(app: &AppState, id: UserId, form: &Profile) -> Result<User, Error> {
    let language = match form.lang.as_str() {
        "" => None,
        tag => Some(
            Language::from_tag(tag)
                .ok_or_else(no_language)?
                .code()
                .to_owned(),
        ),
    };
    app.accounts()
        .change_own_profile(id, form.name.parse()?, language)
        .await
}

fn no_language() -> Refusal {
    Invalid::new("language", "is one that the pages are written in").into()
}
