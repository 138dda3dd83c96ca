//! `GET /admin/applications/{slug}/values`: what to enter in Rocket.Chat, in three renderings.

use axum::extract::{Path, Query, State};
use gantry_core::Secret;
use gantry_core::client::Client;
use gantry_rocketchat::settings::{
    RocketChatVersion, Setting, SettingValue, curl_text, environment_text,
};
use gantry_rocketchat::template::sheet_of;
use serde::Deserialize;
use url::Url;

use super::{application, lists};
use crate::error::HttpError;
use crate::http::state::AppState;
use crate::http::visitor::Admin;
use crate::i18n::Language;
use crate::refusals::kebab;
use crate::render::{Nav, Page, Shell};
use crate::views::admin::rocketchat::{FieldValue, ValueKind, ValueSection, Values};

/// One version for every difference between the sheets.
const VERSIONS: [&str; 7] = ["9.0", "8.9", "8.6", "8.4", "7.10", "6.13", "5.4"];

/// Which version the workspace runs.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    version: String,
}

/// `GET /admin/applications/{slug}/values`
pub(super) async fn show(
    State(app): State<AppState>,
    admin: Admin,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Page<Values>, HttpError> {
    let client = application::find(&app, &slug).await?;
    let version = asked.version.parse().unwrap_or_default();
    Ok(Page::new(view(
        &app,
        &client,
        version,
        None,
        shell(&admin, &client),
    )?))
}

/// The frame of the page.
pub(super) fn shell(admin: &Admin, client: &Client) -> Shell {
    lists::shell(
        admin,
        Nav::Applications,
        &format!("{}/values", application::address(client)),
    )
}

/// The public URL of this server.
pub(super) fn public_url(app: &AppState) -> Result<Url, HttpError> {
    Url::parse(app.provider.public_url()).map_err(|_| HttpError::not_found())
}

/// The page; only a Rocket.Chat has one.
pub(super) fn view(
    app: &AppState,
    client: &Client,
    version: RocketChatVersion,
    secret: Option<&Secret>,
    shell: Shell,
) -> Result<Values, HttpError> {
    let known = secret.map(Secret::expose);
    let sheet = sheet_of(client, &public_url(app)?, known, version);
    let sheet = sheet.ok_or_else(HttpError::not_found)?;
    let service = sheet.service.capitalised();
    let lang = shell.lang;
    let sections = vec![
        section(
            format!("Settings → OAuth → Custom OAuth: {service}"),
            sheet.service_rows(),
            lang,
        ),
        section(
            "Settings → Accounts".to_owned(),
            sheet.workspace_rows(),
            lang,
        ),
    ];
    let version = short(version);
    let mut versions: Vec<String> = VERSIONS.map(ToOwned::to_owned).into();
    if !versions.contains(&version) {
        versions.insert(0, version.clone());
    }
    Ok(Values {
        shell,
        slug: client.slug.to_string(),
        name: client.name.clone(),
        service,
        version,
        versions,
        secret_shown: secret.is_some(),
        sections,
        environment: environment_text(&sheet).unwrap_or_else(|reason| reason.to_string()),
        rest: curl_text(&sheet),
        checks: Vec::new(),
    })
}

/// `8.4` for `8.4.0`.
fn short(version: RocketChatVersion) -> String {
    version
        .to_string()
        .split('.')
        .take(2)
        .collect::<Vec<_>>()
        .join(".")
}

fn section<'a>(
    place: String,
    rows: impl Iterator<Item = &'a Setting>,
    lang: Language,
) -> ValueSection {
    ValueSection {
        place,
        values: rows.map(|row| value(row, lang)).collect(),
    }
}

fn value(setting: &Setting, lang: Language) -> FieldValue {
    let kind = match &setting.value {
        SettingValue::Switch(true) => ValueKind::On,
        SettingValue::Switch(false) => ValueKind::Off,
        SettingValue::Text(text) if text.is_empty() => ValueKind::Blank,
        SettingValue::Text(_) => ValueKind::Text,
        SettingValue::Choice { .. } => ValueKind::Choice,
        SettingValue::Secret(_) => ValueKind::Secret,
    };
    FieldValue {
        label: setting.label.to_owned(),
        value: setting.value.shown().to_owned(),
        kind,
        note: setting.note.map(|note| note_in(lang, note)),
    }
}

/// A note of the sheet in the reader's language; its key is made of its English words.
fn note_in(lang: Language, note: &str) -> String {
    lang.find(&format!("note-{}", kebab(note)), &[])
        .unwrap_or_else(|| note.to_owned())
}
