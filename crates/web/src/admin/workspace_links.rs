//! Who is who in a workspace: the list, and an administrator's "this person is that account".

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use gantry_core::client::Client;
use gantry_core::user::{User, UserId};
use gantry_core::workspace::ChatAccount;
use gantry_rocketchat::rest::Act;
use gantry_rocketchat::settings::RocketChatVersion;
use gantry_rocketchat::workspaces::{Link, LinkError};
use serde::Deserialize;

use super::workspace::{self, Asked};
use super::{lists, workspace_words as words};
use crate::error::HttpError;
use crate::http::form::FormBody;
use crate::http::state::AppState;
use crate::http::visitor::{Admin, Staff};
use crate::notices::done;
use crate::refusals::FORM_REFUSED;
use crate::render::{FieldProblem, Nav, Page, Shell};
use crate::views::admin::workspace::{LinkRow, WhoIsWho};

/// The forms of both pages.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct LinkForm {
    /// The id of a person who is shown.
    person: String,
    /// The name of any person.
    username: String,
    account: String,
    may_administer: Option<String>,
    /// The form stands on the page of the list.
    list: Option<String>,
}

/// What was wrong with a form, and with which field.
struct Wrong {
    field: String,
    text: String,
}

/// `GET /admin/applications/{slug}/connection/people`
pub(super) async fn show(
    State(app): State<AppState>,
    admin: Staff,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Page<WhoIsWho>, HttpError> {
    let client = workspace::find(&app, &slug).await?;
    let shell = workspace::noticed(shell(&admin, &client), &asked);
    let after = asked.after.as_deref().and_then(|id| id.parse().ok());
    Ok(Page::new(view(&app, &client, after, shell).await?))
}

/// `POST /admin/applications/{slug}/connection/link`
pub(super) async fn link(
    State(app): State<AppState>,
    admin: Admin,
    Path(slug): Path<String>,
    FormBody(form): FormBody<LinkForm>,
) -> Result<Response, HttpError> {
    let client = workspace::find(&app, &slug).await?;
    match act(&app, &admin, &client, &form).await? {
        Ok(()) => Ok(done(&origin(&client, &form), "workspace-linked")),
        Err(wrong) => refused(&app, &admin, &client, (form, wrong)).await,
    }
}

/// `POST /admin/applications/{slug}/connection/unlink`
pub(super) async fn unlink(
    State(app): State<AppState>,
    admin: Admin,
    Path(slug): Path<String>,
    FormBody(form): FormBody<LinkForm>,
) -> Result<Response, HttpError> {
    let client = workspace::find(&app, &slug).await?;
    let person: UserId = form.person.parse().map_err(|_| HttpError::not_found())?;
    app.workspaces
        .unlink(&admin.administrator, client.id, person)
        .await?;
    Ok(done(&origin(&client, &form), "workspace-unlinked"))
}

async fn act(
    app: &AppState,
    admin: &Admin,
    client: &Client,
    form: &LinkForm,
) -> Result<Result<(), Wrong>, HttpError> {
    let lang = admin.visitor.lang;
    let field = account_field(form);
    let Some(user) = person(app, form).await? else {
        let field = "username".to_owned();
        let text = lang.t("group-member-unknown");
        return Ok(Err(Wrong { field, text }));
    };
    let account = form.account.trim().trim_start_matches('@').to_owned();
    if account.is_empty() {
        let text = lang.t("workspace-link-empty");
        return Ok(Err(Wrong { field, text }));
    }
    let link = Link {
        user,
        account,
        may_administer: form.may_administer.is_some(),
    };
    let linked = app.workspaces.link(&admin.administrator, client.id, link);
    let (key, account) = match linked.await {
        Ok(_) => return Ok(Ok(())),
        Err(LinkError::Act(breakdown)) => return Err(breakdown.into()),
        Err(LinkError::Chat(error)) => {
            let version = RocketChatVersion::default();
            let text = words::failure(lang, &error, Act::FindAccount, version);
            return Ok(Err(Wrong { field, text }));
        }
        Err(LinkError::NotConnected) => ("workspace-link-not-connected", String::new()),
        Err(LinkError::NoAccount(account)) => ("workspace-link-no-account", account),
        Err(LinkError::NotAPerson(account)) => ("workspace-link-not-a-person", account),
        Err(LinkError::Taken(account)) => ("workspace-link-taken", account),
        Err(LinkError::Administrator(account)) => ("workspace-link-administrator", account),
    };
    let text = lang.t_args(key, &[("account", account)]);
    Ok(Err(Wrong { field, text }))
}

async fn person(app: &AppState, form: &LinkForm) -> Result<Option<User>, HttpError> {
    if form.person.is_empty() {
        return Ok(app.accounts().user_by_login(form.username.trim()).await?);
    }
    let id: UserId = form.person.parse().map_err(|_| HttpError::not_found())?;
    Ok(words::person(app, id).await?)
}

fn account_field(form: &LinkForm) -> String {
    match &form.list {
        Some(_) => "account".to_owned(),
        None => format!("account-{}", form.person),
    }
}

/// The page that the form stands on, with what was typed and what is wrong with it.
async fn refused(
    app: &AppState,
    admin: &Staff,
    client: &Client,
    (form, wrong): (LinkForm, Wrong),
) -> Result<Response, HttpError> {
    let Wrong { field, text } = wrong;
    let problem = FieldProblem { field, text };
    if form.list.is_some() {
        let mut shell = shell(admin, client);
        shell.field_problems.push(problem);
        let page = WhoIsWho {
            username: form.username,
            account: form.account,
            ..view(app, client, None, shell).await?
        };
        return Ok(Page::with_status(FORM_REFUSED, page).into_response());
    }
    let mut shell = workspace::shell(admin, client);
    shell.field_problems.push(problem);
    let mut page = workspace::view(app, client, shell).await?;
    if let Some(row) = page.problems.iter_mut().find(|row| row.id == form.person) {
        row.account = form.account;
    }
    Ok(Page::with_status(FORM_REFUSED, page).into_response())
}

fn origin(client: &Client, form: &LinkForm) -> String {
    match form.list {
        Some(_) => address(client),
        None => workspace::address(client),
    }
}

fn address(client: &Client) -> String {
    format!("{}/people", workspace::address(client))
}

fn shell(admin: &Staff, client: &Client) -> Shell {
    lists::shell(admin, Nav::Applications, &address(client))
}

async fn view(
    app: &AppState,
    client: &Client,
    after: Option<UserId>,
    shell: Shell,
) -> Result<WhoIsWho, HttpError> {
    let known = app.workspaces.people(client.id, after, lists::PAGE).await?;
    let last = known.last().filter(|_| lists::is_full(known.len()));
    let next = last.map(|last| {
        let after = last.user_id.to_string();
        lists::address(&address(client), &[("after", &after)])
    });
    let mut rows = Vec::new();
    for account in known {
        let user = words::person(app, account.user_id).await?;
        rows.push(row(account, user, &shell));
    }
    Ok(WhoIsWho {
        slug: client.slug.to_string(),
        name: client.name.clone(),
        rows,
        next,
        username: String::new(),
        account: String::new(),
        shell,
    })
}

fn row(account: ChatAccount, user: Option<User>, shell: &Shell) -> LinkRow {
    let problem = account.problem.as_deref();
    LinkRow {
        id: account.user_id.to_string(),
        name: words::name(shell.lang, user.as_ref()),
        username: user
            .map(|user| user.username.to_string())
            .unwrap_or_default(),
        problem: problem.map(|it| words::reason(shell.lang, it)),
        account: match account.chat_id {
            Some(_) => account.chat_username,
            None => String::new(),
        },
        may_administer: account.may_administer,
        closed: account.deactivated,
    }
}
