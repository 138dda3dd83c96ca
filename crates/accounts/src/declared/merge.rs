//! JSON documents: changed in part, compared, and freed of what says nothing.

use serde_json::{Map, Value};

/// RFC 7396 §2: members of the patch replace those of the document, and `null` removes them.
/// <https://www.rfc-editor.org/rfc/rfc7396#section-2>
pub(crate) fn merged(document: Value, patch: &Value) -> Value {
    let Value::Object(patch) = patch else {
        return patch.clone();
    };
    let mut members = match document {
        Value::Object(members) => members,
        _ => Map::new(),
    };
    for (name, value) in patch {
        if value.is_null() {
            members.remove(name);
        } else {
            let before = members.remove(name).unwrap_or(Value::Null);
            members.insert(name.clone(), merged(before, value));
        }
    }
    Value::Object(members)
}

/// Where a document has members that were not understood: those that what it became does not have.
pub(crate) fn not_understood(given: &Value, understood: &Value) -> Vec<String> {
    let mut found = Vec::new();
    walk(given, understood, "", &mut found);
    found
}

fn walk(given: &Value, understood: &Value, path: &str, found: &mut Vec<String>) {
    match (given, understood) {
        (Value::Object(given), Value::Object(understood)) => {
            for (name, value) in given {
                let path = joined(path, name);
                match understood.get(name) {
                    Some(known) => walk(value, known, &path, found),
                    None => found.push(path),
                }
            }
        }
        (Value::Array(given), Value::Array(understood)) if given.len() == understood.len() => {
            for (index, (value, known)) in given.iter().zip(understood).enumerate() {
                walk(value, known, &format!("{path}[{index}]"), found);
            }
        }
        _ => {}
    }
}

fn joined(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

/// What differs from the defaults, without empty members.
pub(crate) fn without_defaults(document: Value, defaults: &Value) -> Value {
    let Value::Object(members) = document else {
        return document;
    };
    let told = members
        .into_iter()
        .filter(|(name, value)| defaults.get(name) != Some(value))
        .map(|(name, value)| (name, without_nulls(value)));
    Value::Object(told.collect())
}

/// The same without members that are `null`.
pub(crate) fn without_nulls(document: Value) -> Value {
    match document {
        Value::Object(members) => {
            let told = members
                .into_iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(name, value)| (name, without_nulls(value)));
            Value::Object(told.collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(without_nulls).collect()),
        other => other,
    }
}

/// What differs, one line each: `redirect_uris: ["a"] → ["b"]`.
pub(crate) fn differences(before: &Value, after: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    differ(before, after, "", &mut lines);
    lines
}

fn differ(before: &Value, after: &Value, path: &str, lines: &mut Vec<String>) {
    if before == after {
        return;
    }
    if let (Value::Object(old), Value::Object(new)) = (before, after) {
        let nothing = Value::Null;
        for (name, value) in new {
            differ(
                old.get(name).unwrap_or(&nothing),
                value,
                &joined(path, name),
                lines,
            );
        }
        for (name, value) in old.iter().filter(|(name, _)| !new.contains_key(*name)) {
            differ(value, &nothing, &joined(path, name), lines);
        }
        return;
    }
    let shown = |value: &Value| match value {
        Value::Null => "nothing".to_owned(),
        other => other.to_string(),
    };
    lines.push(format!("{path}: {} → {}", shown(before), shown(after)));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{differences, merged, not_understood};

    #[test]
    fn a_patch_changes_what_it_names() {
        let before = json!({"a": 1, "b": {"c": 2, "d": 3}, "e": [1, 2]});

        let after = merged(before.clone(), &json!({"b": {"c": null, "x": 4}, "e": [3]}));

        assert_eq!(after, json!({"a": 1, "b": {"d": 3, "x": 4}, "e": [3]}));
        assert_eq!(
            differences(&before, &after),
            ["b.x: nothing → 4", "b.c: 2 → nothing", "e: [1,2] → [3]"]
        );
    }

    #[test]
    fn members_that_nobody_reads_are_named() {
        let given = json!({"a": 1, "tpyo": 2, "b": [{"c": 1, "x": 2}]});
        let understood = json!({"a": 1, "b": [{"c": 1}]});

        let mut named = not_understood(&given, &understood);
        named.sort();

        assert_eq!(named, ["b[0].x", "tpyo"]);
    }
}
