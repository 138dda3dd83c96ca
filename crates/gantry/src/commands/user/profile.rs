//! Standard claims from a JSON file: OpenID Connect Core §5.1.
//! <https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims>

use std::path::Path;

use anyhow::{Context, bail};
use gantry_core::profile::Profile;
use serde_json::{Map, Value};

/// The members of an address from the narrow to the wide: §5.1.1.
const ADDRESS: [&str; 5] = [
    "street_address",
    "postal_code",
    "locality",
    "region",
    "country",
];

/// Reads what a person says about themselves.
///
/// # Errors
/// The file cannot be read, has a member that is no standard claim, or a value that would be none.
pub(super) fn read(path: &Path) -> anyhow::Result<Profile> {
    let shown = path.display().to_string();
    let text = std::fs::read(path).with_context(|| shown.clone())?;
    parse(&text).context(shown)
}

fn parse(text: &[u8]) -> anyhow::Result<Profile> {
    let mut members: Map<String, Value> = serde_json::from_slice(text)?;
    let known = serde_json::to_value(Profile::default())?;
    let unknown = members.keys().find(|name| known.get(*name).is_none());
    if let Some(name) = unknown {
        let known: Vec<&String> = known.as_object().into_iter().flat_map(Map::keys).collect();
        bail!("{name} is not known here; there are {known:?}");
    }
    if let Some(Value::Object(address)) = members.get("address") {
        let address = lines(address)?;
        members.insert("address".to_owned(), Value::String(address));
    }
    let profile: Profile = serde_json::from_value(Value::Object(members))?;
    Ok(profile.checked()?)
}

/// Gantry keeps an address as lines of text.
fn lines(address: &Map<String, Value>) -> anyhow::Result<String> {
    let text = |name: &str| address.get(name).and_then(Value::as_str);
    if let Some(formatted) = text("formatted") {
        return Ok(formatted.to_owned());
    }
    let lines: Vec<&str> = ADDRESS.iter().filter_map(|name| text(name)).collect();
    if lines.is_empty() {
        bail!("address has formatted, or some of {ADDRESS:?}");
    }
    Ok(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_come_in_parts() {
        let parts = br#"{"address": {"country": "Germany", "street_address": "Am Turm 1", "postal_code": "12345", "locality": "Berlin"}}"#;
        let whole = br#"{"address": {"formatted": "Am Turm 1\n12345\nBerlin\nGermany"}}"#;
        let text = br#"{"address": "Am Turm 1\n12345\nBerlin\nGermany"}"#;

        let expected = Some("Am Turm 1\n12345\nBerlin\nGermany".to_owned());
        for form in [&parts[..], whole, text] {
            assert_eq!(parse(form).unwrap().address, expected);
        }
    }

    #[test]
    fn what_is_no_standard_claim_is_refused() {
        for wrong in [
            &br#"{"given_names": "Alice"}"#[..],
            br#"{"birthdate": "1. 4. 1990"}"#,
            br#"{"website": "javascript:alert(1)"}"#,
            br#"{"address": {}}"#,
            br#"{"phone_number_verified": "yes"}"#,
            br"[]",
            b"",
        ] {
            assert!(parse(wrong).is_err(), "{}", String::from_utf8_lossy(wrong));
        }
    }
}
