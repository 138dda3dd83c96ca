//! A user as JSON: what anybody sees, what needs `view-full-other-user-info`, and what only the user sees.

use serde_json::{Map, Value, json};

use crate::accounts::ChatUser;
use crate::encoding::iso_date;

/// What anybody sees of a user.
pub(crate) fn brief(user: &ChatUser) -> Value {
    Value::Object(brief_members(user))
}

/// With addresses, roles and dates; never what sign-in services left.
pub(crate) fn full(user: &ChatUser) -> Value {
    Value::Object(full_members(user))
}

/// With what sign-in services left, except their tokens.
pub(crate) fn own(user: &ChatUser) -> Value {
    let mut members = full_members(user);
    let services: Map<String, Value> = user
        .services
        .iter()
        .map(|(key, left)| (key.clone(), json!({ "id": left.get("id") })))
        .collect();
    members.insert("services".to_owned(), services.into());
    members.insert("email".to_owned(), json!(user.email()));
    Value::Object(members)
}

fn brief_members(user: &ChatUser) -> Map<String, Value> {
    let mut members = Map::new();
    members.insert("_id".to_owned(), json!(user.id));
    members.insert("type".to_owned(), json!(user.kind.as_str()));
    members.insert("status".to_owned(), json!("offline"));
    members.insert("active".to_owned(), json!(user.active));
    members.insert("name".to_owned(), json!(user.name));
    members.insert("username".to_owned(), json!(user.username));
    members
}

fn full_members(user: &ChatUser) -> Map<String, Value> {
    let mut members = brief_members(user);
    members.insert("roles".to_owned(), json!(user.roles));
    members.insert("emails".to_owned(), json!(user.emails));
    members.insert("createdAt".to_owned(), json!(iso_date(user.created_at)));
    if let Some(at) = user.last_login {
        members.insert("lastLogin".to_owned(), json!(iso_date(at)));
    }
    if user.must_change_password {
        members.insert("requirePasswordChange".to_owned(), json!(true));
    }
    members
}
