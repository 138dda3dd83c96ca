//! `/admin/invitations`: inviting people by mail, and who has not come yet.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use gantry_accounts::invitations::{NewInvitation, OpenInvitation};
use gantry_accounts::{Error, Refusal};
use gantry_core::Secret;
use gantry_core::client::ClientRowId;
use gantry_core::group::{Group, GroupId};
use gantry_core::role::Role;
use gantry_core::slug::Slug;
use serde::Deserialize;

use super::lists::{self, PAGE, address, few_groups, is_full, typed_group};
use crate::error::HttpError;
use crate::http::form::{FormBody, FormText};
use crate::http::state::AppState;
use crate::http::visitor::{Desk, Staff};
use crate::i18n::Language;
use crate::letters::Letters;
use crate::notices::warned;
use crate::refusals::{FORM_REFUSED, mendable, refused_at, words};
use crate::render::{Nav, Notice, Page, Shell, Tone};
use crate::views::admin::application_protocol::Choice;
use crate::views::admin::mail::{InvitationRow, Invitations};

const HERE: &str = "/admin/invitations";
/// What the address of the page may say.
const KNOWN: [&str; 2] = ["invitations-sent", "invitations-withdrawn"];
/// Applications to choose from.
const APPLICATIONS: i64 = 200;
/// How many groups there is room to type, where they are too many to tick.
const FURTHER: usize = 3;

/// Where the page begins, and what was done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    said: Option<String>,
    before: Option<String>,
}

/// What was typed and chosen.
#[derive(Default)]
struct Typed {
    email: String,
    groups: Vec<GroupId>,
    further: Vec<String>,
    application: String,
    language: String,
    role: String,
}

impl Typed {
    fn of(pairs: Vec<(String, String)>) -> Self {
        let mut typed = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "email" => typed.email = value,
                "group" => typed.groups.extend(value.parse::<GroupId>().ok()),
                "further_group" => typed.further.push(value),
                "application" => typed.application = value,
                "language" => typed.language = value,
                "role" => typed.role = value,
                _ => {}
            }
        }
        typed
    }
}

/// `GET /admin/invitations`
pub(super) async fn show(
    State(app): State<AppState>,
    staff: Staff,
    Query(asked): Query<Asked>,
) -> Result<Page<Invitations>, HttpError> {
    let mut shell = lists::shell(&staff, Nav::Invitations, HERE);
    let known = KNOWN
        .into_iter()
        .find(|key| Some(*key) == asked.said.as_deref());
    shell.notice = known.map(|key| Notice {
        tone: Tone::Good,
        text: shell.t(key),
    });
    let mut view = view(&app, &staff, shell, Typed::default()).await?;
    list(&app, &mut view, asked.before.as_deref()).await?;
    Ok(Page::new(view))
}

/// `POST /admin/invitations`
pub(super) async fn invite(
    State(app): State<AppState>,
    desk: Desk,
    FormBody(pairs): FormBody<Vec<(String, String)>>,
) -> Result<Response, HttpError> {
    let typed = Typed::of(pairs);
    let letters = Letters::of(&app, desk.visitor.lang).await?;
    let shell = lists::shell(&desk, Nav::Invitations, HERE);
    match mendable(act(&app, &desk, &typed, &letters).await)? {
        Ok(None) => Ok(said("invitations-sent")),
        Ok(Some(token)) => {
            let mut view = view(&app, &desk, shell, Typed::default()).await?;
            list(&app, &mut view, None).await?;
            view.link = Some(letters.link("invitation", &token));
            Ok(Page::new(view).into_response())
        }
        Err(refusal) => {
            let shell = match &refusal {
                Refusal::Unknown { what: "group", .. } => {
                    refused_at(shell, &refusal, "further_group")
                }
                Refusal::Invalid(_) | Refusal::EmailTaken => refused_at(shell, &refusal, "email"),
                other => {
                    let text = words(shell.lang, other);
                    warned(shell, text)
                }
            };
            let mut view = view(&app, &desk, shell, typed).await?;
            list(&app, &mut view, None).await?;
            Ok(Page::with_status(FORM_REFUSED, view).into_response())
        }
    }
}

/// `POST /admin/invitations/{id}/withdraw`
pub(super) async fn withdraw(
    State(app): State<AppState>,
    desk: Desk,
    Path(id): Path<String>,
    _form: FormText,
) -> Result<Response, HttpError> {
    let id = id.parse().map_err(|_| HttpError::not_found())?;
    let act = app.accounts().withdraw_invitation(&desk.helpdesk, id).await;
    match mendable(act)? {
        Ok(()) => Ok(said("invitations-withdrawn")),
        Err(refusal) => {
            let shell = lists::shell(&desk, Nav::Invitations, HERE);
            let text = words(shell.lang, &refusal);
            let mut view = view(&app, &desk, warned(shell, text), Typed::default()).await?;
            list(&app, &mut view, None).await?;
            Ok(Page::with_status(FORM_REFUSED, view).into_response())
        }
    }
}

fn said(what: &str) -> Response {
    Redirect::to(&format!("{HERE}?said={what}")).into_response()
}

async fn act(
    app: &AppState,
    desk: &Desk,
    typed: &Typed,
    letters: &Letters,
) -> Result<Option<Secret>, Error> {
    let email = typed.email.parse()?;
    let mut groups = typed.groups.clone();
    for name in &typed.further {
        groups.extend(typed_group(app, name).await?.map(|group| group.id));
    }
    let new = NewInvitation {
        email,
        groups,
        application: application(app, &typed.application).await?,
        language: Language::from_tag(&typed.language).map(|lang| lang.code().to_owned()),
        role: match typed.role.as_str() {
            "" => None,
            word => Some(word.parse()?),
        },
    };
    let writer = letters.writer();
    app.accounts().invite(&desk.helpdesk, new, &writer).await
}

async fn application(app: &AppState, slug: &str) -> Result<Option<ClientRowId>, Error> {
    let Ok(slug) = slug.parse::<Slug>() else {
        return Ok(None);
    };
    let found = app.accounts().client_cache().by_slug(&slug).await?;
    Ok(found.map(|cached| cached.client.id))
}

async fn view(
    app: &AppState,
    staff: &Staff,
    shell: Shell,
    typed: Typed,
) -> Result<Invitations, Error> {
    let accounts = app.accounts();
    let groups = if shell.administers() {
        few_groups(app).await?
    } else {
        Some(accounts.groups_of(staff.live.user.id).await?)
    };
    let mut further = Vec::new();
    if groups.is_none() {
        further.clone_from(&typed.further);
        further.resize(FURTHER, String::new());
    }
    let group = |group: Group| Choice {
        on: typed.groups.contains(&group.id),
        name: group.id.to_string(),
        label: group.name.into(),
    };
    let clients = accounts.list_clients(None, APPLICATIONS).await?;
    let client = |slug: String, name: String| Choice {
        on: slug == typed.application,
        name: slug,
        label: name,
    };
    let applications = clients.into_iter().filter(|one| !one.disabled);
    let applications = applications.map(|one| client(one.slug.to_string(), one.name));
    let none = |on| Choice {
        name: String::new(),
        label: String::new(),
        on,
    };
    Ok(Invitations {
        mail: accounts.mail_is_set_up().await?,
        link: None,
        groups: groups.into_iter().flatten().map(group).collect(),
        further,
        applications: std::iter::once(none(false)).chain(applications).collect(),
        languages: languages(&typed.language),
        roles: roles(&shell, &typed.role),
        email: typed.email,
        rows: Vec::new(),
        next: None,
        shell,
    })
}

fn languages(chosen: &str) -> Vec<Choice> {
    let none = Choice {
        name: String::new(),
        label: String::new(),
        on: chosen.is_empty(),
    };
    let language = |lang: Language| Choice {
        name: lang.code().to_owned(),
        label: lang.own_name().to_owned(),
        on: lang.code() == chosen,
    };
    std::iter::once(none)
        .chain(Language::ALL.map(language))
        .collect()
}

/// Only administrators give roles.
fn roles(shell: &Shell, chosen: &str) -> Vec<Choice> {
    if !shell.administers() {
        return Vec::new();
    }
    let none = Choice {
        name: String::new(),
        label: String::new(),
        on: chosen.is_empty(),
    };
    let role = |role: Role| Choice {
        name: role.as_str().to_owned(),
        label: shell.t(format!("invitations-role-{}", role.as_str())),
        on: role.as_str() == chosen,
    };
    std::iter::once(none).chain(Role::ALL.map(role)).collect()
}

/// Who has not come yet.
async fn list(app: &AppState, view: &mut Invitations, before: Option<&str>) -> Result<(), Error> {
    let before = before.and_then(|id| id.parse().ok());
    let open = app.accounts().open_invitations(before, PAGE).await?;
    let last = open.last().filter(|_| is_full(open.len()));
    view.next = last.map(|one| address(HERE, &[("before", &one.id.to_string())]));
    let lang = view.shell.lang;
    for one in open {
        let groups = names(app, &one).await?;
        view.rows.push(InvitationRow {
            id: one.id.to_string(),
            email: one.email.to_string(),
            groups,
            until: lang.moment(one.expires_at.as_i64()),
        });
    }
    Ok(())
}

async fn names(app: &AppState, invitation: &OpenInvitation) -> Result<Vec<String>, Error> {
    let mut names = Vec::new();
    for id in &invitation.invited.groups {
        let group = app.accounts().group(*id).await?;
        names.extend(group.map(|group| String::from(group.name)));
    }
    Ok(names)
}
