//! `POST users.createToken` in both dialects.

use serde_json::json;

use crate::rest::call::{Answer, Call, Reply, only_known};
use crate::rest::refusal::Refusal;
use crate::tokens::TokenKind;
use crate::workspace::lock;

/// Mints a login token for somebody; it is no login, so nothing is dated.
pub(crate) fn create_token(call: &Call<'_>) -> Answer {
    let version = call.workspace.settings.version();
    let user_id = if version.create_token_wants_secret() {
        user_by_secret(call)?
    } else {
        user_by_switch(call)?
    };
    if version.create_token_asks_permission() && !call.may("user-generate-access-token") {
        return Err(Refusal::not_authorized());
    }
    let token = lock(&call.workspace.tokens).add(&user_id, TokenKind::Session);
    Ok(Reply::Success(
        json!({ "data": { "userId": user_id, "authToken": token } }),
    ))
}

/// Before 8.0: `userId` or `username`, and a switch in the server's environment.
fn user_by_switch(call: &Call<'_>) -> Result<String, Refusal> {
    only_known(call.body, &["userId", "username"])?;
    if variable(call, "CREATE_TOKENS_FOR_USERS").as_deref() != Some("true") {
        return Err(Refusal::not_authorized());
    }
    Ok(call.target()?.id)
}

/// From 8.0: `userId` and the secret that is in the server's environment.
fn user_by_secret(call: &Call<'_>) -> Result<String, Refusal> {
    only_known(call.body, &["userId", "secret"])?;
    let user_id = call.required_text("userId")?;
    let secret = call.required_text("secret")?;
    let expected = variable(call, "CREATE_TOKENS_FOR_USERS_SECRET");
    if expected.is_none_or(|expected| expected != secret) {
        return Err(Refusal::not_authorized());
    }
    let known = lock(&call.workspace.accounts).by_id(user_id).is_some();
    if !known {
        return Err(Refusal::failed("error-invalid-user", "Invalid user"));
    }
    Ok(user_id.to_owned())
}

/// A variable of the server's process that is not empty.
fn variable(call: &Call<'_>, name: &str) -> Option<String> {
    let environment = lock(&call.workspace.environment);
    environment
        .get(name)
        .filter(|value| !value.is_empty())
        .cloned()
}
