//! The Iframe URL: the only page that another site may frame. Nothing is typed into it, and no
//! token is in it.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::HeaderValue;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gantry_accounts::client_cache::CachedClient;
use gantry_core::Digest;
use gantry_core::slug::Slug;
use gantry_rocketchat::workspaces::same_site::same_site;
use gantry_rocketchat::workspaces::{LoginToken, Obstacle};
use gantry_store::sessions::LiveSession;
use url::Url;

use crate::error::HttpError;
use crate::http::cookies::Cookies;
use crate::http::headers;
use crate::http::state::AppState;
use crate::http::visitor::Visitor;
use crate::render::{Nav, Page};
use crate::rocketchat::{door, guest};
use crate::views::bridge::{Bridge, State as Shown};

/// The page of the workspace in the path; further parameters, such as `client=electron`, are what
/// Rocket.Chat's clients add.
pub(crate) async fn get(
    State(app): State<AppState>,
    Path(slug): Path<String>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, HttpError> {
    let (parts, _) = request.into_parts();
    show(&app, &slug, &visitor, &parts).await
}

/// The page of a workspace.
pub(crate) async fn show(
    app: &AppState,
    slug: &str,
    visitor: &Visitor,
    parts: &Parts,
) -> Result<Response, HttpError> {
    let client = door::workspace(app, slug).await?;
    let origin = door::origin_of(&client).ok_or(HttpError::not_found())?;
    let live = guest::session(app, parts, &client).await?;
    // Only our own script asks this way: a link from elsewhere must not make accounts.
    let own = parts.headers.get("sec-fetch-site");
    let tried = has(parts, "tried", "yes") && own.is_none_or(|site| site == "same-origin");
    let obstacle = match &live {
        Some(live) if tried => asked(app, live, &client).await?,
        Some(live) => app.workspaces.obstacle(live, &client).await?,
        None => Some(Obstacle::SessionOver),
    };
    if let (Some(live), None, false) = (&live, obstacle, tried) {
        // Rocket.Chat shows this page because the token it was given did not help.
        app.workspaces.doubt(live, &client).await?;
    }
    let (nonce, cookies) = frame_cookie(app, &visitor.cookies);
    let view = Bridge {
        shell: visitor.shell(Nav::Nowhere),
        application: client.client.name.clone(),
        state: state(obstacle),
        reason: obstacle.map_or("", Obstacle::code),
        window: window(&client.client.slug, &nonce, is_other_site(app, &client)),
        base: format!("/rocketchat/{}", client.client.slug),
        phone: guest::is_phone(parts),
        electron: has(parts, "client", "electron"),
        origin: origin.clone(),
    };
    let mut response = (cookies, Page::new(view)).into_response();
    let policy = HeaderValue::from_str(&headers::framed_by(&origin));
    if let Ok(policy) = policy {
        response
            .headers_mut()
            .insert(CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

fn state(obstacle: Option<Obstacle>) -> Shown {
    match obstacle {
        None => Shown::Ready,
        Some(Obstacle::SessionOver) => Shown::SignIn,
        Some(Obstacle::Reauthenticate) => Shown::SignInAgain,
        Some(Obstacle::ProveMore(_)) => Shown::ProveMore,
        Some(_) => Shown::Obstacle,
    }
}

/// What a code for this frame is bound to: kept while the browser has it.
fn frame_cookie(app: &AppState, cookies: &Cookies) -> (String, Cookies) {
    let known = cookies.frame().map(ToOwned::to_owned);
    let nonce =
        known.unwrap_or_else(|| URL_SAFE_NO_PAD.encode(app.accounts().env().random::<32>()));
    let cookies = cookies.clone().with_frame(&nonce);
    (nonce, cookies)
}

/// Where a person signs in. Only a frame on another site needs a code handed over.
fn window(slug: &Slug, nonce: &str, other_site: bool) -> String {
    let digest = URL_SAFE_NO_PAD.encode(Digest::of(nonce.as_bytes()).as_bytes());
    if other_site {
        format!("/rocketchat/{slug}/window?frame={digest}")
    } else {
        format!("/rocketchat/{slug}/window?frame=same-site")
    }
}

fn is_other_site(app: &AppState, client: &CachedClient) -> bool {
    let ours = Url::parse(app.provider.public_url()).ok();
    let theirs = client.client.settings.rocketchat_url.as_deref();
    let theirs = theirs.and_then(|url| Url::parse(url).ok());
    match (ours, theirs) {
        (Some(ours), Some(theirs)) => !same_site(&ours, &theirs),
        _ => true,
    }
}

/// What is in the way after an attempt that failed: the chat itself is asked.
async fn asked(
    app: &AppState,
    live: &LiveSession,
    client: &Arc<CachedClient>,
) -> Result<Option<Obstacle>, HttpError> {
    Ok(match app.workspaces.login_token(live, client).await? {
        LoginToken::Given(_) => None,
        LoginToken::Refused(obstacle) => Some(obstacle),
    })
}

/// Whether the address has a parameter: our script adds `tried`, Rocket.Chat's desktop client
/// `client`.
fn has(parts: &Parts, name: &str, value: &str) -> bool {
    let query = parts.uri.query().unwrap_or_default();
    url::form_urlencoded::parse(query.as_bytes()).any(|pair| pair == (name.into(), value.into()))
}
