//! Users, looked up and listed.

use serde_json::{Value, json};

use crate::accounts::ChatUser;
use crate::rest::call::{Answer, Call, Reply};
use crate::rest::description::{brief, full, own};
use crate::rest::refusal::Refusal;
use crate::workspace::lock;

/// The keys by which `users.info` finds a user, each with the release from which it does.
const KEYS: [(&str, (u16, u16)); 5] = [
    ("userId", (0, 0)),
    ("username", (0, 0)),
    ("importId", (0, 0)),
    ("email", (8, 4)),
    ("freeSwitchExtension", (8, 5)),
];

/// `GET users.info`: by exactly one key; nobody found is a 400.
pub(crate) fn one(call: &Call<'_>) -> Answer {
    let version = call.workspace.settings.version();
    let mut given = KEYS
        .iter()
        .filter(|(_, (major, minor))| version.is_from(*major, *minor))
        .filter_map(|(key, _)| Some((*key, call.query(key)?)));
    let (Some((key, wanted)), None) = (given.next(), given.next()) else {
        return Err(Refusal::invalid_params(
            "must match exactly one schema in oneOf",
        ));
    };
    let found = {
        let accounts = lock(&call.workspace.accounts);
        match key {
            "userId" => accounts.by_id(wanted).cloned(),
            "username" => accounts.by_username(wanted).cloned(),
            "email" if call.may("view-full-other-user-info") => accounts
                .users
                .iter()
                .find(|user| user.has_email_ignoring_case(wanted))
                .cloned(),
            _ => None,
        }
    };
    let user = found.ok_or_else(Refusal::user_not_found)?;
    let mut shown = shown_to(call, &user);
    if call.query("includeUserRooms") == Some("true")
        && let Some(members) = shown.as_object_mut()
    {
        members.insert("rooms".to_owned(), rooms_of(call, &user));
    }
    Ok(Reply::Success(json!({ "user": shown })))
}

/// `GET users.list`
pub(crate) fn list(call: &Call<'_>) -> Reply {
    let users = lock(&call.workspace.accounts).users.clone();
    listed(call, &users)
}

/// `GET users.listByStatus`: filtered, sorted by username.
pub(crate) fn list_by_status(call: &Call<'_>) -> Answer {
    let status = match call.query("status") {
        Some("active") => Some(true),
        Some("deactivated") => Some(false),
        None => None,
        Some(_) => {
            return Err(Refusal::invalid_params(
                "status must be equal to one of the allowed values",
            ));
        }
    };
    let has_logged_in = call.query("hasLoggedIn").map(|flag| flag == "true");
    let roles: Vec<&str> = call
        .incoming
        .query
        .iter()
        .filter(|(name, _)| name == "roles" || name.starts_with("roles["))
        .map(|(_, role)| role.as_str())
        .collect();
    let term = call.query("searchTerm").unwrap_or_default().to_lowercase();
    let wanted = |user: &ChatUser| {
        status.is_none_or(|active| user.active == active)
            && has_logged_in.is_none_or(|logged_in| user.last_login.is_some() == logged_in)
            && call
                .query("type")
                .is_none_or(|kind| user.kind.as_str() == kind)
            && (roles.is_empty() || roles.iter().any(|role| user.has_role(role)))
            && mentions(user, &term)
    };
    let users = lock(&call.workspace.accounts).users.clone();
    let mut users: Vec<ChatUser> = users.into_iter().filter(wanted).collect();
    users.sort_by(|one, other| one.username.cmp(&other.username));
    Ok(listed(call, &users))
}

/// A user as far as the caller may see.
pub(crate) fn shown_to(call: &Call<'_>, user: &ChatUser) -> Value {
    if call.is_self(&user.id) {
        own(user)
    } else if call.may("view-full-other-user-info") {
        full(user)
    } else {
        brief(user)
    }
}

fn listed(call: &Call<'_>, users: &[ChatUser]) -> Reply {
    let complete = call.may("view-full-other-user-info");
    let shown = users
        .iter()
        .map(|user| if complete { full(user) } else { brief(user) });
    call.page("users", shown.collect())
}

fn mentions(user: &ChatUser, term: &str) -> bool {
    [user.username.as_str(), user.name.as_str(), user.email()]
        .iter()
        .any(|text| text.to_lowercase().contains(term))
}

fn rooms_of(call: &Call<'_>, user: &ChatUser) -> Value {
    let accounts = lock(&call.workspace.accounts);
    let joined = user
        .channels
        .iter()
        .filter_map(|name| accounts.rooms.by_name(name));
    joined
        .map(|room| json!({ "rid": room.id, "name": room.name, "t": if room.private { "p" } else { "c" } }))
        .collect()
}
