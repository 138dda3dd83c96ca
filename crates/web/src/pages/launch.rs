//! `/application/launch/<slug>/`: opens an application for whoever may enter it.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use gantry_core::client::Client;

use crate::endpoints::discovery::client_by_slug;
use crate::error::HttpError;
use crate::http::state::AppState;
use crate::http::visitor::{SignedIn, Visitor};
use crate::pages::apps::may_enter;
use crate::pages::problem;
use crate::render::Page;
use crate::views::problem::ProblemKind;

/// Leads to the application.
pub(crate) async fn get(
    State(app): State<AppState>,
    Path(slug): Path<String>,
    SignedIn { visitor, live }: SignedIn,
) -> Result<Response, HttpError> {
    let client = client_by_slug(&app, &slug).await?;
    if client.disabled {
        return Err(HttpError::problem(StatusCode::FORBIDDEN, "client_disabled"));
    }
    if !may_enter(&client, &app.accounts().groups_of(live.user.id).await?) {
        return not_allowed(&app, &visitor, client).await;
    }
    let address = client.settings.launch_url.ok_or(HttpError::not_found())?;
    Ok(Redirect::to(&address).into_response())
}

async fn not_allowed(
    app: &AppState,
    visitor: &Visitor,
    client: Client,
) -> Result<Response, HttpError> {
    let mut groups = Vec::new();
    for id in &client.settings.allowed_groups {
        groups.extend(
            app.accounts()
                .group(*id)
                .await?
                .map(|group| group.name.to_string()),
        );
    }
    let mut view = problem::simple(visitor, "not_allowed", None);
    view.kind = ProblemKind::NotAllowed {
        application: client.name,
        groups,
    };
    Ok(Page::with_status(StatusCode::FORBIDDEN, view).into_response())
}
