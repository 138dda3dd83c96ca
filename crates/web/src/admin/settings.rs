//! `/admin/settings`: what the place is called and looks like, and the rules of signing in.
//!
//! [`super::settings_fields`] reads the forms and fills them.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use gantry_accounts::settings::{Branding, Policy};
use gantry_accounts::{Error, Refusal};
use serde::Deserialize;

use super::settings_fields::{self as fields, PostedPolicy};
use super::{Door, lists};
use crate::error::HttpError;
use crate::http::form::{FormBody, FormText};
use crate::http::state::AppState;
use crate::http::upload::Upload;
use crate::http::visitor::{Admin, Staff};
use crate::look::picture_address;
use crate::notices::{done, noticed};
use crate::refusals::{FORM_REFUSED, mendable, refused_at};
use crate::render::{Nav, Page, Shell};
use crate::views::admin::settings::{BrandingFields, PolicyFields, Settings};

const HERE: &str = "/admin/settings";

/// The addresses of this page.
pub(super) fn doors() -> [Door; 4] {
    [
        (HERE, get(show)),
        ("/admin/settings/branding", post(brand)),
        ("/admin/settings/policy", post(rule)),
        ("/admin/settings/logo/remove", post(remove_logo)),
    ]
}

/// The address that takes a file.
pub(super) fn upload_doors() -> [Door; 1] {
    [("/admin/settings/logo", post(set_logo))]
}

/// What the address of the page may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    done: Option<String>,
}

/// `GET /admin/settings`
pub(super) async fn show(
    State(app): State<AppState>,
    staff: Staff,
    Query(asked): Query<Asked>,
) -> Result<Page<Settings>, HttpError> {
    let shell = noticed(shell(&staff), asked.done.as_deref(), "");
    Ok(Page::new(view(&app, shell, None, None).await?))
}

/// `POST /admin/settings/branding`
pub(super) async fn brand(
    State(app): State<AppState>,
    admin: Admin,
    FormBody(pairs): FormBody<Vec<(String, String)>>,
) -> Result<Response, HttpError> {
    let posted = fields::posted_branding(pairs);
    let act = async {
        let before: Branding = app.accounts().settings().await?;
        let after = fields::branding(&posted, before);
        let accounts = app.accounts();
        accounts.change_settings(&admin.administrator, after).await
    };
    match mendable(act.await)? {
        Ok(()) => Ok(done(HERE, "settings-saved")),
        Err(refusal) => {
            let shell = refused_at(shell(&admin), &refusal, branding_field(&refusal));
            Ok(again(view(&app, shell, Some(posted), None).await?))
        }
    }
}

/// `POST /admin/settings/policy`
pub(super) async fn rule(
    State(app): State<AppState>,
    admin: Admin,
    FormBody(posted): FormBody<PostedPolicy>,
) -> Result<Response, HttpError> {
    let act = async {
        let policy = posted.read()?;
        let accounts = app.accounts();
        accounts.change_settings(&admin.administrator, policy).await
    };
    match mendable(act.await)? {
        Ok(()) => Ok(done(HERE, "settings-saved")),
        Err(refusal) => {
            let shell = refused_at(shell(&admin), &refusal, policy_field(&refusal));
            Ok(again(view(&app, shell, None, Some(posted.into())).await?))
        }
    }
}

/// `POST /admin/settings/logo`
pub(super) async fn set_logo(
    State(app): State<AppState>,
    admin: Admin,
    Upload(picture): Upload,
) -> Result<Response, HttpError> {
    let accounts = app.accounts();
    let act = accounts.set_logo(&admin.administrator, Some(picture));
    match mendable(act.await)? {
        Ok(()) => Ok(done(HERE, "settings-saved")),
        Err(refusal) => {
            let shell = refused_at(shell(&admin), &refusal, "picture");
            Ok(again(view(&app, shell, None, None).await?))
        }
    }
}

/// `POST /admin/settings/logo/remove`
pub(super) async fn remove_logo(
    State(app): State<AppState>,
    admin: Admin,
    _form: FormText,
) -> Result<Response, HttpError> {
    app.accounts().set_logo(&admin.administrator, None).await?;
    Ok(done(HERE, "settings-saved"))
}

fn shell(staff: &Staff) -> Shell {
    lists::shell(staff, Nav::Settings, HERE)
}

fn again(view: Settings) -> Response {
    Page::with_status(FORM_REFUSED, view).into_response()
}

fn branding_field(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::PaleAccent(_) => "accent",
        Refusal::Invalid(invalid) if invalid.what == "accent" => "accent",
        Refusal::Settings(text) if text.contains("usual language") => "default_language",
        Refusal::Settings(text) if text.contains("name of this place") => "name",
        _ => "languages",
    }
}

fn policy_field(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Settings(text) if text.contains("password") => "password_length",
        _ => "session_idle",
    }
}

async fn view(
    app: &AppState,
    shell: Shell,
    branding: Option<BrandingFields>,
    policy: Option<PolicyFields>,
) -> Result<Settings, Error> {
    let stored: Branding = app.accounts().settings().await?;
    let logo = stored.logo.as_deref().map(picture_address);
    let branding = branding.unwrap_or_else(|| fields::shown_branding(stored));
    let policy = match policy {
        Some(policy) => policy,
        None => fields::shown_policy(&app.accounts().settings::<Policy>().await?),
    };
    Ok(Settings {
        operators_name: app.brand_name.to_string(),
        logo,
        languages: fields::languages(&branding),
        usual: fields::usual(&branding),
        scores: fields::scores(shell.lang, &policy),
        factors: fields::factors(shell.lang, &policy),
        breached_list: app.accounts().has_breached_passwords(),
        branding,
        policy,
        shell,
    })
}
