//! `/admin/applications/{slug}/access`: who may enter an application.
//!
//! The page edits a draft that the form carries along; nothing is stored before it said who gains
//! and who loses, and somebody confirmed that.

mod draft;
mod words;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use gantry_accounts::{Error, Refusal};
use gantry_core::access::{Access, Condition, Mode};
use gantry_core::client::Client;
use serde::Deserialize;

use self::draft::Draft;
use super::{Door, application, lists};
use crate::error::HttpError;
use crate::http::form::FormBody;
use crate::http::state::AppState;
use crate::http::visitor::{Admin, Staff};
use crate::notices::{done, noticed, warned};
use crate::refusals::{FORM_REFUSED, mendable, refused_at};
use crate::render::{Nav, Page, Shell};
use crate::views::admin::application_access::ApplicationAccess;

/// The doors of this page.
pub(super) fn doors() -> [Door; 2] {
    [
        (
            "/admin/applications/{slug}/access",
            get(show).post(change_draft),
        ),
        ("/admin/applications/{slug}/access/save", post(save)),
    ]
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    done: Option<String>,
}

async fn show(
    State(app): State<AppState>,
    admin: Staff,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Page<ApplicationAccess>, HttpError> {
    let client = application::find(&app, &slug).await?;
    let shell = noticed(shell(&admin, &client), asked.done.as_deref(), &client.name);
    let draft = Draft::stored(&client.settings.access);
    Ok(Page::new(view(&app, &client, &draft, shell).await?))
}

/// One step of editing: the page comes back with the step made, and with what saving would do.
async fn change_draft(
    State(app): State<AppState>,
    admin: Admin,
    Path(slug): Path<String>,
    FormBody(pairs): FormBody<Vec<(String, String)>>,
) -> Result<Response, HttpError> {
    let client = application::find(&app, &slug).await?;
    let mut draft = Draft::posted(pairs)?;
    let shell = shell(&admin, &client);
    let step = match named(&app, &draft).await? {
        Ok(Some(condition)) => draft.add(condition),
        Ok(None) => draft.step(),
        Err(refusal) => Err(refusal),
    };
    let (shell, status) = match step {
        Ok(()) => (shell, axum::http::StatusCode::OK),
        Err(refusal) => (refused_at(shell, &refusal, draft.field()), FORM_REFUSED),
    };
    let mut page = view(&app, &client, &draft, shell).await?;
    let effect =
        app.accounts()
            .effect_of_access(&admin.administrator, &draft.before, &draft.access);
    page.effect = Some(words::effect(effect.await?)).filter(|_| draft.access != draft.before);
    Ok(Page::with_status(status, page).into_response())
}

async fn save(
    State(app): State<AppState>,
    admin: Admin,
    Path(slug): Path<String>,
    FormBody(pairs): FormBody<Vec<(String, String)>>,
) -> Result<Response, HttpError> {
    let client = application::find(&app, &slug).await?;
    let draft = Draft::posted(pairs)?;
    let change = (&draft.before, draft.access.clone());
    let saving = app
        .accounts()
        .change_access(&admin.administrator, &client, change);
    match mendable(Box::pin(saving).await)? {
        Ok(_) => Ok(done(&address(&client), "access-saved")),
        Err(refusal) => {
            let shell = shell(&admin, &client);
            let text = crate::refusals::words(shell.lang, &refusal);
            let draft = Draft::stored(&client.settings.access);
            let page = view(&app, &client, &draft, warned(shell, text)).await?;
            Ok(Page::with_status(FORM_REFUSED, page).into_response())
        }
    }
}

/// The person or the group that is to be added, if the step is one of these.
async fn named(
    app: &AppState,
    draft: &Draft,
) -> Result<Result<Option<Condition>, Refusal>, HttpError> {
    let unknown = |what, name: &str| Refusal::Unknown {
        what,
        name: name.to_owned(),
    };
    Ok(match draft.act() {
        "add-person" => {
            let name = draft.text("username");
            let found = app.accounts().user_by_login(name).await?;
            let person = found.ok_or_else(|| unknown("user", name));
            person.map(|user| Some(Condition::Person(user.id)))
        }
        "add-group" => {
            let name = draft.text("group");
            let found = match name.parse() {
                Ok(parsed) => app.accounts().group_by_name(&parsed).await?,
                Err(_) => None,
            };
            let group = found.ok_or_else(|| unknown("group", name));
            group.map(|group| Some(Condition::Group(group.id)))
        }
        _ => Ok(None),
    })
}

/// The address of the page.
pub(super) fn address(client: &Client) -> String {
    format!("{}/access", application::address(client))
}

fn shell(admin: &Staff, client: &Client) -> Shell {
    lists::shell(admin, Nav::Applications, &address(client))
}

async fn view(
    app: &AppState,
    client: &Client,
    draft: &Draft,
    shell: Shell,
) -> Result<ApplicationAccess, Error> {
    let access: &Access = &draft.access;
    let now = app.accounts().env().now();
    let mut bindings = Vec::new();
    for (place, binding) in access.bindings.iter().enumerate() {
        let what = words::condition(app, &shell, &binding.condition).await?;
        let last = place + 1 == access.bindings.len();
        bindings.push(words::row((place, last), binding, (what, now)));
    }
    Ok(ApplicationAccess {
        slug: client.slug.to_string(),
        name: client.name.clone(),
        before: draft::written(&draft.before),
        draft: draft::written(access),
        all: access.mode == Mode::All,
        closed: !access.is_open() && !access.bindings.iter().any(|it| it.counts(now)),
        bindings,
        effect: None,
        typed: draft.typed(),
        days: words::days(draft),
        shell,
    })
}
