//! Claims that would do harm at Rocket.Chat, by name and by value.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::claims::{Warning, is_safe_username};

/// Rocket.Chat stores the whole answer in the user's document and rewrites it at every login.
pub const LARGEST_USERINFO: usize = 16 * 1024;

/// Why a claim name does harm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hazard {
    /// Read as the user id before or beside `sub`: another account, or everybody's.
    TakenAsId,
    /// Replaces the identity or parts of it.
    ReplacesIdentity,
    /// Overwrites something Rocket.Chat stores or reads under this name.
    OverwritesStored,
    /// Dots become underscores, and two claims may meet.
    Dot,
    /// `MongoDB` treats names with a leading `$` as operators.
    LeadingDollar,
    /// Means something else to JavaScript.
    Prototype,
}

impl Hazard {
    /// The key of the text that explains it.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::TakenAsId => "rocketchat-hazard-taken-as-id",
            Self::ReplacesIdentity => "rocketchat-hazard-replaces-identity",
            Self::OverwritesStored => "rocketchat-hazard-overwrites-stored",
            Self::Dot => "rocketchat-hazard-dot",
            Self::LeadingDollar => "rocketchat-hazard-leading-dollar",
            Self::Prototype => "rocketchat-hazard-prototype",
        }
    }
}

/// Whether a top-level claim of this name may be sent to Rocket.Chat.
///
/// ```
/// use gantry_rocketchat::claims::{Hazard, claim_hazard};
///
/// assert_eq!(claim_hazard("user_id"), Some(Hazard::TakenAsId));
/// assert_eq!(claim_hazard("department"), None);
/// ```
#[must_use]
pub fn claim_hazard(name: &str) -> Option<Hazard> {
    match name {
        "id" | "_id" | "ID" | "user_id" | "userid" | "CharacterID" | "phid" => {
            Some(Hazard::TakenAsId)
        }
        "result" | "user" | "metadata" | "ocs" => Some(Hazard::ReplacesIdentity),
        "accessToken" | "idToken" | "refreshToken" | "expiresAt" | "serverURL" | "_OAuthCustom"
        | "_json" | "_raw" | "displayName" | "provider" | "emails" => {
            Some(Hazard::OverwritesStored)
        }
        _ => spelling_hazard(name),
    }
}

fn spelling_hazard(name: &str) -> Option<Hazard> {
    match name {
        "__proto__" | "constructor" | "prototype" => Some(Hazard::Prototype),
        _ if name.starts_with('$') => Some(Hazard::LeadingDollar),
        _ if name.contains('.') => Some(Hazard::Dot),
        _ => None,
    }
}

/// Everything in an answer that Rocket.Chat would store wrongly or choke on.
#[must_use]
pub fn value_hazards(answer: &Value) -> Vec<Warning> {
    let Value::Object(claims) = answer else {
        return vec![Warning::NotAnObject];
    };
    let mut warnings = Vec::new();
    for name in claims.keys() {
        warnings
            .extend(claim_hazard(name).map(|hazard| Warning::HarmfulName(name.clone(), hazard)));
    }
    for value in claims.values() {
        nested_names(value, &mut warnings);
    }
    strings(claims, &mut warnings);
    warnings.extend(array_hazards("groups", claims.get("groups")));
    let size = answer.to_string().len();
    if size > LARGEST_USERINFO {
        warnings.push(Warning::TooLarge(size));
    }
    warnings
}

/// Below the top level only spelling matters: keys are renamed and stored recursively.
fn nested_names(value: &Value, warnings: &mut Vec<Warning>) {
    match value {
        Value::Object(members) => {
            for (name, inner) in members {
                let hazard = spelling_hazard(name);
                warnings.extend(hazard.map(|hazard| Warning::HarmfulName(name.clone(), hazard)));
                nested_names(inner, warnings);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| nested_names(item, warnings)),
        _ => {}
    }
}

fn strings(claims: &Map<String, Value>, warnings: &mut Vec<Warning>) {
    for name in ["sub", "preferred_username", "email", "name"] {
        match claims.get(name) {
            Some(Value::String(text)) if text.trim().is_empty() => {
                warnings.push(Warning::EmptyString(name.to_owned()));
            }
            Some(Value::String(_)) => {}
            Some(_) => warnings.push(Warning::NotAString(name.to_owned())),
            None => warnings.push(match name {
                "sub" => Warning::IdMissing,
                "preferred_username" => Warning::UsernameMissing,
                "email" => Warning::EmailMissing,
                _ => Warning::NameMissing,
            }),
        }
    }
    if let Some(Value::String(name)) = claims.get("preferred_username")
        && !name.trim().is_empty()
        && !is_safe_username(name)
    {
        warnings.push(Warning::UsernameUnsafe(name.clone()));
    }
    if let Some(Value::String(email)) = claims.get("email")
        && email.to_lowercase() != *email
    {
        warnings.push(Warning::EmailNotLowerCase);
    }
}

/// Only a flat array of strings without repetition is read as groups or roles.
pub(crate) fn array_hazards(name: &str, value: Option<&Value>) -> Vec<Warning> {
    let Some(value) = value else {
        return vec![Warning::ArrayMissing(name.to_owned())];
    };
    let Value::Array(items) = value else {
        return vec![Warning::NotAFlatArray(name.to_owned())];
    };
    let mut warnings = Vec::new();
    if !items.iter().all(Value::is_string) {
        warnings.push(Warning::NotAFlatArray(name.to_owned()));
    }
    let mut seen = HashSet::new();
    if !items
        .iter()
        .filter_map(Value::as_str)
        .all(|item| seen.insert(item))
    {
        warnings.push(Warning::RepeatedValue(name.to_owned()));
    }
    warnings
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Hazard, claim_hazard, value_hazards};
    use crate::claims::Warning;

    fn good() -> Value {
        json!({
            "sub": "s-1", "preferred_username": "ada", "email": "ada@example.org",
            "name": "Ada Lovelace", "groups": ["staff"], "email_verified": true,
        })
    }

    fn with(name: &str, value: Value) -> Vec<Warning> {
        let mut answer = good();
        if let Some(claims) = answer.as_object_mut() {
            claims.insert(name.to_owned(), value);
        }
        value_hazards(&answer)
    }

    #[test]
    fn a_sound_answer_has_no_hazards() {
        assert_eq!(value_hazards(&good()), vec![]);
    }

    #[test]
    fn every_name_that_rocketchat_reads_specially_is_refused() {
        for name in [
            "id",
            "_id",
            "ID",
            "user_id",
            "userid",
            "CharacterID",
            "phid",
        ] {
            assert_eq!(claim_hazard(name), Some(Hazard::TakenAsId), "{name}");
        }
        for name in ["result", "user", "metadata", "ocs"] {
            assert_eq!(claim_hazard(name), Some(Hazard::ReplacesIdentity), "{name}");
        }
        for name in [
            "accessToken",
            "idToken",
            "refreshToken",
            "expiresAt",
            "serverURL",
            "_OAuthCustom",
            "_json",
            "_raw",
            "displayName",
            "provider",
            "emails",
        ] {
            assert_eq!(claim_hazard(name), Some(Hazard::OverwritesStored), "{name}");
        }
        assert_eq!(claim_hazard("a.b"), Some(Hazard::Dot));
        assert_eq!(claim_hazard("$set"), Some(Hazard::LeadingDollar));
        assert_eq!(claim_hazard("__proto__"), Some(Hazard::Prototype));
    }

    #[test]
    fn standard_claims_are_harmless() {
        for name in [
            "sub",
            "name",
            "email",
            "preferred_username",
            "groups",
            "picture",
            "address",
        ] {
            assert_eq!(claim_hazard(name), None, "{name}");
        }
    }

    #[test]
    fn names_are_checked_in_depth() {
        let dot = Warning::HarmfulName("a.b".to_owned(), Hazard::Dot);

        assert_eq!(with("address", json!({"parts": [{"a.b": 1}]})), vec![dot]);
    }

    #[test]
    fn strings_must_be_strings_with_something_in_them() {
        assert_eq!(
            with("name", json!("")),
            vec![Warning::EmptyString("name".to_owned())]
        );
        assert_eq!(
            with("email", json!(["a@b.c"])),
            vec![Warning::NotAString("email".to_owned())]
        );
        assert_eq!(
            with("preferred_username", json!("ada@b.c")),
            vec![Warning::UsernameUnsafe("ada@b.c".to_owned())]
        );
        assert_eq!(
            with("email", json!("Ada@b.c")),
            vec![Warning::EmailNotLowerCase]
        );
    }

    #[test]
    fn groups_must_be_a_flat_array_without_repetition() {
        let crooked = Warning::NotAFlatArray("groups".to_owned());

        assert_eq!(with("groups", json!("staff")), vec![crooked.clone()]);
        assert_eq!(with("groups", json!([["staff"]])), vec![crooked]);
        assert_eq!(
            with("groups", json!(["a", "a"])),
            vec![Warning::RepeatedValue("groups".to_owned())]
        );
        assert_eq!(with("groups", json!([])), vec![]);
    }

    #[test]
    fn an_answer_that_swells_the_user_document_is_noticed() {
        let warnings = with("bio", json!("x".repeat(20_000)));

        assert!(matches!(warnings.as_slice(), [Warning::TooLarge(size)] if *size > 20_000));
    }
}
