//! `/api/v1/overview`: how sign-ins went, what waits for somebody, and the back-ups.

use axum::Json;
use axum::extract::State;
use gantry_accounts::counts::{Figures, Span, Stretch};
use gantry_accounts::insight::Concern;
use gantry_store::backups::{self, Backup};
use gantry_store::trail_counts::ReasonCount;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::Reading;
use super::input::Asked;
use super::shown::time;
use crate::admin::concerns;
use crate::error::HttpError;
use crate::http::state::AppState;
use crate::i18n::Language;
use crate::render::Tone;
use crate::views::admin::overview::ConcernRow;

/// Back-ups that are told.
const MOST: i64 = 50;

/// How far to look back.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct OverviewQuery {
    /// The last 30 days, by day; otherwise the last 24 hours, by hour.
    month: bool,
}

/// What to look at first.
#[derive(Serialize, ToSchema)]
#[schema(as = Overview)]
pub(super) struct OverviewShown {
    /// What waits for somebody.
    concerns: Vec<ConcernShown>,
    /// When the last good back-up was made.
    last_backup_at: Option<String>,
    /// Sign-ins, the oldest stretch first.
    sign_ins: Vec<StretchShown>,
    /// Why sign-ins failed, the most frequent first.
    reasons: Vec<ReasonShown>,
    /// Until when was counted.
    counted_at: Option<String>,
}

/// Something that waits for somebody.
#[derive(Serialize, ToSchema)]
#[schema(as = Concern, example = json!({
    "kind": "no_backup", "level": "warn", "text": "There is no back-up yet.",
    "page": "/admin#backups"
}))]
pub(super) struct ConcernShown {
    /// Stable.
    kind: &'static str,
    /// `good`, `warn` or `bad`.
    level: &'static str,
    /// In English.
    text: String,
    /// The page where to act.
    page: String,
}

/// Sign-ins of a stretch of time.
#[derive(Serialize, ToSchema)]
#[schema(as = Stretch)]
pub(super) struct StretchShown {
    from: String,
    good: i64,
    refused: i64,
}

/// How often something was refused for a reason.
#[derive(Serialize, ToSchema)]
#[schema(as = ReasonCount)]
pub(super) struct ReasonShown {
    event: &'static str,
    reason: String,
    times: i64,
}

/// An attempt to make a back-up.
#[derive(Serialize, ToSchema)]
#[schema(as = Backup)]
pub(super) struct BackupShown {
    id: String,
    created_at: String,
    bytes: i64,
    /// When it was restored on trial and somebody signed in there.
    checked_at: Option<String>,
    /// Why it is no good.
    problem: Option<String>,
}

/// The back-ups that this place made by itself.
#[derive(Serialize, ToSchema)]
pub(super) struct Backups {
    /// The newest first, at most 50.
    items: Vec<BackupShown>,
}

impl From<Backup> for BackupShown {
    fn from(backup: Backup) -> Self {
        Self {
            id: backup.id.to_string(),
            created_at: time(backup.created_at),
            bytes: backup.bytes,
            checked_at: backup.checked_at.map(time),
            problem: backup.problem,
        }
    }
}

/// What to look at first
#[utoipa::path(
    get,
    operation_id = "show_overview",
    path = "/api/v1/overview",
    tag = "overview",
    params(OverviewQuery),
    security(("token" = ["read"])),
    responses((status = 200, description = "Figures and concerns", body = OverviewShown)),
)]
pub(super) async fn show(
    State(app): State<AppState>,
    me: Reading,
    Asked(asked): Asked<OverviewQuery>,
) -> Result<Json<OverviewShown>, HttpError> {
    let span = if asked.month { Span::Month } else { Span::Day };
    let figures = app.accounts().trail_figures(&me.reader, span).await?;
    let waiting = app.accounts().concerns(&me.reader).await?;
    let mut concerns = Vec::new();
    for concern in &waiting.list {
        let row = concerns::row(&app, concern, Language::default()).await?;
        concerns.extend(row.map(|row| shown(kind(concern), row)));
    }
    let keys = concerns::keys(&app, Language::default()).await?;
    concerns.extend(keys.into_iter().map(|row| shown("key", row)));
    let licences = concerns::licences(&app, Language::default()).await?;
    concerns.extend(licences.into_iter().map(|row| shown("licence", row)));
    Ok(Json(OverviewShown {
        concerns,
        last_backup_at: waiting.backup.map(time),
        sign_ins: stretches(&figures),
        reasons: figures.reasons.iter().map(counted).collect(),
        counted_at: figures.counted_at.map(time),
    }))
}

fn shown(kind: &'static str, row: ConcernRow) -> ConcernShown {
    let level = match row.tone {
        Tone::Good => "good",
        Tone::Warn => "warn",
        Tone::Bad => "bad",
    };
    let on_overview = row.href.starts_with('#');
    ConcernShown {
        kind,
        level,
        text: row.text,
        page: if on_overview {
            format!("/admin{}", row.href)
        } else {
            row.href
        },
    }
}

const fn kind(concern: &Concern) -> &'static str {
    match concern {
        Concern::OnlyAdministrator => "only_administrator",
        Concern::NoSecondFactor(_) => "no_second_factor",
        Concern::MailNotSetUp => "mail_not_set_up",
        Concern::MailStopped(_) => "mail_stopped",
        Concern::SecretEnds(..) => "secret_ends",
        Concern::SignOutsStopped(_) => "sign_outs_stopped",
        Concern::WorkspaceStopped(_) => "workspace_stopped",
        Concern::WorkspacePeople(_) => "workspace_people",
        Concern::NoBackup => "no_backup",
        Concern::OldBackup(_) => "old_backup",
        Concern::BackupFailed(_) => "backup_failed",
    }
}

fn stretches(figures: &Figures) -> Vec<StretchShown> {
    let shown = |stretch: &Stretch| StretchShown {
        from: time(stretch.from),
        good: stretch.good,
        refused: stretch.refused,
    };
    figures.stretches.iter().map(shown).collect()
}

fn counted(count: &ReasonCount) -> ReasonShown {
    ReasonShown {
        event: count.event.as_str(),
        reason: count.reason.clone(),
        times: count.times,
    }
}

/// Back-ups that this place made by itself
#[utoipa::path(
    get,
    operation_id = "list_backups",
    path = "/api/v1/backups",
    tag = "overview",
    security(("token" = ["read"])),
    responses((status = 200, description = "The newest ones", body = Backups)),
)]
pub(super) async fn backups(
    State(app): State<AppState>,
    _: Reading,
) -> Result<Json<Backups>, HttpError> {
    let mut conn = app.accounts().store().read().await?;
    let newest = backups::newest(&mut conn, MOST).await?;
    let items = newest.into_iter().map(BackupShown::from).collect();
    Ok(Json(Backups { items }))
}
