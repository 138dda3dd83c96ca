//! The claims of OpenID Connect Core §5.1, and `groups`.
//! <https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims>

use std::collections::BTreeSet;

use gantry_core::client::Client;
use gantry_core::group::Group;
use gantry_core::user::User;
use serde_json::{Map, Value, json};

pub(super) fn add_profile(claims: &mut Map<String, Value>, user: &User) {
    let profile = &user.profile;
    let texts = [
        ("name", Some(user.name.as_str())),
        ("preferred_username", Some(user.username.as_str())),
        ("given_name", profile.given_name.as_deref()),
        ("family_name", profile.family_name.as_deref()),
        ("middle_name", profile.middle_name.as_deref()),
        ("nickname", profile.nickname.as_deref()),
        ("profile", profile.profile.as_deref()),
        ("picture", profile.picture.as_deref()),
        ("website", profile.website.as_deref()),
        ("gender", profile.gender.as_deref()),
        ("birthdate", profile.birthdate.as_deref()),
        ("zoneinfo", profile.zoneinfo.as_deref()),
        (
            "locale",
            profile.locale.as_deref().or(user.language.as_deref()),
        ),
    ];
    for (name, text) in texts {
        add_text(claims, name, text);
    }
    claims.insert("updated_at".to_owned(), json!(user.updated_at.as_i64()));
}

pub(super) fn add_email(claims: &mut Map<String, Value>, user: &User, client: &Client) {
    let Some(email) = &user.email else { return };
    if user.email_verified || !client.settings.verified_email_only {
        claims.insert("email".to_owned(), json!(email.as_str()));
        claims.insert("email_verified".to_owned(), json!(user.email_verified));
    }
}

pub(super) fn add_phone(claims: &mut Map<String, Value>, user: &User) {
    let profile = &user.profile;
    add_text(claims, "phone_number", profile.phone_number.as_deref());
    if claims.contains_key("phone_number") {
        let verified = json!(profile.phone_number_verified);
        claims.insert("phone_number_verified".to_owned(), verified);
    }
}

/// OpenID Connect Core §5.1.1: an object, here with the address as a whole.
/// <https://openid.net/specs/openid-connect-core-1_0.html#AddressClaim>
pub(super) fn add_address(claims: &mut Map<String, Value>, user: &User) {
    let address = user.profile.address.as_deref();
    if let Some(address) = address.filter(|text| !text.trim().is_empty()) {
        claims.insert("address".to_owned(), json!({ "formatted": address }));
    }
}

/// A flat array of distinct strings in a stable order: what Rocket.Chat can read.
pub(super) fn add_groups(claims: &mut Map<String, Value>, groups: &[Group], client: &Client) {
    let settings = &client.settings;
    let released = |group: &&Group| {
        settings.released_groups.is_empty() || settings.released_groups.contains(&group.id)
    };
    let names: BTreeSet<String> = groups
        .iter()
        .filter(released)
        .map(|group| format!("{}{}", settings.group_prefix, group.name))
        .collect();
    claims.insert("groups".to_owned(), json!(names));
}

/// OpenID Connect Core §5.3.2: what is not there is left out, and not sent empty.
/// <https://openid.net/specs/openid-connect-core-1_0.html#UserInfoResponse>
fn add_text(claims: &mut Map<String, Value>, name: &str, text: Option<&str>) {
    if let Some(text) = text.filter(|text| !text.trim().is_empty()) {
        claims.insert(name.to_owned(), json!(text));
    }
}
