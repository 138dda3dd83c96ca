//! `GET /admin/trail`: the sign-ins, newest first.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use gantry_accounts::Error;
use gantry_core::correlation::Correlation;
use gantry_core::slug::Slug;
use serde::Deserialize;

use super::lists::{self, address};
use super::sign_ins::{self, Found, Wanted};
use crate::error::HttpError;
use crate::http::state::AppState;
use crate::http::visitor::Admin;
use crate::refusals::refused;
use crate::render::{Nav, Page, Shell};
use crate::views::admin::trail::{Trail, TrailFilter};

const HERE: &str = "/admin/trail";
/// Sign-ins of a page.
const ROWS: usize = 25;
/// Applications to choose from.
const MOST_APPLICATIONS: i64 = 200;

/// The filter, and where the page begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    code: String,
    person: String,
    application: String,
    only_failures: Option<String>,
    after: Option<String>,
}

/// `GET /admin/trail`
pub(super) async fn show(
    State(app): State<AppState>,
    admin: Admin,
    Query(asked): Query<Asked>,
) -> Result<Response, HttpError> {
    let mut shell = lists::shell(&admin, Nav::Trail, HERE);
    if !asked.code.trim().is_empty() {
        match asked.code.parse::<Correlation>() {
            Ok(code) => return Ok(Redirect::to(&format!("{HERE}/{code}")).into_response()),
            Err(invalid) => shell = refused(shell, &invalid.into()),
        }
    }
    Ok(Page::new(view(&app, shell, asked).await?).into_response())
}

async fn view(app: &AppState, shell: Shell, asked: Asked) -> Result<Trail, Error> {
    let before = asked.after.as_deref().and_then(|id| id.parse().ok());
    let found = match wanted(app, &asked).await? {
        Some(wanted) => sign_ins::find(app, &wanted, before).await?,
        None => Found::default(),
    };
    let clients = app.accounts().list_clients(None, MOST_APPLICATIONS).await?;
    Ok(Trail {
        rows: sign_ins::rows(app, &found.sign_ins, shell.lang).await?,
        next: found.next.map(|last| next(&asked, &last.to_string())),
        applications: clients
            .into_iter()
            .map(|it| (it.slug.to_string(), it.name))
            .collect(),
        filter: TrailFilter {
            person: asked.person,
            application: asked.application,
            code: asked.code,
            only_failures: asked.only_failures.is_some(),
        },
        shell,
    })
}

/// The filter as ids; `None` if it names somebody or something that is not there.
async fn wanted(app: &AppState, asked: &Asked) -> Result<Option<Wanted>, Error> {
    let only_failures = asked.only_failures.is_some();
    let mut wanted = Wanted {
        only_failures,
        rows: ROWS,
        ..Wanted::default()
    };
    if !asked.person.trim().is_empty() {
        let Some(user) = app.accounts().user_by_login(asked.person.trim()).await? else {
            return Ok(None);
        };
        wanted.user = Some(user.id);
    }
    if let Ok(slug) = asked.application.parse::<Slug>() {
        let Some(client) = app.accounts().client_by_slug(&slug).await? else {
            return Ok(None);
        };
        wanted.client = Some(client.id);
    }
    Ok(Some(wanted))
}

fn next(asked: &Asked, after: &str) -> String {
    let query = [
        ("person", asked.person.as_str()),
        ("application", &asked.application),
        (
            "only_failures",
            asked.only_failures.as_deref().unwrap_or_default(),
        ),
        ("after", after),
    ];
    address(HERE, &query)
}
