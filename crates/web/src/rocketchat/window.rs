//! The window in which people sign in for a chat: of its own, with an address that can be read.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gantry_accounts::client_cache::CachedClient;
use gantry_core::Digest;
use gantry_rocketchat::workspaces::Obstacle;
use serde::Deserialize;
use url::form_urlencoded;

use crate::error::HttpError;
use crate::http::state::AppState;
use crate::http::visitor::{SignedIn, Visitor};
use crate::pages::factor::way::Way;
use crate::pages::problem;
use crate::render::{Nav, Page};
use crate::rocketchat::door;
use crate::views::bridge::Window;
use crate::views::problem::Problem;

/// How the window was opened.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Opened {
    /// The digest of what the frame's browser will show; `same-site` if the frame needs no code;
    /// nothing if there is no frame to go back to.
    frame: Option<String>,
    /// Somebody else wants to sign in.
    switch: Option<String>,
}

/// Asks to sign in, then hands over to whoever opened the window.
pub(crate) async fn get(
    State(app): State<AppState>,
    Path(slug): Path<String>,
    Query(opened): Query<Opened>,
    SignedIn { visitor, live }: SignedIn,
) -> Result<Response, HttpError> {
    let client = door::workspace(&app, &slug).await?;
    let frame = opened.frame.as_deref();
    let again = again(&slug, frame);
    if opened.switch.is_some() {
        return Ok(Redirect::to(&again).into_response());
    }
    let obstacle = app.workspaces.obstacle(&live, &client).await?;
    match obstacle {
        None => {}
        Some(Obstacle::Reauthenticate) => return Ok(Redirect::to(&again).into_response()),
        Some(Obstacle::ProveMore(least)) => {
            let way = Way::proving(&back(&slug, frame), least);
            return Ok(Redirect::to(&way.at("/login/step-up")).into_response());
        }
        Some(obstacle) => {
            let mut view = in_the_way(&app, &visitor, &client, obstacle).await?;
            view.switch = Some(again);
            if frame.is_some() {
                view.way_on = None;
            }
            return Ok(Page::with_status(StatusCode::FORBIDDEN, view).into_response());
        }
    }
    let chat = client.client.settings.rocketchat_url.clone();
    let chat = chat.ok_or(HttpError::not_found())?;
    let code = match frame {
        None => return Ok(Redirect::to(&chat).into_response()),
        Some("same-site") => None,
        Some(digest) => {
            let browser = digest_of(digest)?;
            let limits = app.accounts().limits();
            if !limits.hears_request(client.client.id, live.user.id) {
                return Err(HttpError::problem(StatusCode::TOO_MANY_REQUESTS, "busy"));
            }
            let code = app.workspaces.hand_off(&live, client.client.id, browser);
            Some(code.await?)
        }
    };
    let view = Window {
        shell: visitor.shell(Nav::Nowhere),
        application: client.client.name.clone(),
        chat,
        code: code.map_or_else(String::new, |code| code.expose().to_owned()),
    };
    Ok(Page::new(view).into_response())
}

/// This window, for whoever has something to do elsewhere first.
fn back(slug: &str, frame: Option<&str>) -> String {
    let query = frame.map_or_else(String::new, |frame| format!("?frame={frame}"));
    format!("/rocketchat/{slug}/window{query}")
}

/// The login page, even for somebody who is signed in.
fn again(slug: &str, frame: Option<&str>) -> String {
    let next = back(slug, frame);
    let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
    format!("/login?again=yes&next={next}")
}

async fn in_the_way(
    app: &AppState,
    visitor: &Visitor,
    client: &CachedClient,
    obstacle: Obstacle,
) -> Result<Problem, HttpError> {
    let mut view = problem::simple(visitor, obstacle.code(), None);
    let hindrance = match &visitor.session {
        Some(live) if obstacle == Obstacle::NotAllowed => {
            app.accounts().hindrance(&client.client, live).await?
        }
        _ => None,
    };
    if let Some(hindrance) = hindrance {
        view.kind = problem::not_allowed(client.client.name.clone(), &hindrance);
    }
    Ok(view)
}

fn digest_of(text: &str) -> Result<Digest, HttpError> {
    let invalid = || HttpError::problem(StatusCode::BAD_REQUEST, "invalid_form");
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| invalid())?;
    Digest::from_slice(&bytes).map_err(|_| invalid())
}
