//! `POST users.update`

use serde_json::{Map, Value, json};

use crate::accounts::{ChatUser, Email};
use crate::directory::Accounts;
use crate::rest::call::{Answer, Call, Reply, flag_of, only_known, text_of, texts_of};
use crate::rest::description::full;
use crate::rest::policy::{check_email, check_password, check_roles, check_username};
use crate::rest::refusal::Refusal;
use crate::workspace::lock;

const MEMBERS: &[&str] = &[
    "name",
    "email",
    "username",
    "password",
    "active",
    "roles",
    "verified",
    "requirePasswordChange",
    "setRandomPassword",
    "sendWelcomeEmail",
    "customFields",
    "bio",
    "nickname",
    "statusText",
    "statusType",
    "freeSwitchExtension",
];

pub(crate) fn update_user(call: &Call<'_>) -> Answer {
    let data = call.body.get("data").and_then(Value::as_object);
    let data = data.ok_or_else(|| Refusal::missing("data"))?;
    only_known(data, MEMBERS)?;
    let user_id = call.required_text("userId")?.to_owned();
    check_permissions(call, &user_id, data)?;
    let changed = {
        let mut accounts = lock(&call.workspace.accounts);
        let before = accounts.by_id(&user_id).cloned();
        let before = before.ok_or_else(|| Refusal::failed("error-invalid-user", "Invalid user"))?;
        let after = changed(call, &accounts, &before, data)?;
        let user = accounts
            .by_id_mut(&user_id)
            .ok_or_else(Refusal::user_not_found)?;
        *user = after.clone();
        after
    };
    if !changed.active {
        call.workspace.end_tokens_of(&user_id);
    }
    Ok(Reply::Success(json!({ "user": full(&changed) })))
}

fn check_permissions(
    call: &Call<'_>,
    user_id: &str,
    data: &Map<String, Value>,
) -> Result<(), Refusal> {
    if !call.is_self(user_id) && !call.may("edit-other-user-info") {
        return Err(Refusal::action_not_allowed("Editing user is not allowed"));
    }
    if data.contains_key("roles") && !call.may("assign-roles") {
        return Err(Refusal::action_not_allowed(
            "Assigning roles is not allowed",
        ));
    }
    if data.contains_key("active") && !call.may("edit-other-user-active-status") {
        return Err(Refusal::action_not_allowed(
            "Changing user status is not allowed",
        ));
    }
    Ok(())
}

/// The user as it will be, checked as a whole before anything is stored.
fn changed(
    call: &Call<'_>,
    accounts: &Accounts,
    before: &ChatUser,
    data: &Map<String, Value>,
) -> Result<ChatUser, Refusal> {
    let settings = &call.workspace.settings;
    let own_id = Some(before.id.as_str());
    let mut after = before.clone();
    if let Some(name) = text_of(data, "name")? {
        name.clone_into(&mut after.name);
    }
    if let Some(username) = text_of(data, "username")? {
        check_username(settings, accounts, username, own_id)?;
        username.clone_into(&mut after.username);
    }
    if let Some(email) = text_of(data, "email")? {
        check_email(settings, accounts, email, own_id)?;
    }
    apply_email(&mut after, data)?;
    if let Some(roles) = texts_of(data, "roles")? {
        check_roles(call, accounts, &roles, &before.roles)?;
        if accounts.is_last_administrator(&before.id) && !roles.iter().any(|role| role == "admin") {
            return Err(Refusal::action_not_allowed(
                "Leaving the app without admins is not allowed",
            ));
        }
        after.roles = roles;
    }
    if let Some(active) = flag_of(data, "active")? {
        after.active = active;
    }
    if let Some(must_change) = flag_of(data, "requirePasswordChange")? {
        after.must_change_password = must_change;
    }
    // A password that may not be set, or a weak one, is silently not stored.
    if let Some(password) = text_of(data, "password")?
        && call.may("edit-other-user-password")
        && check_password(settings, password).is_ok()
    {
        after.password = Some(password.to_owned());
    }
    Ok(after)
}

/// A new address is unproven unless `verified` comes with it.
fn apply_email(user: &mut ChatUser, data: &Map<String, Value>) -> Result<(), Refusal> {
    let verified = flag_of(data, "verified")?;
    match text_of(data, "email")? {
        Some(address) => {
            user.emails = vec![Email {
                address: address.to_owned(),
                verified: verified.unwrap_or_default(),
            }];
        }
        None => {
            if let (Some(verified), Some(email)) = (verified, user.emails.first_mut()) {
                email.verified = verified;
            }
        }
    }
    Ok(())
}
