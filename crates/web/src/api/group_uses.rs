//! Where a group is in the tree, and what being in it leads to.

use axum::Json;
use axum::extract::{Path, State};
use gantry_accounts::groups::uses::{Entry, Use};
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::Reading;
use super::groups::find;
use super::shown::GroupShown;
use crate::error::HttpError;
use crate::http::state::AppState;

/// What being in a group leads to.
#[derive(Serialize, ToSchema)]
pub(super) struct GroupUses {
    /// The groups above it, the uppermost first.
    above: Vec<GroupShown>,
    /// The groups right within it.
    children: Vec<GroupShown>,
    /// Applications that its members get to, or are kept out of, or that hear of it.
    applications: Vec<UseShown>,
}

/// What one application makes of a group.
#[derive(Serialize, ToSchema)]
#[schema(as = GroupUse, example = json!({ "slug": "wiki", "entry": "open", "told": "staff" }))]
pub(super) struct UseShown {
    slug: String,
    /// `open` to members, `closed` to them, or `unnamed` in its bindings.
    entry: &'static str,
    /// The group's name as the application is told it, if it is.
    told: Option<String>,
}

impl From<Use> for UseShown {
    fn from(made: Use) -> Self {
        Self {
            slug: made.client.slug.to_string(),
            entry: match made.entry {
                Entry::Unnamed => "unnamed",
                Entry::Open => "open",
                Entry::Closed => "closed",
            },
            told: made.told,
        }
    }
}

/// What being in a group leads to
#[utoipa::path(
    get,
    operation_id = "show_uses_of_group",
    path = "/api/v1/groups/{id}/uses",
    tag = "groups",
    params(("id" = String, Path, description = "The group's id")),
    security(("token" = ["read"])),
    responses((status = 200, description = "Groups and applications", body = GroupUses)),
)]
pub(super) async fn show(
    State(app): State<AppState>,
    _: Reading,
    Path(id): Path<String>,
) -> Result<Json<GroupUses>, HttpError> {
    let group = find(&app, &id).await?;
    let place = app.accounts().place_of_group(group.id).await?;
    let uses = app.accounts().uses_of_group(&group).await?;
    let shown = |groups: Vec<_>| groups.into_iter().map(GroupShown::from).collect();
    Ok(Json(GroupUses {
        above: shown(place.above),
        children: shown(place.children),
        applications: uses.into_iter().map(UseShown::from).collect(),
    }))
}
