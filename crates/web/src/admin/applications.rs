//! `/admin/applications`: the list, and adding any application but a Rocket.Chat.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use gantry_accounts::Error;
use gantry_accounts::clients::{AddedClient, NewClient};
use gantry_core::client::{Client, ClientSettings, Template};
use gantry_core::redirect_uri::RedirectUri;
use serde::Deserialize;
use url::Url;

use super::application::{self, Draft};
use super::application_form::addresses;
use super::lists::{self, PAGE, address, is_full};
use crate::error::HttpError;
use crate::http::form::FormBody;
use crate::http::state::AppState;
use crate::http::visitor::{Admin, Staff};
use crate::notices::{done, noticed};
use crate::refusals::{FORM_REFUSED, mendable, refused};
use crate::render::{Nav, Page, Shell};
use crate::views::admin::applications::{ApplicationNew, ApplicationRow, Applications};

const HERE: &str = "/admin/applications";

/// Where the page begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    after: Option<String>,
    done: Option<String>,
}

/// The form that adds an application.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct NewApplication {
    name: String,
    redirect_uris: String,
    public: Option<String>,
}

/// `GET /admin/applications`
pub(super) async fn show(
    State(app): State<AppState>,
    admin: Staff,
    Query(asked): Query<Asked>,
) -> Result<Page<Applications>, HttpError> {
    let shell = noticed(
        lists::shell(&admin, Nav::Applications, HERE),
        asked.done.as_deref(),
        "",
    );
    let after = asked.after.as_deref().and_then(|slug| slug.parse().ok());
    let clients = app.accounts().list_clients(after.as_ref(), PAGE).await?;
    let last = clients.last().filter(|_| is_full(clients.len()));
    let next = last.map(|client| address(HERE, &[("after", client.slug.as_str())]));
    Ok(Page::new(Applications {
        shell,
        rows: clients.iter().map(row).collect(),
        next,
    }))
}

/// `GET /admin/applications/new`
pub(super) async fn new(admin: Staff) -> Page<ApplicationNew> {
    Page::new(view(shell(&admin), NewApplication::default()))
}

/// `POST /admin/applications/new`
pub(super) async fn add(
    State(app): State<AppState>,
    admin: Admin,
    FormBody(form): FormBody<NewApplication>,
) -> Result<Response, HttpError> {
    match mendable(act(&app, &admin, &form).await)? {
        Ok(AddedClient {
            client,
            secret: None,
        }) => Ok(done(&application::address(&client), "application-added")),
        Ok(AddedClient { client, secret }) => {
            let shell = application::shell(&admin, &client);
            let shell = noticed(shell, Some("application-added"), &client.name);
            let view = application::view(&app, &client, Draft::Stored, shell).await?;
            Ok(Page::new(application::with_secret(view, secret)).into_response())
        }
        Err(refusal) => {
            let view = view(refused(shell(&admin), &refusal), form);
            Ok(Page::with_status(FORM_REFUSED, view).into_response())
        }
    }
}

async fn act(app: &AppState, admin: &Admin, form: &NewApplication) -> Result<AddedClient, Error> {
    let new = NewClient {
        name: form.name.clone(),
        slug: None,
        client_id: None,
        secret: None,
        settings: ClientSettings {
            public: form.public.is_some(),
            redirect_uris: addresses(&form.redirect_uris)?,
            ..ClientSettings::default()
        },
    };
    app.accounts().add_client(&admin.administrator, new).await
}

fn shell(admin: &Staff) -> Shell {
    lists::shell(admin, Nav::Applications, "/admin/applications/new")
}

fn view(shell: Shell, form: NewApplication) -> ApplicationNew {
    ApplicationNew {
        shell,
        name: form.name,
        redirect_uris: form.redirect_uris,
        public: form.public.is_some(),
    }
}

fn row(client: &Client) -> ApplicationRow {
    ApplicationRow {
        slug: client.slug.to_string(),
        name: client.name.clone(),
        host: host(&client.settings),
        rocketchat: client.settings.template == Template::RocketChat,
        enabled: !client.disabled,
    }
}

/// The host that people know an application by.
fn host(settings: &ClientSettings) -> String {
    let first = settings.redirect_uris.first().map(RedirectUri::as_str);
    let known = settings.launch_url.as_deref().or(first).unwrap_or_default();
    let Ok(url) = Url::parse(known) else {
        return String::new();
    };
    let host = url.host_str().unwrap_or_default();
    url.port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}
