//! `/admin/keys`: the published signing keys, and making new ones.

use axum::extract::{Query, State};
use axum::response::Response;
use gantry_core::Timestamp;
use gantry_core::signing_key::SigningKey;
use gantry_oidc::keys::LoadedKey;
use serde::Deserialize;

use super::lists;
use crate::error::HttpError;
use crate::http::form::FormBody;
use crate::http::state::AppState;
use crate::http::visitor::{Admin, Staff};
use crate::i18n::Language;
use crate::notices::{done, noticed};
use crate::render::{Nav, Page};
use crate::views::admin::keys::{KeyRow, KeyState, Keys};

const HERE: &str = "/admin/keys";

/// What the address of the page may say.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    done: Option<String>,
}

/// How to rotate.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Rotation {
    immediately: Option<String>,
}

/// `GET /admin/keys`
pub(super) async fn show(
    State(app): State<AppState>,
    admin: Staff,
    Query(asked): Query<Asked>,
) -> Result<Page<Keys>, HttpError> {
    let shell = noticed(
        lists::shell(&admin, Nav::Keys, HERE),
        asked.done.as_deref(),
        "",
    );
    let keys = app.provider.keys().await?;
    let rows = rows(&keys, app.accounts().env().now(), shell.lang);
    let next = app.provider.next_rotation().await?;
    let next = next.map(|next| shell.lang.moment(next.published.as_i64()));
    Ok(Page::new(Keys { shell, rows, next }))
}

/// `POST /admin/keys/rotate`
pub(super) async fn rotate(
    State(app): State<AppState>,
    admin: Admin,
    FormBody(form): FormBody<Rotation>,
) -> Result<Response, HttpError> {
    app.provider
        .rotate_keys(&admin.administrator, form.immediately.is_some())
        .await?;
    Ok(done(HERE, "keys-rotated"))
}

fn rows(keys: &[LoadedKey], now: Timestamp, lang: Language) -> Vec<KeyRow> {
    let published: Vec<&SigningKey> = keys
        .iter()
        .filter(|loaded| loaded.is_published(now))
        .map(|loaded| &loaded.key)
        .collect();
    let row = |key: &&SigningKey| {
        let state = state(key, &published, now);
        let until = if state == KeyState::Next {
            Some(key.active_from)
        } else {
            key.retired_at
        };
        KeyRow {
            kid: key.kid.clone(),
            algorithm: key.algorithm.to_string(),
            state,
            created: lang.moment(key.created_at.as_i64()),
            until: until.map(|at| lang.moment(at.as_i64())),
        }
    };
    published.iter().map(row).collect()
}

/// Of the keys of one algorithm whose time has come, the youngest signs.
fn state(key: &SigningKey, published: &[&SigningKey], now: Timestamp) -> KeyState {
    let rank = |key: &SigningKey| (key.active_from, key.id);
    let younger = |other: &&SigningKey| {
        other.algorithm == key.algorithm && other.active_from <= now && rank(other) > rank(key)
    };
    if key.active_from > now {
        KeyState::Next
    } else if published.iter().any(younger) {
        KeyState::Retired
    } else {
        KeyState::Active
    }
}
