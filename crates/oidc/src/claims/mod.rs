//! What a client learns about a person: the claims of the granted scopes, as it wants them.

use std::collections::BTreeSet;

use gantry_core::client::Client;
use gantry_core::group::Group;
use gantry_core::scope::{Scope, ScopeSet};
use gantry_core::user::User;
use serde_json::{Map, Value, json};

/// OpenID Connect Core §5.4: the claims that the scopes ask for; `sub` is not among them.
/// <https://openid.net/specs/openid-connect-core-1_0.html#ScopeClaims>
///
/// No member is ever `null` or empty, and `groups` is always an array.
#[must_use]
pub fn of_scopes(
    user: &User,
    groups: &[Group],
    client: &Client,
    scopes: &ScopeSet,
) -> Map<String, Value> {
    let mut claims = Map::new();
    if scopes.contains(Scope::Profile) {
        add_profile(&mut claims, user);
    }
    if scopes.contains(Scope::Email) {
        add_email(&mut claims, user, client);
    }
    if scopes.contains(Scope::Phone)
        && let Some(number) = &user.profile.phone_number
    {
        claims.insert("phone_number".to_owned(), json!(number));
        let verified = user.profile.phone_number_verified;
        claims.insert("phone_number_verified".to_owned(), json!(verified));
    }
    if scopes.contains(Scope::Address)
        && let Some(address) = &user.profile.address
    {
        claims.insert("address".to_owned(), json!({ "formatted": address }));
    }
    if scopes.contains(Scope::Profile) || scopes.contains(Scope::Groups) {
        claims.insert("groups".to_owned(), json!(group_names(groups, client)));
    }
    add_extra(&mut claims, client);
    claims
}

fn add_profile(claims: &mut Map<String, Value>, user: &User) {
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
        if let Some(text) = text {
            claims.insert(name.to_owned(), json!(text));
        }
    }
    claims.insert("updated_at".to_owned(), json!(user.updated_at.as_i64()));
}

fn add_email(claims: &mut Map<String, Value>, user: &User, client: &Client) {
    let Some(email) = &user.email else { return };
    if user.email_verified || !client.settings.verified_email_only {
        claims.insert("email".to_owned(), json!(email.as_str()));
        claims.insert("email_verified".to_owned(), json!(user.email_verified));
    }
}

/// A flat array of distinct strings in a stable order: what Rocket.Chat can read.
fn group_names(groups: &[Group], client: &Client) -> BTreeSet<String> {
    let settings = &client.settings;
    groups
        .iter()
        .filter(|group| {
            settings.released_groups.is_empty() || settings.released_groups.contains(&group.id)
        })
        .map(|group| format!("{}{}", settings.group_prefix, group.name))
        .collect()
}

fn add_extra(claims: &mut Map<String, Value>, client: &Client) {
    for (name, source) in &client.settings.extra_claims {
        if let Some(value) = claims.get(source.as_str()).cloned() {
            claims.insert(name.as_str().to_owned(), value);
        }
    }
}
