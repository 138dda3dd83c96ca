//! `/api/v1/mail`: how mail leaves, and what has not left yet.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use gantry_accounts::mail::{MailInOutbox, NewMailPassword, NewMailServer, TestMail};
use gantry_accounts::settings::MailSecurity;
use gantry_core::Secret;
use gantry_core::email::Email;
use gantry_store::mail_outbox::WaitingMailId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::{Administering, Reading};
use super::input::{Asked, Input, nullable};
use super::paging::{Page, PageQuery, page};
use super::shown::time;
use crate::error::HttpError;
use crate::http::state::AppState;
use crate::i18n::Language;
use crate::letters::Letters;

/// How mail leaves.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "server": {
        "host": "mail.example.org", "port": 465, "security": "tls",
        "username": "gantry", "has_password": true
    },
    "from": "gantry@example.org", "stopped": false
}))]
pub(super) struct MailShown {
    /// None: no mail leaves.
    server: Option<ServerShown>,
    from: Option<String>,
    /// Something in the outbox waits for an administrator.
    stopped: bool,
}

/// A mail server; its password is never told.
#[derive(Serialize, ToSchema)]
pub(super) struct ServerShown {
    host: String,
    port: u16,
    security: &'static str,
    username: Option<String>,
    has_password: bool,
}

/// A mail server to hand mail to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "host": "mail.example.org", "port": 465, "security": "tls",
    "username": "gantry", "password": "of the mail server", "from": "gantry@example.org"
}))]
#[expect(
    clippy::option_option,
    reason = "a member that is null is not one that is missing"
)]
pub(super) struct ServerToSet {
    host: String,
    port: u16,
    /// `tls`, `start_tls`, or `none` for a server on the same machine.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    security: MailSecurity,
    username: Option<String>,
    /// What is stored stays if this is missing; `null` forgets it.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    password: Option<Option<String>>,
    /// The sender's address.
    #[schema(value_type = String)]
    from: Email,
}

/// What became of the test.
#[derive(Serialize, ToSchema)]
pub(super) struct MailTested {
    /// `handed_over`, `failed` or `waiting`.
    outcome: &'static str,
    /// What went wrong, never in the words of the server.
    problem: Option<String>,
}

/// A mail that waits; what it says is never told.
#[derive(Serialize, ToSchema)]
#[schema(as = WaitingMail)]
pub(super) struct WaitingShown {
    id: String,
    /// What it is about: `recovery`, `invitation`, …
    kind: String,
    to: Option<String>,
    created_at: String,
    attempts: i64,
    /// When it is tried next.
    due_at: String,
    /// What went wrong at the last attempt.
    problem: Option<String>,
    /// Why it waits for an administrator; the stable reason.
    stopped: Option<String>,
}

/// How many are tried once more.
#[derive(Serialize, ToSchema)]
pub(super) struct Resumed {
    pub(super) resumed: u64,
}

impl From<MailInOutbox> for WaitingShown {
    fn from(mail: MailInOutbox) -> Self {
        Self {
            id: mail.row.id.to_string(),
            kind: mail.row.kind,
            to: mail.to.map(String::from),
            created_at: time(mail.row.created_at),
            attempts: mail.row.attempts,
            due_at: time(mail.row.due_at),
            problem: mail.row.problem,
            stopped: mail.row.stopped,
        }
    }
}

/// How mail leaves
#[utoipa::path(
    get,
    operation_id = "show_mail",
    path = "/api/v1/mail",
    tag = "mail",
    security(("token" = ["read"])),
    responses((status = 200, description = "Without the password", body = MailShown)),
)]
pub(super) async fn show(
    State(app): State<AppState>,
    _: Reading,
) -> Result<Json<MailShown>, HttpError> {
    told(&app).await
}

async fn told(app: &AppState) -> Result<Json<MailShown>, HttpError> {
    let mail = app.accounts().mail_settings().await?;
    Ok(Json(MailShown {
        server: mail.server.map(|server| ServerShown {
            host: server.host,
            port: server.port,
            security: server.security.as_str(),
            username: server.username,
            has_password: server.sealed_password.is_some(),
        }),
        from: mail.from.map(String::from),
        stopped: app.accounts().mail_has_stopped().await?,
    }))
}

/// Hand mail to this server
#[utoipa::path(
    put,
    operation_id = "set_mail_server",
    path = "/api/v1/mail",
    tag = "mail",
    request_body = ServerToSet,
    security(("token" = ["everything"])),
    responses((status = 200, description = "Without the password", body = MailShown)),
)]
pub(super) async fn set(
    State(app): State<AppState>,
    me: Administering,
    Input(new): Input<ServerToSet>,
) -> Result<Json<MailShown>, HttpError> {
    let password = match new.password {
        Some(Some(text)) => NewMailPassword::Set(Secret::new(text)),
        None if new.username.is_some() => NewMailPassword::Keep,
        Some(None) | None => NewMailPassword::Remove,
    };
    let server = NewMailServer {
        host: new.host,
        port: new.port,
        security: new.security,
        username: new.username,
        password,
        from: new.from,
    };
    let accounts = app.accounts();
    let act = accounts.set_mail_server(&me.administrator, Some(server));
    act.await?;
    told(&app).await
}

/// Send no mail any more
#[utoipa::path(
    delete,
    operation_id = "switch_mail_off",
    path = "/api/v1/mail",
    tag = "mail",
    security(("token" = ["everything"])),
    responses((status = 204, description = "Switched off")),
)]
pub(super) async fn switch_off(
    State(app): State<AppState>,
    me: Administering,
) -> Result<StatusCode, HttpError> {
    let accounts = app.accounts();
    accounts.set_mail_server(&me.administrator, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Send a test mail
///
/// To the address of the person whose token this is.
#[utoipa::path(
    post,
    operation_id = "test_mail",
    path = "/api/v1/mail/test",
    tag = "mail",
    security(("token" = ["everything"])),
    responses((status = 200, description = "What became of it", body = MailTested)),
)]
pub(super) async fn test(
    State(app): State<AppState>,
    me: Administering,
) -> Result<Json<MailTested>, HttpError> {
    let letters = Letters::of(&app, Language::default()).await?;
    let writer = letters.writer();
    let accounts = app.accounts();
    let sent = accounts.send_test_mail(&me.administrator, &me.caller.user, &writer);
    let (outcome, problem) = match accounts.await_test_mail(sent.await?).await? {
        TestMail::HandedOver => ("handed_over", None),
        TestMail::Failed(problem) => ("failed", Some(problem)),
        TestMail::Waiting => ("waiting", None),
    };
    Ok(Json(MailTested { outcome, problem }))
}

/// Mails that have not left yet
#[utoipa::path(
    get,
    operation_id = "list_outbox",
    path = "/api/v1/mail/outbox",
    tag = "mail",
    params(PageQuery),
    security(("token" = ["read"])),
    responses((status = 200, description = "A page", body = Page<WaitingShown>)),
)]
pub(super) async fn outbox(
    State(app): State<AppState>,
    _: Reading,
    Asked(asked): Asked<PageQuery>,
) -> Result<Json<Page<WaitingShown>>, HttpError> {
    let (before, limit) = asked.place::<WaitingMailId>()?;
    let mails = app.accounts().mails_in_outbox(before, limit).await?;
    Ok(Json(page(
        mails,
        limit,
        |one| one.row.id,
        WaitingShown::from,
    )))
}

/// Try again to send what stopped
#[utoipa::path(
    post,
    operation_id = "resume_mail",
    path = "/api/v1/mail/resume",
    tag = "mail",
    security(("token" = ["everything"])),
    responses((status = 200, description = "How many", body = Resumed)),
)]
pub(super) async fn resume(
    State(app): State<AppState>,
    me: Administering,
) -> Result<Json<Resumed>, HttpError> {
    let resumed = app.accounts().resume_mail(&me.administrator).await?;
    Ok(Json(Resumed { resumed }))
}
