//! `POST /admin/applications/{slug}/connection/check`: is the connection sound?

use axum::extract::{Path, State};
use gantry_rocketchat::workspaces::{Finding, Level};

use super::{values, workspace};
use crate::error::HttpError;
use crate::http::form::FormText;
use crate::http::state::AppState;
use crate::http::visitor::Admin;
use crate::i18n::Language;
use crate::render::Page;
use crate::views::admin::workspace::{Connection, FindingRow, Verdict};

/// `POST /admin/applications/{slug}/connection/check`
pub(super) async fn check(
    State(app): State<AppState>,
    admin: Admin,
    Path(slug): Path<String>,
    _form: FormText,
) -> Result<Page<Connection>, HttpError> {
    let client = workspace::find(&app, &slug).await?;
    let known = workspace::known(&app, &client).await?;
    let url = values::public_url(&app)?;
    let report = app.workspaces.check(&known, &url).await?;
    let shell = workspace::shell(&admin, &client);
    let lang = shell.lang;
    let found = report.findings.into_iter().map(|it| row(it, lang));
    let view = workspace::view(&app, &client, shell).await?;
    Ok(Page::new(Connection {
        findings: found.collect(),
        ..view
    }))
}

fn row(finding: Finding, lang: Language) -> FindingRow {
    let text = match lang {
        // The finding's own words name what they are about.
        Language::En => None,
        Language::De => translation(finding.key, lang),
    };
    FindingRow {
        verdict: match finding.level {
            Level::Good => Verdict::Good,
            Level::Warn => Verdict::Warn,
            Level::Bad => Verdict::Bad,
        },
        text: text.unwrap_or(finding.text),
        detail: finding.detail,
    }
}

fn translation(key: &str, lang: Language) -> Option<String> {
    let finding = lang.find(&format!("workspace-finding-{key}"), &[]);
    finding.or_else(|| lang.find(&format!("workspace-reason-{key}"), &[]))
}
