//! Ways of asking that these tests share.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::fmt::Debug;

use gantry_accounts::Error;
use gantry_accounts::permissions::Administrator;
use gantry_core::audit::AuditEntry;
use gantry_core::client::{Client, ClientSettings};
use gantry_store::audit::{self, AuditFilter};
use gantry_test_support::{Answer, AuthorizeRequest, RocketChatClient, TestApp};
use serde_json::Value;

/// Where userinfo is.
pub(crate) fn userinfo_address(app: &TestApp) -> String {
    format!("{}/application/o/userinfo/", app.url)
}

/// Userinfo as Rocket.Chat asks with "Identity Token Sent Via" = Payload.
pub(crate) async fn userinfo_by_query(app: &TestApp, token: &str) -> Answer {
    let request = app
        .http
        .get(userinfo_address(app))
        .query(&[("access_token", token)]);
    app.call(request).await
}

/// The whole answer of the token endpoint for a person and a scope.
pub(crate) async fn tokens(
    app: &TestApp,
    client: &RocketChatClient,
    scope: &str,
    username: &str,
) -> Value {
    let request = AuthorizeRequest::legacy(client).with("scope", scope);
    let code = app.code(&request, username).await;
    let answer = app.redeem(client, &code).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

/// The claims that userinfo gives for a person and a scope.
pub(crate) async fn claims(
    app: &TestApp,
    client: &RocketChatClient,
    scope: &str,
    username: &str,
) -> Value {
    let tokens = tokens(app, client, scope, username).await;
    let answer = app.userinfo(tokens["access_token"].as_str().unwrap()).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

/// What an ID token says; its signature is other tests' matter.
pub(crate) fn id_token_payload(tokens: &Value) -> Value {
    let token = tokens["id_token"].as_str().unwrap();
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

/// A client's settings, changed by an administrator.
pub(crate) async fn change_settings(
    app: &TestApp,
    client: &Client,
    change: impl FnOnce(&mut ClientSettings),
) -> Client {
    let mut after = client.clone();
    change(&mut after.settings);
    app.accounts
        .change_client(&Administrator::operator(), client, after)
        .await
        .unwrap()
}

/// Every line of the trail, oldest first.
pub(crate) async fn trail(app: &TestApp) -> Vec<AuditEntry> {
    app.accounts.trail().flush().await;
    let mut conn = app.accounts.store().read().await.unwrap();
    let mut lines = audit::list(&mut conn, AuditFilter::All, None, 200)
        .await
        .unwrap();
    lines.reverse();
    lines
}

/// The reason codes of the refusals in the trail, oldest first.
pub(crate) async fn refusals(app: &TestApp) -> Vec<String> {
    trail(app)
        .await
        .into_iter()
        .filter_map(|line| line.reason)
        .collect()
}

/// The code of the refusal that an act met.
pub(crate) fn refusal<T: Debug>(result: Result<T, Error>) -> &'static str {
    match result {
        Err(Error::Refused(refusal)) => refusal.code(),
        other => panic!("not refused: {other:?}"),
    }
}
