//! `/admin/groups`: the list, and the form that adds one.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use gantry_accounts::Error;
use gantry_core::group::Group;
use serde::Deserialize;

use super::lists::{self, PAGE, address, is_full};
use crate::error::HttpError;
use crate::http::form::FormBody;
use crate::http::state::AppState;
use crate::http::visitor::{Admin, Staff};
use crate::notices::{done, noticed};
use crate::refusals::{FORM_REFUSED, mendable, refused};
use crate::render::{Nav, Page, Shell};
use crate::views::admin::groups::{GroupRow, Groups};

const HERE: &str = "/admin/groups";

/// How names begin, and where the page begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
    after: Option<String>,
    done: Option<String>,
}

/// The form that adds or renames a group.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct GroupForm {
    pub(super) name: String,
}

/// `GET /admin/groups`
pub(super) async fn show(
    State(app): State<AppState>,
    admin: Staff,
    Query(asked): Query<Asked>,
) -> Result<Page<Groups>, HttpError> {
    let shell = noticed(
        lists::shell(&admin, Nav::Groups, HERE),
        asked.done.as_deref(),
        "",
    );
    Ok(Page::new(view(&app, shell, asked, String::new()).await?))
}

/// `POST /admin/groups`
pub(super) async fn add(
    State(app): State<AppState>,
    admin: Admin,
    FormBody(form): FormBody<GroupForm>,
) -> Result<Response, HttpError> {
    match mendable(act(&app, &admin, &form).await)? {
        Ok(group) => Ok(done(&format!("{HERE}/{}", group.id), "group-added")),
        Err(refusal) => {
            let shell = refused(lists::shell(&admin, Nav::Groups, HERE), &refusal);
            let view = view(&app, shell, Asked::default(), form.name).await?;
            Ok(Page::with_status(FORM_REFUSED, view).into_response())
        }
    }
}

async fn act(app: &AppState, admin: &Admin, form: &GroupForm) -> Result<Group, Error> {
    app.accounts()
        .add_group(&admin.administrator, form.name.trim().parse()?)
        .await
}

async fn view(app: &AppState, shell: Shell, asked: Asked, name: String) -> Result<Groups, Error> {
    let after = asked.after.as_deref().and_then(|name| name.parse().ok());
    let query = asked.q.trim();
    let accounts = app.accounts();
    let groups = accounts.search_groups(query, after.as_ref(), PAGE).await?;
    let last = groups.last().filter(|_| is_full(groups.len()));
    let next = |last: &Group| address(HERE, &[("q", query), ("after", last.name.as_str())]);
    let next = last.map(next);
    let row = |group: Group| GroupRow {
        id: group.id.to_string(),
        name: group.name.into(),
    };
    Ok(Groups {
        query: query.to_owned(),
        shell,
        rows: groups.into_iter().map(row).collect(),
        next,
        name,
    })
}
