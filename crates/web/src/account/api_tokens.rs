//! `/account/api-tokens`: one's own tokens of the API, for people with a role.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use gantry_accounts::api_tokens::NewApiToken;
use gantry_accounts::{Error, Refusal};
use gantry_core::api_token::{ApiScope, ApiScopes, ApiToken, ApiTokenId};
use gantry_core::role::Role;
use gantry_core::{Invalid, Seconds, Secret, Timestamp};
use serde::Deserialize;

use crate::error::HttpError;
use crate::http::form::{FormBody, FormText};
use crate::http::state::AppState;
use crate::http::visitor::Staff;
use crate::i18n::Language;
use crate::notices::{done, noticed};
use crate::pages::factor::way::Way;
use crate::refusals::{FORM_REFUSED, mendable, refused};
use crate::render::{Nav, Page, Shell};
use crate::views::api_tokens::{ApiTokenRow, OwnApiTokens, ScopeChoice};

const HERE: &str = "/account/api-tokens";
/// Tokens of a page.
pub(crate) const PAGE: i64 = 50;
const DAYS_RULE: Invalid = Invalid::new("lifetime", "is a number of days");

/// What the address of the page may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    after: String,
    done: Option<String>,
}

/// The token to make.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct TokenForm {
    name: String,
    scope: String,
    days: String,
}

/// `GET /account/api-tokens`
pub(super) async fn show(
    State(app): State<AppState>,
    me: Staff,
    Query(asked): Query<Asked>,
) -> Result<Page<OwnApiTokens>, HttpError> {
    let shell = noticed(shell(&me), asked.done.as_deref(), "");
    let after = asked.after.parse().ok();
    Ok(Page::new(view(&app, &me, shell, after).await?))
}

/// `POST /account/api-tokens`: the answer holds the token, this once.
pub(super) async fn make(
    State(app): State<AppState>,
    me: Staff,
    FormBody(form): FormBody<TokenForm>,
) -> Result<Response, HttpError> {
    match mendable(act(&app, &me, &form).await)? {
        Ok(text) => {
            let view = view(&app, &me, shell(&me), None).await?;
            let made = Some(text.expose().to_owned());
            Ok(Page::new(OwnApiTokens { made, ..view }).into_response())
        }
        Err(Refusal::ProveFirst) => Ok(prove_first(HERE)),
        Err(refusal) => {
            let shell = refused(shell(&me), &refusal);
            let view = view(&app, &me, shell, None).await?;
            let scopes = choices(me.live.user.role, &form.scope);
            let view = OwnApiTokens {
                scopes,
                name: form.name,
                days: form.days,
                ..view
            };
            Ok(Page::with_status(FORM_REFUSED, view).into_response())
        }
    }
}

async fn act(app: &AppState, me: &Staff, form: &TokenForm) -> Result<Secret, Error> {
    let scope: ApiScope = form.scope.parse()?;
    let days: i64 = form.days.trim().parse().map_err(|_| DAYS_RULE)?;
    let new = NewApiToken {
        name: form.name.clone(),
        scopes: ApiScopes::of([scope])?,
        lifetime: Seconds::new(days.saturating_mul(Seconds::days(1).as_i64())),
    };
    let made = app.accounts().make_own_api_token(&me.live, new);
    Ok(made.await?.1)
}

/// `POST /account/api-tokens/{id}/end`
pub(super) async fn end(
    State(app): State<AppState>,
    me: Staff,
    Path(id): Path<String>,
    _form: FormText,
) -> Result<Response, HttpError> {
    let id = id.parse().map_err(|_| HttpError::not_found())?;
    let ended = app.accounts().revoke_own_api_token(&me.live, id);
    match ended.await {
        Ok(()) | Err(Error::Refused(Refusal::Unknown { .. })) => Ok(done(HERE, "api-token-ended")),
        Err(Error::Refused(Refusal::ProveFirst)) => Ok(prove_first(HERE)),
        Err(error) => Err(error.into()),
    }
}

/// Whoever has to prove something does that, and then repeats what was asked for.
pub(crate) fn prove_first(here: &str) -> Response {
    Redirect::to(&Way::to(here).at("/login/step-up")).into_response()
}

fn shell(me: &Staff) -> Shell {
    Shell {
        return_to: HERE.to_owned(),
        ..me.visitor.shell(Nav::Account)
    }
}

async fn view(
    app: &AppState,
    me: &Staff,
    shell: Shell,
    after: Option<ApiTokenId>,
) -> Result<OwnApiTokens, Error> {
    let user = &me.live.user;
    let tokens = app.accounts().own_api_tokens(user.id, after, PAGE).await?;
    let now = app.accounts().env().now();
    Ok(OwnApiTokens {
        next: next(HERE, &tokens),
        rows: tokens
            .iter()
            .map(|token| row(token, now, shell.lang))
            .collect(),
        scopes: choices(user.role, ApiScope::Read.as_str()),
        name: String::new(),
        days: "90".to_owned(),
        made: None,
        shell,
    })
}

/// Path and query of the next page behind a full one.
pub(crate) fn next(here: &str, tokens: &[ApiToken]) -> Option<String> {
    let full = i64::try_from(tokens.len()).is_ok_and(|count| count >= PAGE);
    let last = tokens.last().filter(|_| full)?;
    Some(format!("{here}?after={}", last.id))
}

/// A token in the reader's words.
pub(crate) fn row(token: &ApiToken, now: Timestamp, lang: Language) -> ApiTokenRow {
    let scopes: Vec<String> = token
        .scopes
        .iter()
        .map(|it| lang.t(label_key(it)))
        .collect();
    ApiTokenRow {
        id: token.id.to_string(),
        name: token.name.clone(),
        owner: String::new(),
        owner_address: String::new(),
        scopes: scopes.join(" · "),
        last_used: token.last_used_at.map(|at| lang.moment(at.as_i64())),
        ends: lang.moment(token.revoked_at.unwrap_or(token.expires_at).as_i64()),
        live: token.is_live(now),
    }
}

/// What a person of this role may give a token.
fn choices(role: Option<Role>, chosen: &str) -> Vec<ScopeChoice> {
    let held = role.filter(|role| *role >= Role::Helpdesk);
    let may = |scope: &ApiScope| held.is_some_and(|role| scope.needs() <= role);
    let choice = |scope: ApiScope| ScopeChoice {
        name: scope.as_str(),
        label_key: label_key(scope),
        on: scope.as_str() == chosen,
    };
    ApiScope::ALL.into_iter().filter(may).map(choice).collect()
}

const fn label_key(scope: ApiScope) -> &'static str {
    match scope {
        ApiScope::Read => "api-scope-read",
        ApiScope::People => "api-scope-people",
        ApiScope::Everything => "api-scope-everything",
    }
}
