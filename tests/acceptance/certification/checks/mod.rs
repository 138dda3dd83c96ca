//! What the suite checks in nearly every module, whatever the module is about.

pub(crate) mod authorization;
pub(crate) mod claims;
pub(crate) mod discovery;
pub(crate) mod id_token;
pub(crate) mod jwt;
pub(crate) mod keys;
pub(crate) mod token;
pub(crate) mod userinfo;

use serde_json::Value;

/// At least 128 bits, and more than 96 by Shannon's estimate.
pub(crate) fn has_entropy(text: &str) {
    let length = number(text.chars().count());
    assert!(text.len() * 8 >= 128, "too short: {text}");
    let mut distinct: Vec<char> = text.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    let mut bits = 0.0;
    for character in distinct {
        let count = number(text.chars().filter(|it| *it == character).count());
        let share = count / length;
        bits -= share * share.log2();
    }
    assert!(bits * length > 96.0, "too easy to guess: {text}");
}

fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap())
}

/// `expires_in` is a number of seconds up to a year.
pub(crate) fn is_lifetime(value: &Value) {
    let seconds = value.as_i64().unwrap_or_else(|| panic!("{value}"));
    assert!((1..=31_536_000).contains(&seconds), "{seconds}");
}

/// RFC 6749 §5.2: an error as JSON, with words that every client can read.
/// <https://www.rfc-editor.org/rfc/rfc6749#section-5.2>
pub(crate) fn json_error(answer: &gantry_test_support::Answer, expected: &[&str]) {
    let content_type = answer.header("content-type");
    assert!(content_type.starts_with("application/json"), "{answer:?}");
    let json = answer.json();
    let error = json["error"].as_str().unwrap_or_default();
    assert!(expected.contains(&error), "{expected:?} {}", answer.body);
    if let Some(description) = json.get("error_description") {
        is_description(description.as_str().unwrap());
    }
}

/// RFC 6749 §4.1.2.1, without the line breaks and tabs that earn a warning.
/// <https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1>
pub(crate) fn is_description(text: &str) {
    let allowed = |c: char| matches!(c, ' '..='!' | '#'..='[' | ']'..='~');
    assert!(text.chars().all(allowed), "{text:?}");
}

#[test]
#[should_panic(expected = "too easy to guess")]
fn a_code_of_one_letter_is_not_random() {
    has_entropy(&"a".repeat(64));
}

#[test]
#[should_panic(expected = "too short")]
fn a_short_code_is_not_random() {
    has_entropy("0123456789");
}

#[test]
#[should_panic(expected = "„not")]
fn a_description_has_no_typographic_quotes() {
    is_description("„not");
}
