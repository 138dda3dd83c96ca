//! Standard claims: each that is there has its type and a value.

use serde_json::{Map, Value};

/// The claims of each scope: Core §5.4.
/// <https://openid.net/specs/openid-connect-core-1_0.html#ScopeClaims>
pub(crate) const OF_SCOPES: [(&str, &[&str]); 4] = [
    (
        "profile",
        &[
            "name",
            "family_name",
            "given_name",
            "middle_name",
            "nickname",
            "preferred_username",
            "profile",
            "picture",
            "website",
            "gender",
            "birthdate",
            "zoneinfo",
            "locale",
            "updated_at",
        ],
    ),
    ("email", &["email", "email_verified"]),
    ("address", &["address"]),
    ("phone", &["phone_number", "phone_number_verified"]),
];

const ADDRESS: [&str; 6] = [
    "formatted",
    "street_address",
    "locality",
    "region",
    "postal_code",
    "country",
];

/// 1990-01-01.
const LONG_AGO: i64 = 631_152_000;

/// Core §5.1. <https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims>
pub(crate) fn check(claims: &Map<String, Value>, now: i64) {
    for (name, value) in claims {
        assert!(!value.is_null() && value != "", "{name} is {value}");
    }
    let standard = OF_SCOPES.iter().flat_map(|(_, names)| names.iter());
    for name in standard {
        if let Some(value) = claims.get(*name) {
            check_one(name, value, now);
        }
    }
    is_text("sub", claims.get("sub").expect("sub"));
}

fn check_one(name: &str, value: &Value, now: i64) {
    match name {
        "email_verified" | "phone_number_verified" => assert!(value.is_boolean(), "{name}"),
        "updated_at" => {
            let time = value.as_i64().expect("updated_at is a number of seconds");
            assert!((LONG_AGO..=now).contains(&time), "{time}");
        }
        "address" => {
            let address = value.as_object().expect("address is an object");
            assert!(!address.is_empty());
            for (member, value) in address {
                assert!(ADDRESS.contains(&member.as_str()), "{member}");
                is_text(member, value);
            }
        }
        "birthdate" => is_birthdate(value.as_str().unwrap()),
        _ => is_text(name, value),
    }
}

fn is_text(name: &str, value: &Value) {
    let text = value.as_str().unwrap_or_else(|| panic!("{name}: {value}"));
    assert!(!text.trim().is_empty() && text != "null", "{name}: {text}");
}

/// `YYYY-MM-DD`, `0000-MM-DD` or `YYYY`.
fn is_birthdate(text: &str) {
    let parts: Vec<i64> = text.split('-').map(|it| it.parse().unwrap()).collect();
    let year_only = parts.len() == 1 && text.len() == 4;
    let whole = parts.len() == 3 && text.len() == 10;
    assert!(year_only || whole, "{text}");
    let year = parts[0];
    assert!(
        (1850..=2100).contains(&year) || (year == 0 && whole),
        "{text}"
    );
}
