//! `/api/v1/trail/sign-ins`: each sign-in from its first step to its last, and why it failed.

use axum::Json;
use axum::extract::{Path, State};
use gantry_accounts::Refusal;
use gantry_core::audit::AuditId;
use gantry_core::correlation::Correlation;
use gantry_core::user::UserId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::applications::find;
use super::caller::Reading;
use super::input::Asked;
use super::paging::{Page, cursor, place};
use super::shown::{LineShown, time};
use crate::admin::sign_ins::{self, SignIn, Wanted};
use crate::admin::{reasons, trail_one};
use crate::error::HttpError;
use crate::http::state::AppState;
use crate::i18n::Language;

/// Which sign-ins.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct SignInQuery {
    /// The id of the person who signs in.
    #[param(value_type = Option<String>)]
    user: Option<UserId>,
    /// The slug of an application.
    application: Option<String>,
    /// Only what did not end well.
    failed: bool,
    /// The first three letters or more of a code; then nothing else is looked at.
    code: Option<String>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// How many, 1 to 200; 50 unless said.
    limit: Option<i64>,
}

/// One sign-in.
#[derive(Serialize, ToSchema)]
#[schema(as = SignIn, example = json!({
    "code": "7K2M9QXA", "at": "2026-11-21T09:00:00Z", "outcome": "failed",
    "reason": "wrong_password", "explanation": "The password was wrong.",
    "user_id": null, "application_id": null
}))]
pub(super) struct SignInShown {
    /// What the problem page shows; steps that belong to no sign-in have none.
    code: Option<String>,
    /// When its newest step was taken.
    at: String,
    /// `good`, `failed` or `under_way`.
    outcome: &'static str,
    /// The stable reason why it failed.
    reason: Option<String>,
    /// The same in words, with what follows from calls that never came.
    explanation: Option<String>,
    user_id: Option<String>,
    application_id: Option<String>,
}

/// One sign-in with its steps.
#[derive(Serialize, ToSchema)]
pub(super) struct SignInSteps {
    #[serde(flatten)]
    sign_in: SignInShown,
    /// The first one first.
    steps: Vec<LineShown>,
}

fn shown(sign_in: &SignIn) -> SignInShown {
    let failed = !sign_in.is_good() && !sign_in.is_under_way();
    let reason = Some(sign_in.reason()).filter(|_| failed);
    let code = sign_in.newest().correlation;
    SignInShown {
        code: code.map(|code| code.to_string()),
        at: time(sign_in.newest().at),
        outcome: if failed {
            "failed"
        } else if sign_in.is_good() {
            "good"
        } else {
            "under_way"
        },
        reason: reason.map(str::to_owned),
        explanation: reason.map(|reason| explanation(sign_in, reason)),
        user_id: sign_in.user().map(|id| id.to_string()),
        application_id: sign_in.client().map(|id| id.to_string()),
    }
}

fn explanation(sign_in: &SignIn, reason: &str) -> String {
    let lang = Language::default();
    match trail_one::gap(sign_in) {
        Some(gap) => lang.t(gap.key()),
        None => reasons::words(lang, reason),
    }
}

/// Sign-ins, newest first
#[utoipa::path(
    get,
    operation_id = "list_sign_ins",
    path = "/api/v1/trail/sign-ins",
    tag = "trail",
    params(SignInQuery),
    security(("token" = ["read"])),
    responses((status = 200, description = "A page", body = Page<SignInShown>)),
)]
pub(super) async fn list(
    State(app): State<AppState>,
    me: Reading,
    Asked(asked): Asked<SignInQuery>,
) -> Result<Json<Page<SignInShown>>, HttpError> {
    let (before, limit) = place::<AuditId>(asked.cursor.as_deref(), asked.limit)?;
    let rows = usize::try_from(limit).unwrap_or(1);
    if let Some(code) = &asked.code {
        return coded(&app, &me, code, rows).await;
    }
    let wanted = Wanted {
        user: asked.user,
        client: match &asked.application {
            Some(slug) => Some(find(&app, slug).await?.id),
            None => None,
        },
        only_failures: asked.failed,
        rows,
    };
    let found = sign_ins::find(&app, &wanted, before).await?;
    Ok(Json(Page {
        items: found.sign_ins.iter().map(shown).collect(),
        next: found.next.and_then(|id| cursor(&id)),
    }))
}

async fn coded(
    app: &AppState,
    me: &Reading,
    code: &str,
    rows: usize,
) -> Result<Json<Page<SignInShown>>, HttpError> {
    let codes = match code.parse::<Correlation>() {
        Ok(code) => vec![code],
        Err(invalid) => {
            let begun = app.accounts().codes_like(&me.reader, code).await?;
            if begun.is_empty() {
                return Err(Refusal::Invalid(invalid).into());
            }
            begun
        }
    };
    let mut conn = app.accounts().store().read().await?;
    let mut items = Vec::new();
    for code in codes.into_iter().take(rows) {
        let found = sign_ins::by_code(app, &mut conn, code).await?;
        items.extend(found.as_ref().map(shown));
    }
    Ok(Json(Page { items, next: None }))
}

/// Why did it fail?
///
/// By the code that the problem page shows: each step, and what is the matter.
#[utoipa::path(
    get,
    operation_id = "show_sign_in",
    path = "/api/v1/trail/sign-ins/{code}",
    tag = "trail",
    params(("code" = String, Path, description = "The code of the sign-in")),
    security(("token" = ["read"])),
    responses((status = 200, description = "The steps", body = SignInSteps)),
)]
pub(super) async fn show(
    State(app): State<AppState>,
    _: Reading,
    Path(code): Path<String>,
) -> Result<Json<SignInSteps>, HttpError> {
    let code: Correlation = code.parse().map_err(|_| HttpError::not_found())?;
    let mut conn = app.accounts().store().read().await?;
    let found = sign_ins::by_code(&app, &mut conn, code).await?;
    drop(conn);
    let found = found.ok_or_else(HttpError::not_found)?;
    let steps = found.lines().rev().cloned().map(LineShown::from);
    Ok(Json(SignInSteps {
        steps: steps.collect(),
        sign_in: shown(&found),
    }))
}
