//! From a userinfo answer to the identity that Rocket.Chat works with, in its order of steps.

use serde_json::{Map, Value};

use crate::custom_oauth::CustomOAuth;
use crate::template::{extract, javascript_text, lookup};

/// Claims after normalisation: `id`, `username`, `email`, `name` and `avatarUrl` stand among everything else that came.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Identity {
    claims: Map<String, Value>,
}

impl Identity {
    /// The legacy reading of a userinfo object.
    ///
    /// # Errors
    /// A Username or Email field that finds nothing.
    pub(crate) fn from_userinfo(
        userinfo: Map<String, Value>,
        custom: &CustomOAuth,
    ) -> Result<Self, String> {
        let mut claims = choose_id(userinfo);
        if !has(&claims, "email")
            && let Some(Value::Array(emails)) = claims.get("emails")
            && let Some(address) = emails
                .first()
                .and_then(|entry| entry.get("address"))
                .cloned()
        {
            claims.insert("email".to_owned(), address);
        }
        for (field, claim) in [("username_field", "username"), ("email_field", "email")] {
            require_field(&mut claims, custom.text(field), claim)?;
        }
        if let Some(avatar) = field(&claims, custom.text("avatar_field")) {
            claims.insert("avatarUrl".to_owned(), avatar);
        }
        if let Some(name) =
            field(&claims, custom.text("name_field")).or_else(|| fallback_name(&claims))
        {
            claims.insert("name".to_owned(), name);
        }
        Ok(Self {
            claims: without_dots(claims),
        })
    }

    /// The modern reading: the same, and then a Passport profile's members outrank it.
    ///
    /// # Errors
    /// A Username or Email field that finds nothing.
    pub(crate) fn from_profile(
        userinfo: Map<String, Value>,
        custom: &CustomOAuth,
    ) -> Result<Self, String> {
        let Self { mut claims } = Self::from_userinfo(userinfo, custom)?;
        if let Some(name) = claims
            .get("displayName")
            .filter(|name| truthy(name))
            .cloned()
        {
            claims.insert("name".to_owned(), name);
        }
        let first_email = lookup("emails.0.value", &claims)
            .filter(|email| truthy(email))
            .cloned();
        if let Some(email) = first_email {
            claims.insert("email".to_owned(), email);
        }
        if let Some(Value::Object(spread)) = claims.remove("_json") {
            claims.extend(spread);
        }
        claims.remove("_raw");
        Ok(Self { claims })
    }

    /// The account key, of whatever JSON type it came; `None` when nothing served as one.
    pub(crate) fn id(&self) -> Option<&Value> {
        self.claims.get("id").filter(|id| truthy(id))
    }

    /// A member as text, empty if absent or falsy.
    pub(crate) fn text(&self, claim: &str) -> String {
        self.claims
            .get(claim)
            .filter(|value| truthy(value))
            .map(javascript_text)
            .unwrap_or_default()
    }

    /// A claim that must be an array of strings; anything else counts as empty.
    pub(crate) fn strings(&self, claim: &str) -> Vec<String> {
        match self.claims.get(&claim.replace('.', "_")) {
            Some(Value::Array(items)) => items
                .iter()
                .filter_map(Value::as_str)
                .map(ToOwned::to_owned)
                .collect(),
            _ => Vec::new(),
        }
    }

    /// Everything, as it is stored in the user's document.
    pub(crate) fn claims(&self) -> &Map<String, Value> {
        &self.claims
    }
}

/// JavaScript's idea of a value that counts.
pub(crate) fn truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(on) => *on,
        Value::Number(number) => number.as_f64().is_some_and(|n| n != 0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}

/// The precedence of account keys; `sub` is ninth.
fn choose_id(mut claims: Map<String, Value>) -> Map<String, Value> {
    take_id(&mut claims, "_id", &[]);
    if has(&claims, "result") {
        claims = match claims.remove("result") {
            Some(Value::Object(result)) => result,
            _ => Map::new(),
        };
    }
    for claim in ["ID", "user_id", "CharacterID"] {
        take_id(&mut claims, claim, &[]);
    }
    if lookup("user.userid", &claims).is_some_and(truthy) {
        let email = [("email", "user.email")];
        take_id(&mut claims, "user.userid_sec.0", &email);
        take_id(&mut claims, "user.userid", &email);
    }
    take_id(&mut claims, "user.user_id", &[("email", "user.user_email")]);
    take_id(&mut claims, "phid", &[]);
    take_id(&mut claims, "sub", &[]);
    take_id(&mut claims, "metadata.uid", &[("name", "fullName")]);
    take_id(&mut claims, "userid", &[]);
    take_id(
        &mut claims,
        "ocs.data.id",
        &[("name", "ocs.data.name"), ("email", "ocs.data.email")],
    );
    claims
}

/// If there is no id yet and the path has one, takes it together with the claims that come along.
fn take_id(claims: &mut Map<String, Value>, path: &str, along: &[(&str, &str)]) {
    if has(claims, "id") {
        return;
    }
    let Some(id) = lookup(path, claims).filter(|id| truthy(id)).cloned() else {
        return;
    };
    claims.insert("id".to_owned(), id);
    for (claim, source) in along {
        if let Some(value) = lookup(source, claims).cloned() {
            claims.insert((*claim).to_owned(), value);
        }
    }
}

fn require_field(
    claims: &mut Map<String, Value>,
    formula: &str,
    claim: &str,
) -> Result<(), String> {
    if formula.is_empty() {
        return Ok(());
    }
    let value = field(claims, formula).ok_or_else(|| format!("Failed to extract {claim}"))?;
    claims.insert(claim.to_owned(), value);
    Ok(())
}

fn field(claims: &Map<String, Value>, formula: &str) -> Option<Value> {
    if formula.is_empty() {
        None
    } else {
        extract(formula, claims).filter(truthy)
    }
}

fn fallback_name(claims: &Map<String, Value>) -> Option<Value> {
    const SOURCES: [&str; 7] = [
        "name",
        "username",
        "nickname",
        "CharacterName",
        "userName",
        "preferred_username",
        "user.name",
    ];
    SOURCES
        .iter()
        .find_map(|source| lookup(source, claims).filter(|name| truthy(name)).cloned())
}

fn has(claims: &Map<String, Value>, claim: &str) -> bool {
    claims.get(claim).is_some_and(truthy)
}

fn without_dots(claims: Map<String, Value>) -> Map<String, Value> {
    claims
        .into_iter()
        .map(|(name, value)| (name.replace('.', "_"), value_without_dots(value)))
        .collect()
}

fn value_without_dots(value: Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(without_dots(members)),
        Value::Array(items) => Value::Array(items.into_iter().map(value_without_dots).collect()),
        other => other,
    }
}
