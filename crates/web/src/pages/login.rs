//! `/login`: where a person signs in, on the way to an application or to Gantry itself.

use axum::extract::{Query, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use gantry_accounts::sign_in::{Attempt, AwaitedFactor, SignIn, SignedIn, WaitingRequest};
use gantry_core::Seconds;
use gantry_core::session::SessionId;
use gantry_oidc::authorize::Waiting;
use serde::Deserialize;

use crate::endpoints::answer;
use crate::error::HttpError;
use crate::http::form::EarlyFormBody;
use crate::http::local_path::local;
use crate::http::state::AppState;
use crate::http::visitor::Visitor;
use crate::pages::factor::way::Way;
use crate::pages::{destination, problem};
use crate::render::{Nav, Notice, Page, Tone};
use crate::rocketchat::legacy;
use crate::views::login::Login;

/// What a sign-in is for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Purpose {
    request: Option<String>,
    next: Option<String>,
    /// Ask even somebody who is signed in.
    again: Option<String>,
}

/// What was typed.
#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    username: String,
    #[serde(default)]
    password: String,
    request: Option<String>,
    next: Option<String>,
    cancel: Option<String>,
}

/// The page.
pub(crate) async fn get(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(purpose): Query<Purpose>,
    request: Request,
) -> Result<Response, HttpError> {
    if legacy::is_iframe_url(purpose.next.as_deref()) {
        return legacy::page(&app, &visitor, request).await;
    }
    let waiting = match waiting(&app, &visitor, purpose.request.as_deref()).await? {
        Ok(waiting) => waiting,
        Err(page) => return Ok(page),
    };
    let next = purpose.next.as_deref().and_then(local);
    let asks_again = purpose.again.is_some();
    if waiting.is_none() && visitor.session.is_some() && !asks_again {
        return Ok(Redirect::to(next.unwrap_or("/apps")).into_response());
    }
    let another = expects_another(&app, &visitor, waiting.as_ref())?;
    let username = match another {
        Some(_) => String::new(),
        None => expected(&visitor, waiting.as_ref()),
    };
    let mut view = view(&app, visitor, waiting.as_ref(), next, username);
    let text = match (&waiting, another) {
        (None, _) if app.accounts().needs_first_administrator().await? => {
            Some(view.shell.t("login-no-one-yet"))
        }
        (Some(waiting), Some(person)) => {
            let application = waiting.client.client.name.clone();
            let names = [("application", application), ("person", person)];
            Some(view.shell.lang.t_args("login-another", &names))
        }
        (Some(waiting), None) if waiting.request.asked.prompt_create => {
            Some(view.shell.t("login-create"))
        }
        _ => None,
    };
    view.shell.notice = text.map(|text| Notice {
        tone: Tone::Warn,
        text,
    });
    Ok(shown(Page::new, view))
}

/// Who is signed in, if an application asks for somebody else.
fn expects_another(
    app: &AppState,
    visitor: &Visitor,
    waiting: Option<&Waiting>,
) -> Result<Option<String>, HttpError> {
    let (Some(waiting), Some(live)) = (waiting, &visitor.session) else {
        return Ok(None);
    };
    let another = app.provider.expects_another(waiting, live)?;
    Ok(another.then(|| live.user.name.to_string()))
}

/// The page with the application's picture.
fn shown(page: impl FnOnce(Login) -> Page<Login>, view: Login) -> Response {
    let icon = view.destination.as_ref().and_then(|it| it.icon.clone());
    destination::showing(icon.as_deref(), page(view))
}

/// The attempt.
pub(crate) async fn post(
    State(app): State<AppState>,
    visitor: Visitor,
    EarlyFormBody(typed): EarlyFormBody<Typed>,
) -> Result<Response, HttpError> {
    let waiting = match waiting(&app, &visitor, typed.request.as_deref()).await? {
        Ok(waiting) => waiting,
        Err(page) => return Ok(page),
    };
    if let (Some(waiting), Some(_)) = (&waiting, &typed.cancel) {
        let answer = app.provider.cancel(waiting, "sign_in_cancelled").await?;
        return Ok(answer::render(
            &visitor,
            answer,
            &waiting.request.id.to_string(),
        ));
    }
    let mut attempt = attempt(&visitor, &typed, waiting.as_ref());
    attempt.former_session = former_session(&app, &visitor).await?;
    let outcome = app.accounts().sign_in(attempt).await?;
    let next = typed.next.as_deref().and_then(local);
    let way = Way::of(waiting, next);
    Ok(concluded(&app, visitor, &way, (outcome, typed.username)))
}

/// The session that this browser had. If it has run out here, what it was given elsewhere may live
/// on.
pub(crate) async fn former_session(
    app: &AppState,
    visitor: &Visitor,
) -> Result<Option<SessionId>, HttpError> {
    if let Some(live) = &visitor.session {
        return Ok(Some(live.session.id));
    }
    let Some(cookie) = visitor.cookies.session() else {
        return Ok(None);
    };
    let former = app.accounts().presented(cookie).await?;
    Ok(former.map(|session| session.id))
}

/// What came of a sign-in, by password or by passkey; a name that was typed stays.
pub(crate) fn concluded(
    app: &AppState,
    visitor: Visitor,
    way: &Way,
    (outcome, username): (SignIn, String),
) -> Response {
    match outcome {
        SignIn::Done(signed_in) => done(visitor, &signed_in, way),
        SignIn::Factor(awaited) => factor(visitor, &awaited, way),
        SignIn::Wrong => again(app, visitor, way, username, None),
        SignIn::SlowDown(wait) => again(app, visitor, way, username, Some(wait)),
        SignIn::Disabled => disabled(app, &visitor, way.waiting.as_ref()),
    }
}

/// The request that a sign-in is for, if it is for one; or the page that says what is wrong with it.
pub(crate) async fn waiting(
    app: &AppState,
    visitor: &Visitor,
    id: Option<&str>,
) -> Result<Result<Option<Waiting>, Response>, HttpError> {
    let Some(id) = id.filter(|id| !id.is_empty()) else {
        return Ok(Ok(None));
    };
    let waiting = app
        .provider
        .waiting(id, visitor.cookies.request(id))
        .await?;
    Ok(waiting
        .map(Some)
        .map_err(|problem| problem::page(visitor, problem)))
}

/// Who will probably sign in: the one the application names, or who must do it once more.
fn expected(visitor: &Visitor, waiting: Option<&Waiting>) -> String {
    let asked = waiting.map(|waiting| &waiting.request.asked);
    let hint = asked.and_then(|asked| asked.login_hint.clone());
    if hint.is_none() && asked.is_some_and(|it| it.prompt_select_account || it.prompt_create) {
        return String::new();
    }
    let known = || {
        visitor
            .session
            .as_ref()
            .map(|live| live.user.username.to_string())
    };
    hint.or_else(known).unwrap_or_default()
}

fn attempt(visitor: &Visitor, typed: &Typed, waiting: Option<&Waiting>) -> Attempt {
    Attempt {
        login: typed.username.trim().to_owned(),
        password: typed.password.clone(),
        address: visitor.address,
        user_agent: visitor.user_agent.clone(),
        device_cookie: visitor.cookies.device().map(ToOwned::to_owned),
        former_session: visitor.session.as_ref().map(|live| live.session.id),
        request: waiting.map(|waiting| WaitingRequest {
            id: waiting.request.id,
            client_id: waiting.client.client.id,
            correlation: waiting.request.correlation,
        }),
    }
}

fn done(visitor: Visitor, signed_in: &SignedIn, way: &Way) -> Response {
    let mut cookies = visitor.cookies.with_session(&signed_in.cookie);
    cookies = cookies.with_device(&signed_in.device_cookie);
    if cookies.pending().is_some() {
        cookies = cookies.without_pending();
    }
    (cookies, Redirect::to(&way.target())).into_response()
}

/// The password was right, and more is to be proven.
fn factor(visitor: Visitor, awaited: &AwaitedFactor, way: &Way) -> Response {
    let page = if awaited.adds {
        "/login/enrol"
    } else {
        "/login/factor"
    };
    let cookies = visitor.cookies.with_pending(&awaited.cookie);
    (cookies, Redirect::to(&way.at(page))).into_response()
}

/// The page once more: the name stays, the password does not.
fn again(
    app: &AppState,
    visitor: Visitor,
    way: &Way,
    username: String,
    wait: Option<Seconds>,
) -> Response {
    let next = way.next.as_deref();
    let mut view = view(app, visitor, way.waiting.as_ref(), next, username);
    let Some(wait) = wait else {
        let text = view.shell.t("login-mismatch");
        view.shell.notice = Some(Notice {
            tone: Tone::Bad,
            text,
        });
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return shown(|view| Page::with_status(status, view), view);
    };
    let seconds = u64::try_from(wait.as_i64()).unwrap_or(1);
    view.slow_down_seconds = Some(seconds);
    let retry = [(header::RETRY_AFTER, seconds.to_string())];
    let status = StatusCode::TOO_MANY_REQUESTS;
    (retry, shown(|view| Page::with_status(status, view), view)).into_response()
}

fn disabled(app: &AppState, visitor: &Visitor, waiting: Option<&Waiting>) -> Response {
    let code = waiting.map(|waiting| waiting.request.correlation);
    let mut view = problem::simple(visitor, "user_disabled", code);
    view.back = waiting
        .and_then(|waiting| app.provider.way_back(waiting))
        .map(problem::way_back);
    Page::with_status(StatusCode::FORBIDDEN, view).into_response()
}

fn view(
    app: &AppState,
    visitor: Visitor,
    waiting: Option<&Waiting>,
    next: Option<&str>,
    username: String,
) -> Login {
    let locales = waiting.and_then(|waiting| waiting.request.asked.ui_locales.as_deref());
    let client = waiting.map(|waiting| &waiting.client.client);
    let mut shell = destination::coloured(visitor.reading(locales).shell(Nav::Nowhere), client);
    let request = waiting.map(|waiting| waiting.request.id.to_string());
    if let Some(request) = &request {
        shell.return_to = format!("/login?request={request}");
    }
    Login {
        shell,
        destination: client.map(destination::of),
        request,
        next: next.map(ToOwned::to_owned),
        username,
        passkeys: app.passkey_door().is_some(),
        slow_down_seconds: None,
    }
}
