//! `POST /account/picture`: one's own picture, or none.

use axum::extract::State;
use axum::response::{IntoResponse, Response};

use super::page;
use crate::error::HttpError;
use crate::http::form::FormText;
use crate::http::state::AppState;
use crate::http::upload::Upload;
use crate::http::visitor::SignedIn;
use crate::notices::done;
use crate::refusals::{FORM_REFUSED, mendable, refused};
use crate::render::Page;

/// `POST /account/picture`
pub(super) async fn change(
    State(app): State<AppState>,
    me: SignedIn,
    Upload(picture): Upload,
) -> Result<Response, HttpError> {
    let act = app.accounts().set_own_picture(me.live.user.id, picture);
    match mendable(act.await)? {
        Ok(_) => Ok(done("/account", "account-picture-saved")),
        Err(refusal) => {
            let shell = refused(page::shell(&me, "/account"), &refusal);
            let view = page::view(&app, &me, shell).await?;
            Ok(Page::with_status(FORM_REFUSED, view).into_response())
        }
    }
}

/// `POST /account/picture/remove`
pub(super) async fn remove(
    State(app): State<AppState>,
    me: SignedIn,
    _form: FormText,
) -> Result<Response, HttpError> {
    app.accounts().remove_own_picture(me.live.user.id).await?;
    Ok(done("/account", "account-picture-removed"))
}
