//! Roles and rooms that follow groups.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use gantry_accounts::{Error, Refusal};
use gantry_core::group::GroupId;
use gantry_core::workspace::SyncSettings;

use super::{lists, workspace};
use crate::error::HttpError;
use crate::http::form::FormBody;
use crate::http::state::AppState;
use crate::http::visitor::Admin;
use crate::refusals::{FORM_REFUSED, mendable, refused_at};
use crate::render::Page;
use crate::views::admin::workspace::{Connection, SyncRow};

/// Lines for further groups.
const FREE: usize = 2;
/// The longest name of a role or room that is taken.
const LONGEST: usize = 100;

/// `POST /admin/applications/{slug}/connection/sync`
pub(super) async fn change(
    State(app): State<AppState>,
    admin: Admin,
    Path(slug): Path<String>,
    FormBody(pairs): FormBody<Vec<(String, String)>>,
) -> Result<Response, HttpError> {
    let client = workspace::find(&app, &slug).await?;
    let confirm_relinquish = pairs.iter().any(|(name, _)| name == "confirm_relinquish");
    let typed = typed(pairs);
    let act = match settings(&typed, confirm_relinquish) {
        Ok(sync) => {
            let set = app
                .workspaces
                .set_sync(&admin.administrator, client.id, sync);
            set.await.map(drop)
        }
        Err(refusal) => Err(refusal.into()),
    };
    match mendable(act)? {
        Ok(()) => Ok(workspace::back(&client, "workspace-sync-saved")),
        Err(refusal) => {
            let shell = refused_at(workspace::shell(&admin, &client), &refusal, "sync-0");
            let view = workspace::view(&app, &client, shell).await?;
            let page = Connection {
                sync: typed,
                confirm_relinquish,
                ..view
            };
            Ok(Page::with_status(FORM_REFUSED, page).into_response())
        }
    }
}

/// Id and name of every group.
pub(super) async fn choices(app: &AppState) -> Result<Vec<(String, String)>, Error> {
    let groups = lists::all_groups(app).await?.into_iter();
    Ok(groups
        .map(|group| (group.id.to_string(), group.name.to_string()))
        .collect())
}

/// The lines as stored, and free ones.
pub(super) fn rows(sync: &SyncSettings) -> Vec<SyncRow> {
    let mut by_group: BTreeMap<GroupId, SyncRow> = BTreeMap::new();
    for (group, role) in &sync.roles {
        by_group.entry(*group).or_default().role.clone_from(role);
    }
    for (group, room) in &sync.rooms {
        by_group.entry(*group).or_default().room.clone_from(room);
    }
    let known = by_group.into_iter().map(|(group, row)| SyncRow {
        group: group.to_string(),
        ..row
    });
    let free = std::iter::repeat_n(SyncRow::default(), FREE);
    known.chain(free).collect()
}

/// The lines as posted: each begins with its group.
fn typed(pairs: Vec<(String, String)>) -> Vec<SyncRow> {
    let mut rows: Vec<SyncRow> = Vec::new();
    for (name, value) in pairs {
        if name == "group" {
            let group = value;
            rows.push(SyncRow {
                group,
                ..SyncRow::default()
            });
        } else if let Some(row) = rows.last_mut() {
            match name.as_str() {
                "role" => value.trim().clone_into(&mut row.role),
                "room" => value
                    .trim()
                    .trim_start_matches('#')
                    .clone_into(&mut row.room),
                _ => {}
            }
        }
    }
    rows
}

fn settings(rows: &[SyncRow], confirm_relinquish: bool) -> Result<SyncSettings, Refusal> {
    let mut sync = SyncSettings {
        confirm_relinquish,
        ..SyncSettings::default()
    };
    let named = |row: &&SyncRow| !(row.role.is_empty() && row.room.is_empty());
    for row in rows.iter().filter(named) {
        let group: Result<GroupId, _> = row.group.parse();
        let group = group.map_err(|_| Refusal::Settings("a role or room has no group"))?;
        if sync.roles.contains_key(&group) || sync.rooms.contains_key(&group) {
            return Err(Refusal::Settings("a group is listed twice"));
        }
        if row.role.chars().count() > LONGEST || row.room.chars().count() > LONGEST {
            return Err(Refusal::Settings(
                "a role or room has at most 100 characters",
            ));
        }
        if !row.role.is_empty() {
            sync.roles.insert(group, row.role.clone());
        }
        if !row.room.is_empty() {
            sync.rooms.insert(group, row.room.clone());
        }
    }
    Ok(sync)
}
