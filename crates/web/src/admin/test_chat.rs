//! A chat on this machine that knows one service account and a few people.

use std::collections::BTreeMap;

use axum::extract::Query;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::routing::get;
use axum::{Json, Router};
use gantry_core::client::ClientRowId;
use gantry_core::user::User;
use gantry_core::workspace::{ChatAccount, ChatTask, TaskKind};
use gantry_core::{Id, Timestamp};
use gantry_store::{chat_accounts, chat_tasks};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::test_site::{Browser, TestSite};

/// The service account's id.
pub(crate) const SERVICE: &str = "kTq7BbZ3vXyWmP2aR";
/// A token that the chat takes.
pub(crate) const TOKEN: &str = "planted-token-N1ghtW4tch";
/// A secret that nobody may see again.
pub(crate) const SECRET: &str = "planted-secret-L4ntern";
/// Where the connection of the workspace is.
pub(crate) const PAGE: &str = "/admin/applications/chat/connection";

/// Starts it; gives its address.
pub(crate) async fn start() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new()
        .route("/api/info", get(async || Json(json!({"version": "8.4"}))))
        .route("/api/v1/me", get(me))
        .route("/api/v1/users.info", get(account));
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

/// Registers it as the application `chat`.
pub(crate) async fn registered(alice: &Browser<'_>, address: &str) {
    let form = [("name", "Chat"), ("url", address), ("service", "gantry")];
    let added = alice
        .post("/admin/applications/new/rocketchat", &form)
        .await;
    assert_eq!(added.status, StatusCode::OK, "{}", added.text);
}

/// Connects it.
pub(crate) async fn connected(alice: &Browser<'_>) {
    let form = [("service_user_id", SERVICE), ("token", TOKEN)];
    let answer = alice.post(PAGE, &form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
}

async fn me(headers: HeaderMap) -> (StatusCode, Json<Value>) {
    let sent = headers.get("x-auth-token").map(HeaderValue::as_bytes);
    if sent == Some(TOKEN.as_bytes()) {
        let me = json!({
            "success": true, "_id": SERVICE, "username": "gantry.service", "roles": ["admin"],
        });
        return (StatusCode::OK, Json(me));
    }
    let said = json!({"status": "error", "message": "You must be logged in to do this."});
    (StatusCode::UNAUTHORIZED, Json(said))
}

async fn account(Query(asked): Query<BTreeMap<String, String>>) -> (StatusCode, Json<Value>) {
    let name = asked.get("username").map(String::as_str);
    let (roles, kind) = match name {
        Some("old.bert") => (json!(["user"]), "user"),
        Some("boss") => (json!(["admin"]), "user"),
        Some("rocket.cat") => (json!(["bot"]), "bot"),
        _ => {
            let said = json!({"success": false, "error": "User not found."});
            return (StatusCode::BAD_REQUEST, Json(said));
        }
    };
    let user = json!({
        "_id": format!("id-of-{}", name.unwrap_or_default()),
        "username": name, "roles": roles, "type": kind, "active": true,
    });
    (StatusCode::OK, Json(json!({"success": true, "user": user})))
}

async fn chat(site: &TestSite) -> ClientRowId {
    let slug = "chat".parse().unwrap();
    let client = site.accounts.client_by_slug(&slug).await.unwrap();
    client.unwrap().id
}

/// The chat refused to make somebody's account.
pub(crate) async fn refused(site: &TestSite, user: &User, problem: &str) {
    let account = ChatAccount {
        client_id: chat(site).await,
        user_id: user.id,
        chat_id: None,
        chat_username: user.username.to_string(),
        follows: true,
        may_administer: false,
        deactivated: false,
        problem: Some(problem.to_owned()),
        creating_since: None,
        avatar: None,
    };
    let noted = site.accounts.store().write(account, |tx, it| {
        Box::pin(async move {
            chat_accounts::begin(tx, it.client_id, it.user_id, &it.chat_username).await?;
            let why = it.problem.clone().unwrap_or_default();
            chat_accounts::finish(tx, it, &chat_accounts::Made::Problem(why)).await
        })
    });
    assert!(noted.await.unwrap());
}

/// A sign-out that the chat has not heard, and why.
pub(crate) async fn unheard(site: &TestSite, user: &User, reason: &str) {
    let task = ChatTask {
        client_id: chat(site).await,
        kind: TaskKind::EndAll,
        about: Id::from_uuid(user.id.as_uuid()),
        user_id: user.id,
        chat_id: None,
        sealed: None,
        wanted: 1,
        attempts: 0,
        due_at: Timestamp::from_i64(0),
        stopped: Some(reason.to_owned()),
        created_at: site.accounts.env().now(),
    };
    let asked = site.accounts.store().write(task, |tx, task| {
        Box::pin(async move {
            chat_tasks::ask(tx, task).await?;
            let why = task.stopped.clone().unwrap_or_default();
            chat_tasks::stop(tx, task, &why).await
        })
    });
    asked.await.unwrap();
}
