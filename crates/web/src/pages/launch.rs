//! `/application/launch/<slug>/`: opens an application for whoever may enter it; a Rocket.Chat at its
//! own sign-in, if it has an address for that.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use crate::endpoints::discovery::client_by_slug;
use crate::error::HttpError;
use crate::http::state::AppState;
use crate::http::visitor::SignedIn;
use crate::pages::problem;
use crate::render::Page;

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
    let hindrance = app.accounts().hindrance(&client, &live).await?;
    let proof = app.accounts().proof_to_enter(&client, &live).await?;
    if let (Some(hindrance), None) = (hindrance, proof) {
        let mut view = problem::simple(&visitor, "not_allowed", None);
        view.kind = problem::not_allowed(client.name, &hindrance);
        return Ok(Page::with_status(StatusCode::FORBIDDEN, view).into_response());
    }
    let own = app.workspaces.entrance(&client, app.provider.public_url());
    let address = own.await.or(client.settings.launch_url);
    let address = address.ok_or_else(HttpError::not_found)?;
    Ok(Redirect::to(&address).into_response())
}
