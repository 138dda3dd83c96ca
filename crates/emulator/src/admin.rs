//! The administrator's settings form, where the guide's values are typed.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::Value;

use crate::custom_oauth::{CustomOAuth, ServiceName};
use crate::definitions::{Kind, SERVICE_SETTINGS};
use crate::encoding::{decode_pairs, first};
use crate::pages::{SettingsField, SettingsPage, SettingsSection, render};
use crate::settings::Settings;
use crate::workspace::Workspace;
use crate::workspace_settings::WORKSPACE_SETTINGS;

const PAGE: &str = "/admin/settings/OAuth";
/// Names the checkboxes that a form showed, because an empty checkbox sends nothing.
const SHOWN_FLAG: &str = "shown_flag";

/// Set after a save.
#[derive(Debug, Deserialize)]
pub(crate) struct PageQuery {
    saved: Option<String>,
}

/// `GET /admin/settings/OAuth`
pub(crate) async fn show(
    State(workspace): State<Arc<Workspace>>,
    Query(query): Query<PageQuery>,
) -> Response {
    page(
        &workspace.settings,
        StatusCode::OK,
        query.saved.is_some(),
        None,
    )
}

/// `POST /admin/settings/OAuth`: every field that came is stored, at once and without the two seconds of delay.
pub(crate) async fn save(State(workspace): State<Arc<Workspace>>, body: String) -> Response {
    let pairs = decode_pairs(&body);
    for (_, flag) in pairs.iter().filter(|(name, _)| name == SHOWN_FLAG) {
        // Only settings that exist are changed; anything else in the form is none.
        let _ = workspace.settings.set(flag, false);
    }
    for (id, text) in pairs.iter().filter(|(name, _)| name != SHOWN_FLAG) {
        let value = match Settings::kind(id) {
            Some(Kind::Flag(_)) => Value::Bool(text == "true" || text == "on"),
            Some(kind) => kind.parse(text),
            None => continue,
        };
        let _ = workspace.settings.set(id, value);
    }
    Redirect::to(&format!("{PAGE}?saved=1")).into_response()
}

/// `POST /admin/settings/OAuth/services`: adds a custom service by name.
pub(crate) async fn add_service(State(workspace): State<Arc<Workspace>>, body: String) -> Response {
    let pairs = decode_pairs(&body);
    match workspace
        .settings
        .add_custom_oauth(first(&pairs, "name").unwrap_or_default())
    {
        Ok(name) => Redirect::to(&format!("{PAGE}#{}", name.setting_id(""))).into_response(),
        Err(error) => page(
            &workspace.settings,
            StatusCode::BAD_REQUEST,
            false,
            Some(error.to_string()),
        ),
    }
}

fn page(settings: &Settings, status: StatusCode, saved: bool, error: Option<String>) -> Response {
    let mut sections: Vec<SettingsSection> = settings
        .services()
        .iter()
        .filter_map(|name| settings.service(&name.key()))
        .map(|custom| service_section(settings, &custom))
        .collect();
    sections.push(workspace_section(settings));
    let page = SettingsPage {
        sections,
        version: settings.version().to_string(),
        licensed: settings.licensed(),
        saved,
        error,
    };
    render(status, &page)
}

fn service_section(settings: &Settings, custom: &CustomOAuth) -> SettingsSection {
    let name: &ServiceName = custom.name();
    let fields = SERVICE_SETTINGS
        .iter()
        .map(|definition| {
            field(
                settings,
                name.setting_id(definition.suffix),
                definition.label,
                definition.kind,
            )
        })
        .collect();
    SettingsSection {
        title: format!("Custom OAuth: {}", name.key()),
        callback_url: Some(custom.redirect_uri(&settings.site_url())),
        fields,
    }
}

fn workspace_section(settings: &Settings) -> SettingsSection {
    let fields = WORKSPACE_SETTINGS
        .iter()
        .map(|(id, kind)| field(settings, (*id).to_owned(), id, *kind))
        .collect();
    SettingsSection {
        title: "Workspace".to_owned(),
        callback_url: None,
        fields,
    }
}

fn field(settings: &Settings, id: String, label: &str, kind: Kind) -> SettingsField {
    let (control, options): (_, &'static [&'static str]) = match kind {
        Kind::Flag(_) => ("flag", &[]),
        Kind::Text(_) | Kind::Number(_) => ("text", &[]),
        Kind::Choice(_, options) => ("choice", options),
        Kind::Code(_) => ("code", &[]),
    };
    let value = match settings.get(&id) {
        Some(Value::Number(number)) => number.to_string(),
        _ => settings.text(&id),
    };
    let on = settings.flag(&id);
    SettingsField {
        id,
        label: label.to_owned(),
        control,
        value,
        on,
        options,
    }
}
