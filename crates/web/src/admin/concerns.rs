//! What waits for somebody, in words, each with the one place to act.

use gantry_accounts::Error;
use gantry_accounts::insight::Concern;
use gantry_core::Seconds;
use gantry_core::client::{Client, ClientRowId};
use gantry_rocketchat::settings::RocketChatVersion;
use gantry_store::workspaces;

use super::application;
use crate::http::state::AppState;
use crate::http::visitor::Staff;
use crate::i18n::Language;
use crate::render::Tone;
use crate::views::admin::overview::ConcernRow;

/// A change of keys that is so near is told of.
const SOON: Seconds = Seconds::days(7);

/// What waits, and when the last good back-up was made.
pub(super) struct Waiting {
    pub(super) rows: Vec<ConcernRow>,
    pub(super) backup: Option<String>,
}

/// Everything that waits for somebody, the most pressing first.
pub(super) async fn rows(app: &AppState, staff: &Staff, lang: Language) -> Result<Waiting, Error> {
    let concerns = app.accounts().concerns(&staff.reader).await?;
    let mut rows = Vec::new();
    for concern in &concerns.list {
        rows.extend(row(app, concern, lang).await?);
    }
    rows.extend(keys(app, lang).await?);
    rows.extend(licences(app, lang).await?);
    rows.sort_by_key(|row| match row.tone {
        Tone::Bad => 0,
        Tone::Warn => 1,
        Tone::Good => 2,
    });
    let backup = concerns.backup.map(|at| lang.moment(at.as_i64()));
    Ok(Waiting { rows, backup })
}

/// One thing in words; nothing if the application that it is about has gone.
pub(crate) async fn row(
    app: &AppState,
    concern: &Concern,
    lang: Language,
) -> Result<Option<ConcernRow>, Error> {
    let at = |key: &str, time: gantry_core::Timestamp| {
        lang.t_args(key, &[("time", lang.moment(time.as_i64()))])
    };
    let plain = match concern {
        Concern::OnlyAdministrator => place(
            Tone::Warn,
            lang.t("concern-only-administrator"),
            ("/admin/people", lang.t("concern-act-people")),
        ),
        Concern::NoSecondFactor(names) => place(
            Tone::Warn,
            lang.t_args("concern-no-second-factor", &[("names", names.join(", "))]),
            ("/account", lang.t("concern-act-factor")),
        ),
        Concern::MailNotSetUp => place(
            Tone::Warn,
            lang.t("concern-mail-not-set-up"),
            ("/admin/mail", lang.t("concern-act-mail")),
        ),
        Concern::MailStopped(time) => place(
            Tone::Bad,
            at("concern-mail-stopped", *time),
            ("/admin/mail", lang.t("concern-act-mail")),
        ),
        Concern::NoBackup => place(
            Tone::Warn,
            lang.t("concern-no-backup"),
            ("#backups", lang.t("concern-act-backup")),
        ),
        Concern::OldBackup(time) => place(
            Tone::Bad,
            at("concern-old-backup", *time),
            ("#backups", lang.t("concern-act-backup")),
        ),
        Concern::BackupFailed(time) => place(
            Tone::Bad,
            at("concern-backup-failed", *time),
            ("#backups", lang.t("concern-act-backup")),
        ),
        Concern::SecretEnds(..)
        | Concern::SignOutsStopped(_)
        | Concern::WorkspaceStopped(_)
        | Concern::WorkspacePeople(_) => return about_client(app, concern, lang).await,
    };
    Ok(Some(plain))
}

async fn about_client(
    app: &AppState,
    concern: &Concern,
    lang: Language,
) -> Result<Option<ConcernRow>, Error> {
    let (id, tone, key, act, below) = match concern {
        Concern::SecretEnds(id, _) => (
            *id,
            Tone::Bad,
            "concern-secret-ends",
            "concern-act-secret",
            "#secrets-heading",
        ),
        Concern::SignOutsStopped(id) => (
            *id,
            Tone::Bad,
            "concern-sign-outs-stopped",
            "concern-act-sign-outs",
            "/sign-outs",
        ),
        Concern::WorkspaceStopped(id) => (
            *id,
            Tone::Bad,
            "concern-workspace-stopped",
            "concern-act-connection",
            "/connection",
        ),
        Concern::WorkspacePeople(id) => (
            *id,
            Tone::Warn,
            "concern-workspace-people",
            "concern-act-connection",
            "/connection",
        ),
        _ => return Ok(None),
    };
    let Some(client) = client(app, id).await? else {
        return Ok(None);
    };
    let mut args = vec![("name", client.name.clone())];
    if let Concern::SecretEnds(_, at) = concern {
        args.push(("time", lang.moment(at.as_i64())));
    }
    let href = format!("{}{below}", application::address(&client));
    Ok(Some(place(
        tone,
        lang.t_args(key, &args),
        (&href, lang.t(act)),
    )))
}

async fn client(app: &AppState, id: ClientRowId) -> Result<Option<Client>, Error> {
    let known = app.accounts().client_cache().by_id(id).await?;
    Ok(known.map(|known| known.client.clone()))
}

/// Keys that are about to change.
pub(crate) async fn keys(app: &AppState, lang: Language) -> Result<Vec<ConcernRow>, Error> {
    let now = app.accounts().env().now();
    let soon = now.plus(SOON);
    let act = || ("/admin/keys", lang.t("concern-act-keys"));
    let text = |key: &str, at: gantry_core::Timestamp| {
        lang.t_args(key, &[("time", lang.moment(at.as_i64()))])
    };
    let mut rows = Vec::new();
    if let Some(next) = app.provider.next_rotation().await?
        && next.published <= soon
    {
        let text = text("concern-key-rotates", next.published);
        rows.push(place(Tone::Good, text, act()));
    }
    for loaded in app.provider.keys().await?.iter() {
        let key = &loaded.key;
        if key.active_from > now {
            let text = text("concern-key-next", key.active_from);
            rows.push(place(Tone::Good, text, act()));
        }
        if let Some(end) = key.retired_at.filter(|end| (now..soon).contains(end)) {
            rows.push(place(Tone::Good, text("concern-key-retires", end), act()));
        }
    }
    Ok(rows)
}

/// Workspaces whose next great version takes the button only with a licence.
pub(crate) async fn licences(app: &AppState, lang: Language) -> Result<Vec<ConcernRow>, Error> {
    let mut conn = app.accounts().store().read().await?;
    let all = workspaces::all(&mut conn).await?;
    drop(conn);
    let mut rows = Vec::new();
    for workspace in all {
        let Ok(version) = RocketChatVersion::parse(&workspace.version) else {
            continue;
        };
        if version.needs_licence_for_custom_oauth() || !version.is_at_least(8, 0) {
            continue;
        }
        let Some(client) = client(app, workspace.client_id).await? else {
            continue;
        };
        let args = [
            ("name", client.name.clone()),
            ("version", workspace.version),
        ];
        let href = format!(
            "{}/values?version=9.0&door=iframe",
            application::address(&client)
        );
        rows.push(place(
            Tone::Warn,
            lang.t_args("concern-licence", &args),
            (&href, lang.t("concern-act-values")),
        ));
    }
    Ok(rows)
}

fn place(tone: Tone, text: String, (href, act): (&str, String)) -> ConcernRow {
    ConcernRow {
        tone,
        text,
        href: href.to_owned(),
        act,
    }
}
