//! Who is who in a workspace.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use gantry_core::user::UserId;
use gantry_core::workspace::ChatAccount;
use gantry_rocketchat::workspaces::Link;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::{Administering, Reading};
use super::chat_refusal::ChatRefusal;
use super::input::{Asked, Input};
use super::paging::{Page, page, place};
use super::users;
use crate::admin::workspace::find;
use crate::error::HttpError;
use crate::http::state::AppState;

/// Whom the list is about.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ChatPeopleQuery {
    /// Only who waits for an administrator; these come on one page.
    problems: bool,
    /// `next` of the page before.
    cursor: Option<String>,
    /// How many, 1 to 200; 50 unless said.
    limit: Option<i64>,
}

/// Who a person is in a workspace.
#[derive(Serialize, ToSchema)]
#[schema(as = ChatAccount, example = json!({
    "user_id": "01932a5d-ac96-774b-bcce-b302099a8057", "account_id": "kBPdr7tWxYkNmeEFs",
    "account": "alice", "may_administer": false, "closed": false, "problem": null
}))]
pub(super) struct ChatAccountShown {
    user_id: String,
    /// Rocket.Chat's id of it; none while it does not exist.
    account_id: Option<String>,
    /// The user name there, as last seen or as wanted.
    account: String,
    /// An administrator agreed that this person administers the workspace.
    may_administer: bool,
    /// It was closed from here.
    closed: bool,
    /// Why the person cannot get in; the stable reason.
    problem: Option<String>,
}

impl From<ChatAccount> for ChatAccountShown {
    fn from(account: ChatAccount) -> Self {
        Self {
            user_id: account.user_id.to_string(),
            account_id: account.chat_id,
            account: account.chat_username,
            may_administer: account.may_administer,
            closed: account.deactivated,
            problem: account.problem,
        }
    }
}

/// The account that a person has.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "account": "alice" }))]
pub(super) struct AccountToLink {
    /// Its user name in the workspace, or its id there.
    account: String,
    /// Agree to an account that administers the workspace.
    #[serde(default)]
    may_administer: bool,
}

/// Who is who in a workspace
#[utoipa::path(
    get,
    operation_id = "list_chat_people",
    path = "/api/v1/applications/{slug}/rocketchat/people",
    tag = "rocketchat",
    params(
        ("slug" = String, Path, description = "The application's name in addresses"),
        ChatPeopleQuery,
    ),
    security(("token" = ["read"])),
    responses((status = 200, description = "A page", body = Page<ChatAccountShown>)),
)]
pub(super) async fn list(
    State(app): State<AppState>,
    _: Reading,
    Path(slug): Path<String>,
    Asked(asked): Asked<ChatPeopleQuery>,
) -> Result<Json<Page<ChatAccountShown>>, HttpError> {
    let client = find(&app, &slug).await?;
    let (after, limit) = place::<UserId>(asked.cursor.as_deref(), asked.limit)?;
    if asked.problems {
        let found = app.workspaces.problems(client.id, limit).await?;
        let items = found.into_iter().map(ChatAccountShown::from).collect();
        return Ok(Json(Page { items, next: None }));
    }
    let found = app.workspaces.people(client.id, after, limit).await?;
    let at = |account: &ChatAccount| account.user_id;
    Ok(Json(page(found, limit, at, ChatAccountShown::from)))
}

/// This person is that account
#[utoipa::path(
    put,
    operation_id = "link_chat_account",
    path = "/api/v1/applications/{slug}/rocketchat/people/{user}",
    tag = "rocketchat",
    params(
        ("slug" = String, Path, description = "The application's name in addresses"),
        ("user" = String, Path, description = "The person's id"),
    ),
    request_body = AccountToLink,
    security(("token" = ["everything"])),
    responses((status = 200, description = "The account", body = ChatAccountShown)),
)]
pub(super) async fn link(
    State(app): State<AppState>,
    me: Administering,
    Path((slug, user)): Path<(String, String)>,
    Input(wanted): Input<AccountToLink>,
) -> Result<Json<ChatAccountShown>, ChatRefusal> {
    let client = find(&app, &slug).await?;
    let link = Link {
        user: users::find(&app, &user).await?,
        account: wanted.account.trim().trim_start_matches('@').to_owned(),
        may_administer: wanted.may_administer,
    };
    let linked = app.workspaces.link(&me.administrator, client.id, link);
    Ok(Json(linked.await?.into()))
}

/// Forget which account a person has
#[utoipa::path(
    delete,
    operation_id = "unlink_chat_account",
    path = "/api/v1/applications/{slug}/rocketchat/people/{user}",
    tag = "rocketchat",
    params(
        ("slug" = String, Path, description = "The application's name in addresses"),
        ("user" = String, Path, description = "The person's id"),
    ),
    security(("token" = ["everything"])),
    responses((status = 204, description = "Forgotten")),
)]
pub(super) async fn unlink(
    State(app): State<AppState>,
    me: Administering,
    Path((slug, user)): Path<(String, String)>,
) -> Result<StatusCode, HttpError> {
    let client = find(&app, &slug).await?;
    let user = users::find(&app, &user).await?.id;
    let unlinked = app.workspaces.unlink(&me.administrator, client.id, user);
    unlinked.await?;
    Ok(StatusCode::NO_CONTENT)
}
