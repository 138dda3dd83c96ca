//! `POST /admin/applications/{slug}/values/check`: what the workspace publishes, beside the values.

use std::error::Error as _;

use axum::extract::{Path, State};
use gantry_core::client::Client;
use gantry_rocketchat::probe::{Mismatch, Probe, ProbeError, probe};
use gantry_rocketchat::settings::{Connection, RocketChatVersion};
use gantry_rocketchat::template::connection_of;
use url::Url;

use super::{application, values};
use crate::error::HttpError;
use crate::http::form::FormText;
use crate::http::state::AppState;
use crate::http::visitor::Admin;
use crate::i18n::Language;
use crate::render::Page;
use crate::views::admin::rocketchat::{CheckLine, Values};

/// `POST /admin/applications/{slug}/values/check`
pub(super) async fn check(
    State(app): State<AppState>,
    admin: Admin,
    Path(slug): Path<String>,
    _form: FormText,
) -> Result<Page<Values>, HttpError> {
    let client = application::find(&app, &slug).await?;
    let found = probe(app.workspaces.outbound(), &site(&client)?).await;
    let shell = values::shell(&admin, &client);
    let version = found
        .as_ref()
        .map(|found| found.version)
        .unwrap_or_default();
    let checks = match &found {
        Ok(found) => lines(&connection(&app, &client)?, found, shell.lang),
        Err(error) => vec![unreachable(error, shell.lang)],
    };
    let view = values::view(&app, &client, version, None, shell)?;
    Ok(Page::new(Values { checks, ..view }))
}

fn site(client: &Client) -> Result<Url, HttpError> {
    let url = client
        .settings
        .rocketchat_url
        .as_deref()
        .unwrap_or_default();
    Url::parse(url).map_err(|_| HttpError::not_found())
}

fn connection(app: &AppState, client: &Client) -> Result<Connection, HttpError> {
    let url = values::public_url(app)?;
    let connection = connection_of(client, &url, None, RocketChatVersion::default());
    connection.ok_or_else(HttpError::not_found)
}

fn lines(connection: &Connection, found: &Probe, lang: Language) -> Vec<CheckLine> {
    let mut lines = about_version(found.version, lang);
    let service = connection.service.to_string();
    match found.mismatches(connection) {
        None => lines.push(line(false, lang.t("check-hidden"))),
        Some(differences) if differences.is_empty() => {
            lines.push(line(
                true,
                lang.t_args("check-service-good", &[("service", service)]),
            ));
        }
        Some(differences) => lines.extend(differences.into_iter().map(|it| match it {
            Mismatch::ServiceAbsent => line(
                false,
                lang.t_args("check-service-absent", &[("service", service.clone())]),
            ),
            Mismatch::Differs {
                label,
                expected,
                found,
            } => {
                let args = [
                    ("label", label.to_owned()),
                    ("expected", expected),
                    ("found", found),
                ];
                line(false, lang.t_args("check-differs", &args))
            }
        })),
    }
    lines
}

fn about_version(version: RocketChatVersion, lang: Language) -> Vec<CheckLine> {
    let mut lines = vec![line(
        true,
        lang.t_args("check-version", &[("version", version.to_string())]),
    )];
    if let Some(bad) = version.known_bad() {
        let versions = [("versions", bad.versions.to_owned())];
        lines.push(line(false, lang.t_args("check-known-bad", &versions)));
    }
    if version.needs_licence_for_custom_oauth() {
        lines.push(line(false, lang.t("check-licence")));
    } else if version.announces_licence_for_custom_oauth() {
        lines.push(line(true, lang.t("check-licence-soon")));
    }
    lines
}

fn unreachable(error: &ProbeError, lang: Language) -> CheckLine {
    let cause = error
        .source()
        .map(|cause| format!(": {cause}"))
        .unwrap_or_default();
    line(
        false,
        lang.t_args(
            "check-unreachable",
            &[("reason", format!("{error}{cause}"))],
        ),
    )
}

const fn line(good: bool, text: String) -> CheckLine {
    CheckLine { good, text }
}
