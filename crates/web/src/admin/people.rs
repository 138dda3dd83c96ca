//! `/admin/people`: finding people and adding them.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use gantry_accounts::users::NewUser;
use gantry_accounts::{Accounts, Error};
use gantry_core::email::Email;
use gantry_core::password::Password;
use gantry_core::profile::Profile;
use gantry_core::role::Role;
use gantry_core::user::User;
use gantry_store::user_search::SearchPosition;
use serde::Deserialize;

use super::lists::{self, PAGE, address, is_full};
use crate::account::PASSWORD_MINIMUM;
use crate::error::HttpError;
use crate::http::form::FormBody;
use crate::http::state::AppState;
use crate::http::visitor::Admin;
use crate::notices::{done, noticed};
use crate::refusals::{FORM_REFUSED, mendable, refused};
use crate::render::{Nav, Page, Shell};
use crate::views::admin::people::{People, PersonDraft, PersonRow};

const HERE: &str = "/admin/people";

/// What is searched for, and where the page begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
    after: Option<String>,
    id: Option<String>,
    done: Option<String>,
}

/// The form that adds a person.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct NewPerson {
    name: String,
    username: String,
    email: String,
    password: String,
    is_admin: Option<String>,
}

/// `GET /admin/people`
pub(super) async fn show(
    State(app): State<AppState>,
    admin: Admin,
    Query(asked): Query<Asked>,
) -> Result<Page<People>, HttpError> {
    let shell = noticed(
        lists::shell(&admin, Nav::People, HERE),
        asked.done.as_deref(),
        "",
    );
    Ok(Page::new(
        view(&app, shell, asked, PersonDraft::default()).await?,
    ))
}

/// `POST /admin/people`
pub(super) async fn add(
    State(app): State<AppState>,
    admin: Admin,
    FormBody(form): FormBody<NewPerson>,
) -> Result<Response, HttpError> {
    match mendable(act(&app, &admin, &form).await)? {
        Ok(user) => Ok(done(&format!("{HERE}/{}", user.id), "people-added")),
        Err(refusal) => {
            let mut shell = refused(lists::shell(&admin, Nav::People, HERE), &refusal);
            for problem in &mut shell.field_problems {
                if problem.field == "new_password" {
                    "password".clone_into(&mut problem.field);
                }
            }
            let draft = PersonDraft {
                name: form.name,
                username: form.username,
                email: form.email,
            };
            let view = view(&app, shell, Asked::default(), draft).await?;
            Ok(Page::with_status(FORM_REFUSED, view).into_response())
        }
    }
}

async fn act(app: &AppState, admin: &Admin, form: &NewPerson) -> Result<User, Error> {
    let password = match form.password.as_str() {
        "" => None,
        text => Some(Password::chosen(text.to_owned())?),
    };
    let new = NewUser {
        username: form.username.parse()?,
        email: email(&form.email)?,
        email_verified: true,
        name: form.name.parse()?,
        profile: Profile::default(),
        password,
        role: form.is_admin.as_ref().map(|_| Role::Administrator),
        language: None,
        groups: Vec::new(),
    };
    app.accounts().add_user(&admin.administrator, new).await
}

/// An address, or none if the field was left empty.
pub(super) fn email(text: &str) -> Result<Option<Email>, Error> {
    match text.trim() {
        "" => Ok(None),
        text => Ok(Some(text.parse()?)),
    }
}

async fn view(
    app: &AppState,
    shell: Shell,
    asked: Asked,
    draft: PersonDraft,
) -> Result<People, Error> {
    let (users, next) = if asked.q.trim().is_empty() {
        listed(app.accounts(), &asked).await?
    } else {
        found(app.accounts(), &asked).await?
    };
    let rows = users.into_iter().map(row).collect();
    Ok(People {
        shell,
        query: asked.q,
        rows,
        next,
        draft,
        password_minimum: PASSWORD_MINIMUM,
    })
}

async fn listed(accounts: &Accounts, asked: &Asked) -> Result<(Vec<User>, Option<String>), Error> {
    let after = asked.after.as_deref().and_then(|name| name.parse().ok());
    let users = accounts.list_users(after.as_ref(), PAGE).await?;
    let last = users.last().filter(|_| is_full(users.len()));
    let next = last.map(|user| address(HERE, &[("after", user.username.as_str())]));
    Ok((users, next))
}

async fn found(accounts: &Accounts, asked: &Asked) -> Result<(Vec<User>, Option<String>), Error> {
    let id = asked.id.as_deref().and_then(|id| id.parse().ok());
    let after = asked.after.clone().zip(id);
    let after = after.map(|(word, user_id)| SearchPosition { word, user_id });
    let found = accounts.search_users(&asked.q, after, PAGE).await?;
    let next = found.next.map(|at| {
        let id = at.user_id.to_string();
        address(HERE, &[("q", &asked.q), ("after", &at.word), ("id", &id)])
    });
    Ok((found.users, next))
}

fn row(user: User) -> PersonRow {
    PersonRow {
        id: user.id.to_string(),
        name: user.name.to_string(),
        username: user.username.to_string(),
        enabled: !user.disabled,
        is_admin: user.is_administrator(),
        email: user.email.map(String::from).unwrap_or_default(),
    }
}
