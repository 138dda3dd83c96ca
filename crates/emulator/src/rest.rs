//! The small part of Rocket.Chat's REST interface that concerns custom OAuth.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::accounts::ChatUser;
use crate::custom_oauth::{CustomOAuth, ServiceName};
use crate::definitions::SERVICE_SETTINGS;
use crate::legacy::fetch_identity;
use crate::login::{SignedIn, finish};
use crate::workspace::{Engine, Workspace, lock};

/// `GET /api/info` and `/api/v1/info`
pub(crate) async fn info(State(workspace): State<Arc<Workspace>>) -> Json<Value> {
    Json(json!({ "version": workspace.settings.version().to_string(), "success": true }))
}

/// `POST /api/v1/login`: name and password, or the legacy login with somebody else's access token.
pub(crate) async fn login(
    State(workspace): State<Arc<Workspace>>,
    Json(body): Json<Map<String, Value>>,
) -> Response {
    let text = |name: &str| {
        body.get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let session = if body.contains_key("serviceName") {
        token_login(&workspace, &text("serviceName"), &body).await
    } else {
        let name = if body.contains_key("username") {
            text("username")
        } else {
            text("user")
        };
        let found = lock(&workspace.accounts)
            .by_password(&name, &text("password"))
            .map(|user| user.id.clone());
        let session = found.map(|user_id| SignedIn {
            token: workspace.start_session(&user_id),
            user_id,
        });
        session.ok_or_else(|| "Unauthorized".to_owned())
    };
    match session {
        Ok(session) => {
            let me = workspace.signed_in(&session.token);
            let data = json!({ "userId": session.user_id, "authToken": session.token, "me": me });
            Json(json!({ "status": "success", "data": data })).into_response()
        }
        Err(message) => {
            let answer = json!({ "status": "error", "error": message, "message": message });
            (StatusCode::UNAUTHORIZED, Json(answer)).into_response()
        }
    }
}

async fn token_login(
    workspace: &Workspace,
    service: &str,
    body: &Map<String, Value>,
) -> Result<SignedIn, String> {
    let result = fetch_by_token(workspace, service, body).await;
    if let Err(error) = &result {
        workspace.record_failure(Engine::DirectToken, service, error);
    }
    finish(workspace, Engine::DirectToken, &result?)
}

/// The token's audience is nobody's concern here, as in Rocket.Chat.
async fn fetch_by_token(
    workspace: &Workspace,
    service: &str,
    body: &Map<String, Value>,
) -> Result<crate::legacy::Fetched, String> {
    let enabled = workspace
        .settings
        .service(service)
        .filter(CustomOAuth::enabled);
    let Some(custom) = enabled.filter(|_| !workspace.settings.modern_flow()) else {
        return Err(format!("Unexpected OAuth service {service}"));
    };
    let expires_in = body.get("expiresIn").cloned().unwrap_or_default();
    if !expires_in.is_i64() {
        return Err("Match error: Expected expiresIn to be an integer".to_owned());
    }
    let mut tokens = Map::new();
    tokens.insert(
        "access_token".to_owned(),
        body.get("accessToken").cloned().unwrap_or_default(),
    );
    tokens.insert("expires_in".to_owned(), expires_in);
    let mut fetched = fetch_identity(workspace, &custom, &tokens).await?;
    fetched.service_data.remove("_OAuthCustom");
    Ok(fetched)
}

/// `GET /api/v1/settings.oauth`: public, without the secrets.
pub(crate) async fn oauth_services(State(workspace): State<Arc<Workspace>>) -> Json<Value> {
    Json(json!({ "services": configurations(&workspace), "success": true }))
}

/// `GET /api/v1/service.configurations`: the same under another name.
pub(crate) async fn service_configurations(State(workspace): State<Arc<Workspace>>) -> Json<Value> {
    Json(json!({ "configurations": configurations(&workspace), "success": true }))
}

fn configurations(workspace: &Workspace) -> Vec<Value> {
    let services = workspace.settings.enabled_services();
    services.iter().map(configuration).collect()
}

fn configuration(custom: &CustomOAuth) -> Value {
    let mut members = Map::new();
    members.insert("service".to_owned(), json!(custom.name().key()));
    members.insert("custom".to_owned(), json!(true));
    members.insert("clientId".to_owned(), json!(custom.text("id")));
    members.insert("serverURL".to_owned(), json!(custom.text("url")));
    let hidden = ["", "id", "secret", "url"];
    for definition in SERVICE_SETTINGS
        .iter()
        .filter(|known| !hidden.contains(&known.suffix))
    {
        let value = match definition.kind {
            crate::definitions::Kind::Flag(_) => json!(custom.flag(definition.suffix)),
            _ => json!(custom.text(definition.suffix)),
        };
        members.insert(camel_case(definition.suffix), value);
    }
    Value::Object(members)
}

/// `POST /api/v1/settings.addCustomOAuth` with `name`.
pub(crate) async fn add_custom_oauth(
    State(workspace): State<Arc<Workspace>>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    as_administrator(&workspace, &headers, || {
        let name = body.get("name").and_then(Value::as_str).unwrap_or_default();
        workspace
            .settings
            .add_custom_oauth(name)
            .map(|_| json!({}))
            .map_err(|error| error.to_string())
    })
}

/// `POST /api/v1/settings.removeCustomOAuth` with `name`.
pub(crate) async fn remove_custom_oauth(
    State(workspace): State<Arc<Workspace>>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    as_administrator(&workspace, &headers, || {
        let name = body
            .get("name")
            .and_then(Value::as_str)
            .and_then(ServiceName::parse);
        let name = name.ok_or_else(|| "error-invalid-name".to_owned())?;
        workspace.settings.remove_custom_oauth(&name);
        Ok(json!({}))
    })
}

/// `POST /api/v1/settings.refreshOAuthServices`: nothing to do, changes apply at once.
pub(crate) async fn refresh_oauth_services(
    State(workspace): State<Arc<Workspace>>,
    headers: HeaderMap,
) -> Response {
    as_administrator(&workspace, &headers, || Ok(json!({})))
}

/// `GET /api/v1/settings/{id}`
pub(crate) async fn get_setting(
    State(workspace): State<Arc<Workspace>>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    as_administrator(&workspace, &headers, || {
        let value = workspace
            .settings
            .get(&id)
            .ok_or_else(|| "error-invalid-setting".to_owned())?;
        Ok(json!({ "_id": id, "value": value }))
    })
}

/// `POST /api/v1/settings/{id}` with `value`.
pub(crate) async fn set_setting(
    State(workspace): State<Arc<Workspace>>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Json(body): Json<Value>,
) -> Response {
    as_administrator(&workspace, &headers, || {
        change(&workspace, &id, body.get("value"))?;
        Ok(json!({}))
    })
}

/// `POST /api/v1/settings` with a `settings` array of `_id` and `value`.
pub(crate) async fn set_settings(
    State(workspace): State<Arc<Workspace>>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    as_administrator(&workspace, &headers, || {
        let entries = body
            .get("settings")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        for entry in entries {
            let id = entry.get("_id").and_then(Value::as_str).unwrap_or_default();
            change(&workspace, id, entry.get("value"))?;
        }
        Ok(json!({}))
    })
}

fn change(workspace: &Workspace, id: &str, value: Option<&Value>) -> Result<(), String> {
    let value = value
        .cloned()
        .ok_or_else(|| "The bodyParams value is required".to_owned())?;
    workspace
        .settings
        .set(id, value)
        .map_err(|error| error.to_string())
}

/// Runs an act for who sends an administrator's `X-Auth-Token` and `X-User-Id`.
fn as_administrator(
    workspace: &Workspace,
    headers: &HeaderMap,
    act: impl FnOnce() -> Result<Value, String>,
) -> Response {
    let header = |name: &str| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned()
    };
    let user = workspace
        .signed_in(&header("X-Auth-Token"))
        .filter(|user| user.id == header("X-User-Id"));
    let Some(user) = user else {
        let answer = json!({ "status": "error", "message": "You must be logged in to do this." });
        return (StatusCode::UNAUTHORIZED, Json(answer)).into_response();
    };
    if !is_administrator(&user) {
        let answer = json!({ "success": false, "error": "User does not have the permissions required for this action [error-unauthorized]" });
        return (StatusCode::FORBIDDEN, Json(answer)).into_response();
    }
    match act() {
        Ok(Value::Object(mut members)) => {
            members.insert("success".to_owned(), json!(true));
            Json(Value::Object(members)).into_response()
        }
        Ok(_) => Json(json!({ "success": true })).into_response(),
        Err(error) => (
            StatusCode::BAD_REQUEST,
            Json(json!({ "success": false, "error": error })),
        )
            .into_response(),
    }
}

fn is_administrator(user: &ChatUser) -> bool {
    user.roles.iter().any(|role| role == "admin")
}

fn camel_case(suffix: &str) -> String {
    let mut words = suffix.split('_');
    let mut joined = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        joined.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        joined.push_str(letters.as_str());
    }
    joined
}
