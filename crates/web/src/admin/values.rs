//! `GET /admin/applications/{slug}/values`: what to enter in Rocket.Chat for either of its two
//! doors, in three renderings.

use axum::extract::{Path, Query, State};
use gantry_core::Secret;
use gantry_core::client::Client;
use gantry_rocketchat::settings::{
    Door, Part, RocketChatVersion, ServerVariable, Setting, SettingValue, Sheet, curl_text,
    environment_text,
};
use gantry_rocketchat::template::door_sheet_of;
use serde::Deserialize;
use url::Url;

use super::{application, lists};
use crate::error::HttpError;
use crate::http::state::AppState;
use crate::http::visitor::Staff;
use crate::i18n::Language;
use crate::refusals::kebab;
use crate::render::{Nav, Page, Shell};
use crate::views::admin::rocketchat::{DoorTab, FieldValue, ValueKind, ValueSection, Values};

/// One version for every difference between the sheets.
const VERSIONS: [&str; 7] = ["9.0", "8.9", "8.6", "8.4", "7.10", "6.13", "5.4"];

/// Which version the workspace runs, and by which door people come in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    version: String,
    door: String,
}

/// What the values are for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chosen {
    version: RocketChatVersion,
    /// `None` for the one that fits the version.
    door: Option<Door>,
}

impl From<RocketChatVersion> for Chosen {
    fn from(version: RocketChatVersion) -> Self {
        Self {
            version,
            door: None,
        }
    }
}

impl Chosen {
    fn door(self) -> Door {
        let fitting = || Door::fitting(self.version, None);
        self.door.unwrap_or_else(fitting)
    }
}

/// `GET /admin/applications/{slug}/values`
pub(super) async fn show(
    State(app): State<AppState>,
    admin: Staff,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Page<Values>, HttpError> {
    let client = application::find(&app, &slug).await?;
    let chosen = Chosen {
        version: match asked.version.parse() {
            Ok(version) => version,
            Err(_) => told_version(&app, &client).await?,
        },
        door: asked.door.parse().ok(),
    };
    let shell = shell(&admin, &client);
    Ok(Page::new(view(&app, &client, chosen, None, shell)?))
}

/// The version that a connected workspace told last; otherwise a usual one.
async fn told_version(app: &AppState, client: &Client) -> Result<RocketChatVersion, HttpError> {
    let connection = app.workspaces.connection(client.id).await?;
    let told = connection.and_then(|it| RocketChatVersion::parse(&it.version).ok());
    Ok(told.unwrap_or_default())
}

/// The frame of the page.
pub(super) fn shell(admin: &Staff, client: &Client) -> Shell {
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
    chosen: impl Into<Chosen>,
    secret: Option<&Secret>,
    shell: Shell,
) -> Result<Values, HttpError> {
    let known = secret.map(Secret::expose);
    let chosen = chosen.into();
    let what = (chosen.version, chosen.door());
    let sheet = door_sheet_of(client, &public_url(app)?, known, what);
    let sheet = sheet.ok_or_else(HttpError::not_found)?;
    let version = short(chosen.version);
    let mut versions: Vec<String> = VERSIONS.map(ToOwned::to_owned).into();
    if !versions.contains(&version) {
        versions.insert(0, version.clone());
    }
    Ok(Values {
        slug: client.slug.to_string(),
        name: client.name.clone(),
        service: sheet.service.capitalised(),
        version,
        versions,
        doors: Door::ALL.map(|door| tab(door, sheet.door)).into(),
        door_asked: chosen.door.map(Door::word),
        remark: sheet.remark.map(|remark| note_in(shell.lang, remark)),
        secret_shown: secret.is_some(),
        sections: sections(&sheet, shell.lang),
        environment: environment_text(&sheet).unwrap_or_else(|reason| reason.to_string()),
        rest: curl_text(&sheet),
        checks: Vec::new(),
        iframe: sheet.door == Door::Iframe,
        shell,
    })
}

fn tab(door: Door, shown: Door) -> DoorTab {
    DoorTab {
        word: door.word(),
        label_key: match door {
            Door::CustomOAuth => "values-door-oauth",
            Door::Iframe => "values-door-iframe",
        },
        current: door == shown,
    }
}

fn sections(sheet: &Sheet, lang: Language) -> Vec<ValueSection> {
    let server = sheet.server.iter().map(|variable| server(variable, lang));
    let parts = sheet.parts().into_iter();
    let parts = parts.map(|(part, rows)| ValueSection {
        place: place(part, &sheet.service.capitalised()),
        values: rows.iter().map(|row| value(row, lang)).collect(),
    });
    server.chain(parts).collect()
}

fn place(part: Part, service: &str) -> String {
    match part {
        Part::Service => return format!("Settings → OAuth → Custom OAuth: {service}"),
        Part::Accounts => "Settings → Accounts",
        Part::Iframe | Part::IframeSwitch | Part::IframeOff => "Settings → Accounts → Iframe",
        Part::Scripts => "Settings → Layout → Custom Scripts",
    }
    .to_owned()
}

/// What is no setting: a variable of the server's environment.
fn server(variable: &ServerVariable, lang: Language) -> ValueSection {
    ValueSection {
        place: lang.t("values-server"),
        values: vec![FieldValue {
            label: variable.name.to_owned(),
            value: variable.value.to_owned(),
            kind: if variable.chosen {
                ValueKind::OwnSecret
            } else {
                ValueKind::Text
            },
            note: Some(lang.t("values-server-hint")),
        }],
    }
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
