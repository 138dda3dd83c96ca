//! Roles: the list, and who has them.

use serde_json::{Value, json};

use crate::directory::Accounts;
use crate::rest::call::{Answer, Call, Reply};
use crate::rest::refusal::Refusal;
use crate::workspace::lock;

/// Roles that are held in a room, not in the workspace.
const IN_ROOMS: [&str; 3] = ["owner", "moderator", "leader"];

/// `GET roles.list`
pub(crate) fn list(call: &Call<'_>) -> Reply {
    let accounts = lock(&call.workspace.accounts);
    let all: Vec<Value> = accounts
        .roles
        .keys()
        .map(|id| described(&accounts, id))
        .collect();
    Reply::Success(json!({ "roles": all }))
}

/// `POST roles.addUserToRole`
pub(crate) fn add(call: &Call<'_>) -> Answer {
    let username = call.required_text("username")?;
    let mut accounts = lock(&call.workspace.accounts);
    let role = named(call, &accounts)?;
    if role == "admin" && !call.may("assign-admin-role") {
        return Err(Refusal::action_not_allowed(
            "Assigning admin is not allowed",
        ));
    }
    let user_id = user_of(&accounts, username)?;
    if let Some(user) = accounts.by_id_mut(&user_id) {
        if user.has_role(&role) {
            return Err(Refusal::failed(
                "error-user-already-in-role",
                "User already in role",
            ));
        }
        user.roles.push(role.clone());
    }
    Ok(Reply::Success(
        json!({ "role": described(&accounts, &role) }),
    ))
}

/// `POST roles.removeUserFromRole`: somebody always administers the chat.
pub(crate) fn remove(call: &Call<'_>) -> Answer {
    let username = call.required_text("username")?;
    let mut accounts = lock(&call.workspace.accounts);
    let role = named(call, &accounts)?;
    let user_id = user_of(&accounts, username)?;
    if role == "admin" && accounts.is_last_administrator(&user_id) {
        return Err(Refusal::failed(
            "error-admin-required",
            "You need to have at least one admin",
        ));
    }
    if let Some(user) = accounts.by_id_mut(&user_id) {
        if !user.has_role(&role) {
            return Err(Refusal::failed(
                "error-user-not-in-role",
                "User is not in this role",
            ));
        }
        user.roles.retain(|held| *held != role);
    }
    Ok(Reply::Success(
        json!({ "role": described(&accounts, &role) }),
    ))
}

/// The id that `roleId` gives, or before 8.0 `roleName`.
fn named(call: &Call<'_>, accounts: &Accounts) -> Result<String, Refusal> {
    let by_name = call.text("roleName")?;
    if by_name.is_some() && call.workspace.settings.version().role_names_are_gone() {
        return Err(Refusal::invalid_params(
            "must NOT have additional properties",
        ));
    }
    let id = match (call.text("roleId")?, by_name) {
        (Some(id), _) => accounts.roles.get_key_value(id),
        (None, Some(name)) => accounts.roles.iter().find(|(_, known)| *known == name),
        (None, None) => return Err(Refusal::missing("roleId")),
    };
    id.map(|(id, _)| id.clone())
        .ok_or_else(|| Refusal::failed("error-invalid-roleId", "This role does not exist"))
}

fn user_of(accounts: &Accounts, username: &str) -> Result<String, Refusal> {
    let found = accounts.by_username(username).map(|user| user.id.clone());
    found
        .ok_or_else(|| Refusal::failed("error-invalid-user", "There is no user with this username"))
}

fn described(accounts: &Accounts, id: &str) -> Value {
    let scope = if IN_ROOMS.contains(&id) {
        "Subscriptions"
    } else {
        "Users"
    };
    json!({ "_id": id, "name": accounts.roles.get(id), "scope": scope })
}
