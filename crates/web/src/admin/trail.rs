//! `GET /admin/trail`: the sign-ins, newest first.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use gantry_accounts::Error;
use gantry_core::Invalid;
use gantry_core::correlation::Correlation;
use gantry_core::slug::Slug;
use serde::Deserialize;

use super::lists::{self, address};
use super::sign_ins::{self, Found, Wanted};
use crate::error::HttpError;
use crate::http::state::AppState;
use crate::http::visitor::Staff;
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
    admin: Staff,
    Query(asked): Query<Asked>,
) -> Result<Response, HttpError> {
    let mut shell = lists::shell(&admin, Nav::Trail, HERE);
    if !asked.code.trim().is_empty() {
        match coded(&app, &admin, &asked.code).await? {
            Coded::One(code) => {
                return Ok(Redirect::to(&format!("{HERE}/{code}")).into_response());
            }
            Coded::Several(codes) => {
                let view = several(&app, shell, asked, &codes).await?;
                return Ok(Page::new(view).into_response());
            }
            Coded::None(invalid) => shell = refused(shell, &invalid.into()),
        }
    }
    Ok(Page::new(view(&app, shell, asked).await?).into_response())
}

/// What a typed code leads to.
enum Coded {
    One(Correlation),
    Several(Vec<Correlation>),
    None(Invalid),
}

/// A whole code leads to its sign-in, its beginning to all that begin so.
async fn coded(app: &AppState, staff: &Staff, text: &str) -> Result<Coded, Error> {
    let invalid = match text.parse() {
        Ok(code) => return Ok(Coded::One(code)),
        Err(invalid) => invalid,
    };
    let codes = app.accounts().codes_like(&staff.reader, text).await?;
    Ok(match codes.as_slice() {
        [] => Coded::None(invalid),
        [one] => Coded::One(*one),
        _ => Coded::Several(codes),
    })
}

/// The sign-ins of these codes, with the choice of applications as ever.
async fn several(
    app: &AppState,
    shell: Shell,
    asked: Asked,
    codes: &[Correlation],
) -> Result<Trail, Error> {
    let mut sign_ins = Vec::new();
    let mut conn = app.accounts().store().read().await?;
    for code in codes.iter().take(ROWS) {
        sign_ins.extend(sign_ins::by_code(app, &mut conn, *code).await?);
    }
    drop(conn);
    Ok(Trail {
        rows: sign_ins::rows(app, &sign_ins, shell.lang).await?,
        next: None,
        applications: applications(app).await?,
        filter: TrailFilter {
            code: asked.code,
            ..TrailFilter::default()
        },
        shell,
    })
}

/// Slug and name of every application.
async fn applications(app: &AppState) -> Result<Vec<(String, String)>, Error> {
    let clients = app.accounts().list_clients(None, MOST_APPLICATIONS).await?;
    let named = clients.into_iter();
    Ok(named.map(|it| (it.slug.to_string(), it.name)).collect())
}

async fn view(app: &AppState, shell: Shell, asked: Asked) -> Result<Trail, Error> {
    let before = asked.after.as_deref().and_then(|id| id.parse().ok());
    let found = match wanted(app, &asked).await? {
        Some(wanted) => sign_ins::find(app, &wanted, before).await?,
        None => Found::default(),
    };
    Ok(Trail {
        rows: sign_ins::rows(app, &found.sign_ins, shell.lang).await?,
        next: found.next.map(|last| next(&asked, &last.to_string())),
        applications: applications(app).await?,
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
