//! A field setting: blank, a dot path, or a template with `{{…}}`.
//!
//! A placeholder may be `/pattern/::path`. Patterns are JavaScript and are left to Rocket.Chat;
//! here they are recognised and reported, never guessed.

use serde_json::Value;

/// A parsed field setting.
///
/// ```
/// use gantry_rocketchat::claims::FieldTemplate;
///
/// assert_eq!(FieldTemplate::parse(""), FieldTemplate::Blank);
/// assert_eq!(FieldTemplate::parse("email"), FieldTemplate::Path("email".to_owned()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldTemplate {
    /// Nothing set.
    Blank,
    /// A dot path; array indexes are numbers.
    Path(String),
    /// Free text with placeholders.
    Template(Vec<Piece>),
}

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Text as it is.
    Text(String),
    /// `{{path}}`.
    Path(String),
    /// `{{/pattern/::path}}`.
    Pattern(String),
}

/// What a field setting finds in an answer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Found {
    /// The setting is blank.
    Blank,
    /// Nothing, or something JavaScript counts as false.
    Nothing,
    /// The value of a plain path, of whatever type.
    Value(Value),
    /// The text of a template.
    Rendered {
        text: String,
        undefined: bool,
        pattern: bool,
    },
}

impl FieldTemplate {
    /// Reads a setting; no text is wrong, some find nothing.
    #[must_use]
    pub fn parse(setting: &str) -> Self {
        if setting.is_empty() {
            return Self::Blank;
        }
        let pieces = pieces(setting);
        if pieces.iter().all(|piece| matches!(piece, Piece::Text(_))) {
            return Self::Path(setting.to_owned());
        }
        Self::Template(pieces)
    }

    pub(crate) fn find(&self, answer: &Value) -> Found {
        match self {
            Self::Blank => Found::Blank,
            Self::Path(path) => match at_path(answer, path) {
                Some(value) if is_truthy(value) => Found::Value(value.clone()),
                _ => Found::Nothing,
            },
            Self::Template(pieces) => render(pieces, answer),
        }
    }
}

fn pieces(mut rest: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((inside, behind)) = after.split_once("}}") else {
            break;
        };
        if !before.is_empty() {
            found.push(Piece::Text(before.to_owned()));
        }
        let inside = inside.trim();
        found.push(if inside.starts_with('/') && inside.contains("/::") {
            Piece::Pattern(inside.to_owned())
        } else {
            Piece::Path(inside.to_owned())
        });
        rest = behind;
    }
    if !rest.is_empty() {
        found.push(Piece::Text(rest.to_owned()));
    }
    found
}

fn render(pieces: &[Piece], answer: &Value) -> Found {
    let (mut text, mut undefined, mut pattern) = (String::new(), false, false);
    for piece in pieces {
        match piece {
            Piece::Text(plain) => text.push_str(plain),
            Piece::Pattern(_) => pattern = true,
            Piece::Path(path) => {
                let value = at_path(answer, path);
                undefined |= value.is_none();
                text.push_str(&value.map_or_else(|| "undefined".to_owned(), as_text));
            }
        }
    }
    if text.is_empty() && !pattern {
        return Found::Nothing;
    }
    Found::Rendered {
        text,
        undefined,
        pattern,
    }
}

/// The value at a dot path; a claim whose name holds a dot cannot be reached.
pub(crate) fn at_path<'a>(answer: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(answer, |value, step| match value {
        Value::Object(members) => members.get(step),
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        _ => None,
    })
}

/// JavaScript's truth.
pub(crate) fn is_truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(truth) => *truth,
        Value::Number(number) => number.as_f64().is_some_and(|number| number != 0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}

/// A string as it is, anything else as JSON.
pub(crate) fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, proptest};
    use serde_json::json;

    use super::{FieldTemplate, Found};

    fn find(setting: &str) -> Found {
        let answer = json!({"user": {"login": "ada", "mails": ["a@b.c"]}, "no": "", "n": 0});
        FieldTemplate::parse(setting).find(&answer)
    }

    #[test]
    fn a_path_walks_objects_and_arrays() {
        assert_eq!(find("user.login"), Found::Value(json!("ada")));
        assert_eq!(find("user.mails.0"), Found::Value(json!("a@b.c")));
    }

    #[test]
    fn a_path_to_nothing_or_to_something_false_finds_nothing() {
        for setting in ["absent", "user.login.deeper", "no", "n", "user.mails.7"] {
            assert_eq!(find(setting), Found::Nothing, "{setting}");
        }
    }

    #[test]
    fn a_template_that_finds_nothing_says_undefined() {
        let text = "ada-undefined".to_owned();

        let found = find("{{user.login}}-{{absent}}");

        assert_eq!(
            found,
            Found::Rendered {
                text,
                undefined: true,
                pattern: false
            }
        );
    }

    #[test]
    fn a_pattern_is_recognised_but_not_evaluated() {
        let found = find("{{/^(.+)@/::user.mails.0}}");

        assert!(matches!(
            found,
            Found::Rendered {
                pattern: true,
                undefined: false,
                ..
            }
        ));
    }

    proptest! {
        #[test]
        fn any_setting_can_be_read(setting in "\\PC{0,60}") {
            let found = FieldTemplate::parse(&setting).find(&json!({"a": "b"}));
            prop_assert!(found == Found::Blank || !setting.is_empty());
        }
    }
}
