//! The syntax of the Username, Email, Name and Avatar fields: a dot path, or text with `{{…}}` placeholders.

use regex::Regex;
use serde_json::{Map, Value};

/// What a field finds in the claims. A plain path may find nothing; a template always renders, a miss as the word `undefined`.
pub(crate) fn extract(field: &str, claims: &Map<String, Value>) -> Option<Value> {
    if field.contains("{{") {
        return Some(Value::String(render(field, claims)));
    }
    lookup(field, claims).cloned()
}

/// Follows a dot path; a number is an index into an array.
pub(crate) fn lookup<'a>(path: &str, claims: &'a Map<String, Value>) -> Option<&'a Value> {
    let mut segments = path.trim().split('.');
    let mut found = claims.get(segments.next()?)?;
    for segment in segments {
        found = match found {
            Value::Object(members) => members.get(segment)?,
            Value::Array(items) => items.get(segment.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some(found)
}

/// A value as JavaScript would put it into a text.
pub(crate) fn javascript_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items
            .iter()
            .map(javascript_text)
            .collect::<Vec<_>>()
            .join(","),
        Value::Object(_) => "[object Object]".to_owned(),
        other => other.to_string(),
    }
}

fn render(template: &str, claims: &Map<String, Value>) -> String {
    let mut rendered = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        rendered.push_str(before);
        let Some((placeholder, behind)) = after.split_once("}}") else {
            rendered.push_str("{{");
            rest = after;
            continue;
        };
        rendered.push_str(
            &resolve(placeholder.trim(), claims).unwrap_or_else(|| "undefined".to_owned()),
        );
        rest = behind;
    }
    rendered.push_str(rest);
    rendered
}

/// A placeholder: a dot path, or `/regex/::path` with one capture group.
fn resolve(placeholder: &str, claims: &Map<String, Value>) -> Option<String> {
    let pattern_and_path = placeholder
        .strip_prefix('/')
        .and_then(|rest| rest.rsplit_once("/::"));
    let Some((pattern, path)) = pattern_and_path else {
        return lookup(placeholder, claims).map(javascript_text);
    };
    let text = lookup(path, claims).map(javascript_text)?;
    let captured = Regex::new(pattern)
        .ok()?
        .captures(&text)?
        .get(1)?
        .as_str()
        .to_owned();
    Some(captured)
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::extract;

    fn claims() -> Map<String, Value> {
        let claims = json!({
            "email": "alice@company.example",
            "user": { "profile": { "login": "alice" }, "names": ["Alice", "Liddell"] },
            "given.name": "unreachable",
        });
        claims.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn a_plain_field_is_a_dot_path() {
        assert_eq!(
            extract("user.profile.login", &claims()),
            Some(json!("alice"))
        );
        assert_eq!(extract("user.names.1", &claims()), Some(json!("Liddell")));
    }

    #[test]
    fn a_claim_with_a_dot_in_its_name_cannot_be_addressed() {
        assert_eq!(extract("given.name", &claims()), None);
    }

    #[test]
    fn a_pattern_takes_its_one_group() {
        assert_eq!(
            extract("{{/^(.+)@/::email}}", &claims()),
            Some(json!("alice"))
        );
    }

    #[test]
    fn placeholders_stand_among_free_text() {
        assert_eq!(
            extract("{{user.names.0}} ({{email}})", &claims()),
            Some(json!("Alice (alice@company.example)"))
        );
    }

    #[test]
    fn a_placeholder_that_finds_nothing_says_undefined() {
        assert_eq!(extract("{{nickname}}", &claims()), Some(json!("undefined")));
    }
}
