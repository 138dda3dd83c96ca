//! `/admin/mail`: the mail server, a test, and what waits to be sent.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use gantry_accounts::mail::{MailInOutbox, NewMailPassword, NewMailServer, TestMail};
use gantry_accounts::settings::{Mail as Stored, MailSecurity};
use gantry_accounts::{Error, Refusal};
use gantry_core::{Invalid, Secret};
use serde::Deserialize;

use super::lists::{self, PAGE, address, is_full};
use crate::error::HttpError;
use crate::http::form::{FormBody, FormText};
use crate::http::state::AppState;
use crate::http::visitor::{Admin, Staff};
use crate::i18n::Language;
use crate::letters::Letters;
use crate::notices::warned;
use crate::refusals::{FORM_REFUSED, kebab, mendable, refused_at, words};
use crate::render::{Nav, Notice, Page, Shell, Tone};
use crate::views::admin::application_protocol::Choice;
use crate::views::admin::mail::{Mail, MailDraft, OutboxRow};

const HERE: &str = "/admin/mail";
/// What the address of the page may say: how it is meant, and its text.
const KNOWN: [(&str, Tone); 5] = [
    ("mail-saved", Tone::Good),
    ("mail-test-handed-over", Tone::Good),
    ("mail-test-waiting", Tone::Warn),
    ("mail-resumed", Tone::Good),
    ("mail-switched-off", Tone::Good),
];

/// Where the page begins, and what was done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    said: Option<String>,
    before: Option<String>,
}

/// The mail server.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    host: String,
    port: String,
    security: String,
    login: String,
    login_password: String,
    from: String,
}

/// Whether it is meant.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Confirmation {
    confirm: Option<String>,
}

/// `GET /admin/mail`
pub(super) async fn show(
    State(app): State<AppState>,
    staff: Staff,
    Query(asked): Query<Asked>,
) -> Result<Page<Mail>, HttpError> {
    let mut shell = lists::shell(&staff, Nav::Mail, HERE);
    let known = KNOWN
        .into_iter()
        .find(|(key, _)| Some(*key) == asked.said.as_deref());
    shell.notice = known.map(|(key, tone)| Notice {
        tone,
        text: shell.t(key),
    });
    Ok(Page::new(
        view(&app, &staff, shell, asked.before.as_deref()).await?,
    ))
}

/// `POST /admin/mail`
pub(super) async fn save(
    State(app): State<AppState>,
    admin: Admin,
    FormBody(typed): FormBody<Typed>,
) -> Result<Response, HttpError> {
    let act = match server(&typed) {
        Ok(server) => {
            let accounts = app.accounts();
            accounts
                .set_mail_server(&admin.administrator, Some(server))
                .await
        }
        Err(refusal) => Err(refusal.into()),
    };
    match mendable(act)? {
        Ok(()) => Ok(said("mail-saved")),
        Err(refusal) => {
            let shell = lists::shell(&admin, Nav::Mail, HERE);
            let shell = refused_at(shell, &refusal, field_of(&refusal));
            let mut view = view(&app, &admin, shell, None).await?;
            let has_password = view.draft.has_password;
            view.draft = MailDraft {
                host: typed.host,
                port: typed.port,
                security: security(view.shell.lang, &typed.security),
                username: typed.login,
                from: typed.from,
                has_password,
            };
            Ok(Page::with_status(FORM_REFUSED, view).into_response())
        }
    }
}

/// `POST /admin/mail/test`
pub(super) async fn test(
    State(app): State<AppState>,
    admin: Admin,
    _form: FormText,
) -> Result<Response, HttpError> {
    let letters = Letters::of(&app, admin.visitor.lang).await?;
    let writer = letters.writer();
    let sent = app
        .accounts()
        .send_test_mail(&admin.administrator, &admin.live.user, &writer);
    let shell = lists::shell(&admin, Nav::Mail, HERE);
    let text = match mendable(sent.await)? {
        Ok(id) => match app.accounts().await_test_mail(id).await? {
            TestMail::HandedOver => return Ok(said("mail-test-handed-over")),
            TestMail::Waiting => return Ok(said("mail-test-waiting")),
            TestMail::Failed(problem) => {
                let problem = problem_words(shell.lang, problem);
                shell.with("mail-test-failed", "problem", problem)
            }
        },
        Err(refusal) => words(shell.lang, &refusal),
    };
    let view = view(&app, &admin, warned(shell, text), None).await?;
    Ok(Page::with_status(FORM_REFUSED, view).into_response())
}

/// `POST /admin/mail/again`
pub(super) async fn again(
    State(app): State<AppState>,
    admin: Admin,
    _form: FormText,
) -> Result<Response, HttpError> {
    app.accounts().resume_mail(&admin.administrator).await?;
    Ok(said("mail-resumed"))
}

/// `POST /admin/mail/off`
pub(super) async fn switch_off(
    State(app): State<AppState>,
    admin: Admin,
    FormBody(form): FormBody<Confirmation>,
) -> Result<Response, HttpError> {
    if form.confirm.is_none() {
        let shell = lists::shell(&admin, Nav::Mail, HERE);
        let text = shell.t("refusal-confirm");
        let view = view(&app, &admin, warned(shell, text), None).await?;
        return Ok(Page::with_status(FORM_REFUSED, view).into_response());
    }
    let accounts = app.accounts();
    accounts.set_mail_server(&admin.administrator, None).await?;
    Ok(said("mail-switched-off"))
}

fn said(what: &str) -> Response {
    Redirect::to(&format!("{HERE}?said={what}")).into_response()
}

fn server(typed: &Typed) -> Result<NewMailServer, Refusal> {
    let port = typed.port.trim().parse();
    let username = Some(typed.login.trim().to_owned()).filter(|name| !name.is_empty());
    let known = MailSecurity::ALL
        .into_iter()
        .find(|one| one.as_str() == typed.security);
    Ok(NewMailServer {
        host: typed.host.trim().to_owned(),
        port: port.map_err(|_| Invalid::new("port", "is a number from 1 to 65535"))?,
        security: known.unwrap_or_default(),
        password: match typed.login_password.as_str() {
            "" if username.is_some() => NewMailPassword::Keep,
            "" => NewMailPassword::Remove,
            text => NewMailPassword::Set(Secret::new(text.to_owned())),
        },
        username,
        from: typed.from.parse()?,
    })
}

fn field_of(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Invalid(invalid) if invalid.what == "port" => "port",
        Refusal::Invalid(_) => "from",
        Refusal::Settings(text) if text.contains("password") => "security",
        _ => "host",
    }
}

fn security(lang: Language, chosen: &str) -> Vec<Choice> {
    let choice = |one: MailSecurity| Choice {
        name: one.as_str().to_owned(),
        label: lang.t(&format!("mail-security-{}", one.as_str())),
        on: one.as_str() == chosen,
    };
    MailSecurity::ALL.map(choice).into()
}

async fn view(
    app: &AppState,
    staff: &Staff,
    shell: Shell,
    before: Option<&str>,
) -> Result<Mail, Error> {
    let accounts = app.accounts();
    let stored = accounts.mail_settings().await?;
    let before = before.and_then(|id| id.parse().ok());
    let mails = accounts.mails_in_outbox(before, PAGE).await?;
    let last = mails.last().filter(|_| is_full(mails.len()));
    let test_to = staff.live.user.email.as_ref();
    Ok(Mail {
        set_up: stored.is_set_up(),
        draft: draft(shell.lang, &stored),
        test_to: test_to.map(ToString::to_string).unwrap_or_default(),
        next: last.map(|mail| address(HERE, &[("before", &mail.row.id.to_string())])),
        stopped: accounts.mail_has_stopped().await?,
        outbox: mails
            .into_iter()
            .map(|mail| row(shell.lang, mail))
            .collect(),
        shell,
    })
}

fn draft(lang: Language, stored: &Stored) -> MailDraft {
    let server = stored.server.as_ref();
    let chosen = server.map(|server| server.security).unwrap_or_default();
    let from = stored.from.as_ref();
    MailDraft {
        host: server.map(|server| server.host.clone()).unwrap_or_default(),
        port: server.map_or_else(|| "465".to_owned(), |server| server.port.to_string()),
        security: security(lang, chosen.as_str()),
        username: server
            .and_then(|server| server.username.clone())
            .unwrap_or_default(),
        from: from.map(ToString::to_string).unwrap_or_default(),
        has_password: server.is_some_and(|server| server.sealed_password.is_some()),
    }
}

fn row(lang: Language, mail: MailInOutbox) -> OutboxRow {
    let tried = [("count", mail.row.attempts.to_string())];
    let stopped = mail.row.stopped.map(|reason| {
        let key = format!("mail-stopped-{}", kebab(&reason));
        lang.find(&key, &[]).unwrap_or(reason)
    });
    OutboxRow {
        kind: lang.t(&format!("mail-kind-{}", kebab(&mail.row.kind))),
        to: mail.to.map(String::from).unwrap_or_default(),
        written: lang.moment(mail.row.created_at.as_i64()),
        attempts: lang.t_args("mail-tried", &tried),
        stopped,
        problem: mail
            .row
            .problem
            .map_or_else(String::new, |problem| problem_words(lang, problem)),
    }
}

/// What went wrong with the server, in the reader's language.
fn problem_words(lang: Language, problem: String) -> String {
    if let Some(code) = problem.strip_prefix("answered ") {
        return lang.t_args("mail-problem-answered", &[("code", code.to_owned())]);
    }
    let key = format!("mail-problem-{}", kebab(&problem));
    lang.find(&key, &[]).unwrap_or(problem)
}
