//! `GET /account`: picture, profile and password.

use axum::extract::{Query, State};
use gantry_accounts::Error;
use gantry_accounts::images::initials;
use serde::Deserialize;

use super::password_minimum;
use crate::error::HttpError;
use crate::http::state::AppState;
use crate::http::visitor::SignedIn;
use crate::look::picture_address;
use crate::notices::noticed;
use crate::render::{Nav, Page, Shell};
use crate::views::account::Account;

/// What the address of a page may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    pub(super) done: Option<String>,
}

/// `GET /account`
pub(super) async fn show(
    State(app): State<AppState>,
    me: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Page<Account>, HttpError> {
    let shell = noticed(shell(&me, "/account"), asked.done.as_deref(), "");
    Ok(Page::new(view(&app, &me, shell).await?))
}

/// The frame of a page of the account, also after a post.
pub(super) fn shell(me: &SignedIn, here: &str) -> Shell {
    let return_to = here.to_owned();
    Shell {
        return_to,
        ..me.visitor.shell(Nav::Account)
    }
}

/// The page as things are stored.
pub(super) async fn view(app: &AppState, me: &SignedIn, shell: Shell) -> Result<Account, Error> {
    let user = &me.live.user;
    let groups = app.accounts().groups_of(user.id).await?;
    let picture = app.accounts().picture_of(user.id).await?;
    let email = user.email.as_ref();
    Ok(Account {
        picture: picture.map(|handle| picture_address(&handle)),
        initials: initials(user),
        name: user.name.to_string(),
        username: user.username.to_string(),
        email: email.map(ToString::to_string).unwrap_or_default(),
        stored_language: user.language.clone().unwrap_or_default(),
        groups: groups
            .into_iter()
            .map(|group| group.name.to_string())
            .collect(),
        password_minimum: password_minimum(app).await?,
        shell,
    })
}
