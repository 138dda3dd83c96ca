//! `/admin/applications/{slug}`: one application.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use gantry_accounts::{Error, Refusal};
use gantry_core::Secret;
use gantry_core::client::{Client, ClientSecret, Template};
use gantry_core::signing_key::SigningAlgorithm;
use gantry_core::slug::Slug;
use serde::Deserialize;

use super::application_form::ApplicationForm;
use super::{application_claims, lists, workspace};
use crate::error::HttpError;
use crate::http::form::{FormBody, FormText};
use crate::http::state::AppState;
use crate::http::visitor::{Admin, Staff};
use crate::notices::{done, noticed, warned};
use crate::refusals::{FORM_REFUSED, mendable, refused};
use crate::render::{Nav, Page, Shell};
use crate::views::admin::applications::{Application, SecretRow};

/// What the address of the page may say.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    done: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Confirmation {
    confirm: Option<String>,
}

impl Confirmation {
    /// Whether the box was ticked.
    pub(super) const fn is_given(&self) -> bool {
        self.confirm.is_some()
    }
}

/// What the form is filled with.
pub(super) enum Draft {
    /// What is stored.
    Stored,
    /// What was typed.
    Posted(ApplicationForm),
}

/// `GET /admin/applications/{slug}`
pub(super) async fn show(
    State(app): State<AppState>,
    admin: Staff,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Page<Application>, HttpError> {
    let client = find(&app, &slug).await?;
    let shell = noticed(shell(&admin, &client), asked.done.as_deref(), &client.name);
    Ok(Page::new(view(&app, &client, Draft::Stored, shell).await?))
}

/// `POST /admin/applications/{slug}`
pub(super) async fn change(
    State(app): State<AppState>,
    admin: Admin,
    Path(slug): Path<String>,
    FormBody(pairs): FormBody<Vec<(String, String)>>,
) -> Result<Response, HttpError> {
    let client = find(&app, &slug).await?;
    let form = ApplicationForm::posted(pairs);
    match mendable(act(&app, &admin, &client, &form).await)? {
        Ok(_) => Ok(done(&address(&client), "application-saved")),
        Err(refusal) => {
            let shell = refused(shell(&admin, &client), &refusal);
            let view = view(&app, &client, Draft::Posted(form), shell).await?;
            Ok(Page::with_status(FORM_REFUSED, view).into_response())
        }
    }
}

/// `POST /admin/applications/{slug}/disable`
pub(super) async fn disable(
    State(app): State<AppState>,
    admin: Admin,
    Path(slug): Path<String>,
    _form: FormText,
) -> Result<Response, HttpError> {
    let client = find(&app, &slug).await?;
    app.accounts()
        .set_client_disabled(&admin.administrator, client.id, true)
        .await?;
    Ok(done(&address(&client), "application-disabled"))
}

/// `POST /admin/applications/{slug}/enable`
pub(super) async fn enable(
    State(app): State<AppState>,
    admin: Admin,
    Path(slug): Path<String>,
    _form: FormText,
) -> Result<Response, HttpError> {
    let client = find(&app, &slug).await?;
    app.accounts()
        .set_client_disabled(&admin.administrator, client.id, false)
        .await?;
    Ok(done(&address(&client), "application-enabled"))
}

/// `POST /admin/applications/{slug}/delete`
pub(super) async fn delete(
    State(app): State<AppState>,
    admin: Admin,
    Path(slug): Path<String>,
    FormBody(form): FormBody<Confirmation>,
) -> Result<Response, HttpError> {
    let client = find(&app, &slug).await?;
    if !form.is_given() {
        let shell = shell(&admin, &client);
        let text = shell.t("refusal-confirm");
        let view = view(&app, &client, Draft::Stored, warned(shell, text)).await?;
        return Ok(Page::with_status(FORM_REFUSED, view).into_response());
    }
    app.accounts()
        .remove_client(&admin.administrator, client.id)
        .await?;
    Ok(done("/admin/applications", "application-deleted"))
}

async fn act(
    app: &AppState,
    admin: &Admin,
    client: &Client,
    form: &ApplicationForm,
) -> Result<Client, Error> {
    let mut after = form.applied_to(client, &lists::all_groups(app).await?)?;
    application_claims::keep_former_issuer(app, client, &mut after);
    let settings = &after.settings;
    let sector = (&settings.subject, &settings.redirect_uris);
    if sector != (&client.settings.subject, &client.settings.redirect_uris) {
        let checked = app.provider.check_sector(settings).await;
        checked.map_err(|problem| Refusal::Settings(problem.description))?;
    }
    let changed = app
        .accounts()
        .change_client(&admin.administrator, client, after)
        .await?;
    app.provider.ensure_keys().await?;
    Ok(changed)
}

/// The application of the address.
pub(super) async fn find(app: &AppState, slug: &str) -> Result<Client, HttpError> {
    let slug: Slug = slug.parse().map_err(|_| HttpError::not_found())?;
    app.accounts()
        .client_by_slug(&slug)
        .await?
        .ok_or_else(HttpError::not_found)
}

/// The address of an application's page.
pub(super) fn address(client: &Client) -> String {
    format!("/admin/applications/{}", client.slug)
}

/// The frame of an application's page.
pub(super) fn shell(admin: &Staff, client: &Client) -> Shell {
    lists::shell(admin, Nav::Applications, &address(client))
}

/// The page again, with what could not be done at its top.
pub(super) async fn told(
    app: &AppState,
    admin: &Staff,
    client: &Client,
    refusal: &Refusal,
) -> Result<Response, HttpError> {
    let shell = shell(admin, client);
    let text = crate::refusals::words(shell.lang, refusal);
    let view = view(app, client, Draft::Stored, warned(shell, text)).await?;
    Ok(Page::with_status(FORM_REFUSED, view).into_response())
}

/// The page with a secret that was just made.
pub(super) fn with_secret(view: Application, secret: Option<Secret>) -> Application {
    let new_secret = secret.map(|secret| secret.expose().to_owned());
    Application { new_secret, ..view }
}

/// The page.
pub(super) async fn view(
    app: &AppState,
    client: &Client,
    draft: Draft,
    shell: Shell,
) -> Result<Application, Error> {
    let form = match draft {
        Draft::Posted(form) => form,
        Draft::Stored => ApplicationForm::stored(client, &lists::all_groups(app).await?),
    };
    let secrets = app.accounts().client_secrets(client.id).await?;
    let now = app.accounts().env().now();
    let live = secrets
        .iter()
        .filter(|secret| secret.expires_at.is_none_or(|end| end > now));
    Ok(Application {
        hears_of_sign_outs: client.settings.logout.backchannel_uri.is_some(),
        slug: client.slug.to_string(),
        name: form.text("name"),
        client_id: client.client_id.to_string(),
        issuer: app.provider.issuer(client),
        rocketchat: client.settings.template == Template::RocketChat,
        connection: workspace::state_of(app, client, &shell).await?,
        enabled: !client.disabled,
        public: client.settings.public,
        launch_url: form.text("launch_url"),
        redirect_uris: form.text("redirect_uris"),
        post_logout_redirect_uris: form.text("post_logout_redirect_uris"),
        released_groups: form.text("released_groups"),
        group_prefix: form.text("group_prefix"),
        algorithm: form.text("algorithm"),
        algorithms: SigningAlgorithm::ALL.map(|one| one.to_string()).into(),
        switches: form.switches(),
        protocol: form.protocol(&client.settings, !shell.field_problems.is_empty()),
        claims: form.claims(!shell.field_problems.is_empty()),
        secrets: live.map(|secret| row(secret, &shell)).collect(),
        new_secret: None,
        shell,
    })
}

fn row(secret: &ClientSecret, shell: &Shell) -> SecretRow {
    SecretRow {
        id: secret.id.to_string(),
        created: shell.lang.moment(secret.created_at.as_i64()),
        ends: secret.expires_at.map(|end| shell.lang.moment(end.as_i64())),
    }
}
