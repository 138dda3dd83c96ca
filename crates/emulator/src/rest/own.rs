//! What callers do to themselves: look, sign out, and keep personal access tokens.

use serde_json::{Value, json};

use crate::encoding::iso_date;
use crate::rest::call::{Answer, Call, Reply};
use crate::rest::description::own;
use crate::rest::refusal::Refusal;
use crate::tokens::{LoginToken, TokenKind};
use crate::workspace::lock;

/// `GET me`
pub(crate) fn me(call: &Call<'_>) -> Answer {
    Ok(Reply::Success(own(&call.caller()?.user)))
}

/// `POST logout`: ends the token that was presented, nothing else.
pub(crate) fn logout(call: &Call<'_>) -> Answer {
    call.workspace.end_token(&call.caller()?.token);
    Ok(Reply::Whole(
        json!({ "status": "success", "data": { "message": "You've been logged out!" } }),
    ))
}

/// `POST users.logout`: every token of a user, personal access tokens included.
pub(crate) fn logout_everywhere(call: &Call<'_>) -> Answer {
    let own_id = call.caller()?.user.id.clone();
    let user_id = call.text("userId")?.unwrap_or(&own_id);
    if user_id != own_id && !call.may("logout-other-user") {
        return Err(Refusal::Forbidden);
    }
    let known = lock(&call.workspace.accounts).by_id(user_id).is_some();
    if !known {
        return Err(Refusal::failed("error-invalid-user-id", "Invalid user id"));
    }
    call.workspace.end_tokens_of(user_id);
    Ok(Reply::Success(
        json!({ "message": format!("User {user_id} has been logged out!") }),
    ))
}

/// `POST users.logoutOtherClients`: every other session; what has `createdAt` instead of `when` stays.
pub(crate) fn logout_other_clients(call: &Call<'_>) -> Answer {
    let caller = call.caller()?;
    let days = call.workspace.settings.number("Accounts_LoginExpiration");
    let mut tokens = call.workspace.live_tokens();
    let since = tokens.find(&caller.token).map_or(0, |token| token.since);
    tokens.remove(|token| {
        token.user_id == caller.user.id
            && token.kind == TokenKind::Session
            && token.plain != caller.token
    });
    let expires = since.saturating_add(days.saturating_mul(86_400_000));
    Ok(Reply::Success(
        json!({ "token": caller.token, "tokenExpires": iso_date(expires) }),
    ))
}

/// `POST users.removeOtherTokens`: every other token of any kind.
pub(crate) fn remove_other_tokens(call: &Call<'_>) -> Answer {
    let caller = call.caller()?;
    let others =
        |token: &LoginToken| token.user_id == caller.user.id && token.plain != caller.token;
    lock(&call.workspace.tokens).remove(others);
    Ok(Reply::Success(json!({})))
}

/// `GET users.getPersonalAccessTokens`
pub(crate) fn personal_access_tokens(call: &Call<'_>) -> Answer {
    let caller = call.caller()?;
    let tokens = lock(&call.workspace.tokens);
    let shown: Vec<Value> = tokens.of(&caller.user.id).filter_map(described).collect();
    Ok(Reply::Success(json!({ "tokens": shown })))
}

/// `POST users.generatePersonalAccessToken`: the one time that the token is shown.
pub(crate) fn generate_personal_access_token(call: &Call<'_>) -> Answer {
    let caller = call.caller()?;
    let name = call.required_text("tokenName")?.to_owned();
    let bypass_two_factor = call.flag("bypassTwoFactor")?;
    let mut tokens = lock(&call.workspace.tokens);
    let taken = tokens.of(&caller.user.id).any(
        |token| matches!(&token.kind, TokenKind::Personal { name: known, .. } if *known == name),
    );
    if taken {
        return Err(Refusal::failed(
            "error-token-already-exists",
            "A token with this name already exists",
        ));
    }
    let kind = TokenKind::Personal {
        name,
        bypass_two_factor,
    };
    let made = tokens.add(&caller.user.id, kind);
    Ok(Reply::Success(json!({ "token": made })))
}

fn described(token: &LoginToken) -> Option<Value> {
    let TokenKind::Personal {
        name,
        bypass_two_factor,
    } = &token.kind
    else {
        return None;
    };
    let start = token.plain.len().saturating_sub(6);
    Some(json!({
        "name": name,
        "createdAt": iso_date(token.since),
        "lastTokenPart": token.plain.get(start..),
        "bypassTwoFactor": bypass_two_factor,
    }))
}
