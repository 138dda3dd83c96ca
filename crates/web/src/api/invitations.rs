//! `/api/v1/invitations`: inviting people, and who has not come yet.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use gantry_accounts::Refusal;
use gantry_accounts::invitations::{NewInvitation, OpenInvitation};
use gantry_core::client::ClientRowId;
use gantry_core::email::Email;
use gantry_core::role::Role;
use gantry_core::slug::Slug;
use gantry_store::mail_links::MailLinkId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::{Helping, Reading};
use super::groups::ids_of;
use super::input::{Asked, Input, id_of};
use super::paging::{Page, PageQuery, behind};
use super::shown::time;
use crate::error::HttpError;
use crate::http::state::AppState;
use crate::i18n::Language;
use crate::letters::Letters;

/// Somebody to invite.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "email": "alice@example.org", "groups": ["staff"], "application": "team-chat"
}))]
pub(super) struct PersonToInvite {
    #[schema(value_type = String)]
    email: Email,
    /// Names of groups to be in from the start; the helpdesk names those it is in itself.
    #[serde(default)]
    groups: Vec<String>,
    /// The slug of the application to land in.
    #[schema(value_type = Option<String>)]
    application: Option<Slug>,
    /// The language of the letter, such as `de`.
    language: Option<String>,
    /// Only an administrator gives one.
    #[schema(value_type = Option<String>)]
    role: Option<Role>,
}

/// What became of an invitation.
#[derive(Serialize, ToSchema)]
pub(super) struct Invited {
    /// A letter is on its way.
    mailed: bool,
    /// The link to pass on, told this once, where no mail is set up.
    link: Option<String>,
}

/// An invitation that nobody followed yet.
#[derive(Serialize, ToSchema)]
#[schema(as = Invitation, example = json!({
    "id": "01932a5d-ac96-774b-bcce-b302099a8057", "email": "alice@example.org",
    "groups": ["staff"], "application": "team-chat", "language": null, "role": null,
    "expires_at": "2026-11-28T09:00:00Z"
}))]
pub(super) struct InvitationShown {
    id: String,
    email: String,
    groups: Vec<String>,
    application: Option<String>,
    language: Option<String>,
    #[schema(value_type = Option<String>)]
    role: Option<Role>,
    expires_at: String,
}

/// Who was invited and has not come yet
#[utoipa::path(
    get,
    operation_id = "list_invitations",
    path = "/api/v1/invitations",
    tag = "invitations",
    params(PageQuery),
    security(("token" = ["read"])),
    responses((status = 200, description = "A page", body = Page<InvitationShown>)),
)]
pub(super) async fn list(
    State(app): State<AppState>,
    _: Reading,
    Asked(asked): Asked<PageQuery>,
) -> Result<Json<Page<InvitationShown>>, HttpError> {
    let (before, limit) = asked.place::<MailLinkId>()?;
    let open = app.accounts().open_invitations(before, limit).await?;
    let next = behind(&open, limit, |one| one.id);
    let mut items = Vec::new();
    for one in open {
        items.push(shown(&app, one).await?);
    }
    Ok(Json(Page { items, next }))
}

async fn shown(app: &AppState, one: OpenInvitation) -> Result<InvitationShown, HttpError> {
    let mut groups = Vec::new();
    for id in &one.invited.groups {
        let group = app.accounts().group(*id).await?;
        groups.extend(group.map(|group| group.name.to_string()));
    }
    let application = match one.invited.application {
        Some(id) => app.accounts().client(id).await?,
        None => None,
    };
    Ok(InvitationShown {
        id: one.id.to_string(),
        email: one.email.to_string(),
        groups,
        application: application.map(|client| client.slug.to_string()),
        language: one.invited.language,
        role: one.invited.role,
        expires_at: time(one.expires_at),
    })
}

/// Invite somebody
///
/// By mail; where no mail is set up, the answer holds the link.
#[utoipa::path(
    post,
    operation_id = "invite",
    path = "/api/v1/invitations",
    tag = "invitations",
    request_body = PersonToInvite,
    security(("token" = ["people"])),
    responses((status = 201, description = "What became of it", body = Invited)),
)]
pub(super) async fn invite(
    State(app): State<AppState>,
    me: Helping,
    Input(new): Input<PersonToInvite>,
) -> Result<(StatusCode, Json<Invited>), HttpError> {
    let new = NewInvitation {
        email: new.email,
        groups: ids_of(&app, &new.groups).await?,
        application: application(&app, new.application).await?,
        language: language(new.language)?,
        role: new.role,
    };
    let letters = Letters::of(&app, Language::default()).await?;
    let writer = letters.writer();
    let token = app.accounts().invite(&me.helpdesk, new, &writer).await?;
    let link = token.map(|token| letters.link("invitation", &token));
    let mailed = link.is_none();
    Ok((StatusCode::CREATED, Json(Invited { mailed, link })))
}

async fn application(app: &AppState, slug: Option<Slug>) -> Result<Option<ClientRowId>, HttpError> {
    let Some(slug) = slug else {
        return Ok(None);
    };
    let found = app.accounts().client_by_slug(&slug).await?;
    let unknown = || Refusal::Document(vec![format!("there is no application {slug}")]);
    Ok(Some(found.ok_or_else(unknown)?.id))
}

fn language(tag: Option<String>) -> Result<Option<String>, HttpError> {
    let Some(tag) = tag else {
        return Ok(None);
    };
    let known = Language::from_tag(&tag).map(|lang| lang.code().to_owned());
    let unknown = || Refusal::Document(vec![format!("there is no language {tag}")]);
    Ok(Some(known.ok_or_else(unknown)?))
}

/// Take an invitation back
#[utoipa::path(
    delete,
    operation_id = "withdraw_invitation",
    path = "/api/v1/invitations/{id}",
    tag = "invitations",
    params(("id" = String, Path, description = "The invitation's id")),
    security(("token" = ["people"])),
    responses((status = 204, description = "Taken back")),
)]
pub(super) async fn withdraw(
    State(app): State<AppState>,
    me: Helping,
    Path(id): Path<String>,
) -> Result<StatusCode, HttpError> {
    let id = id_of(&id)?;
    app.accounts().withdraw_invitation(&me.helpdesk, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
