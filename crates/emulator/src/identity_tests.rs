//! What Rocket.Chat makes of userinfo answers, plain and odd.

use serde_json::{Map, Value, json};

use crate::custom_oauth::CustomOAuth;
use crate::identity::Identity;
use crate::settings::Settings;
use crate::version::RocketChatVersion;

fn custom(fields: &[(&str, &str)]) -> CustomOAuth {
    let settings = Settings::new(
        RocketChatVersion::default(),
        false,
        "https://rocket.company",
    );
    let name = settings.add_custom_oauth("authentik").unwrap();
    for (suffix, value) in fields {
        settings.set(&name.setting_id(suffix), *value).unwrap();
    }
    settings.service("authentik").unwrap()
}

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap()
}

fn id_of(userinfo: &Value) -> Option<Value> {
    Identity::from_userinfo(object(userinfo), &custom(&[]))
        .unwrap()
        .id()
        .cloned()
}

#[test]
fn a_stray_user_id_outranks_sub() {
    assert_eq!(
        id_of(&json!({ "sub": "s", "user_id": "u" })),
        Some(json!("u"))
    );
    assert_eq!(
        id_of(&json!({ "sub": "s", "userid": "u" })),
        Some(json!("s"))
    );
    assert_eq!(
        id_of(&json!({ "sub": "s", "_id": "m", "ID": "w" })),
        Some(json!("m"))
    );
}

#[test]
fn result_replaces_everything() {
    assert_eq!(
        id_of(&json!({ "sub": "s", "result": { "sub": "inner" } })),
        Some(json!("inner"))
    );
}

#[test]
fn a_missing_field_fails_and_names_the_claim() {
    let custom = custom(&[
        ("username_field", "preferred_username"),
        ("email_field", "email"),
    ]);

    let without_username =
        Identity::from_userinfo(object(&json!({ "sub": "s", "email": "a@b.c" })), &custom);
    let without_email = Identity::from_userinfo(
        object(&json!({ "sub": "s", "preferred_username": "alice" })),
        &custom,
    );

    assert_eq!(
        without_username,
        Err("Failed to extract username".to_owned())
    );
    assert_eq!(without_email, Err("Failed to extract email".to_owned()));
}

#[test]
fn the_name_falls_back_in_order() {
    let identity = Identity::from_userinfo(
        object(&json!({ "sub": "s", "preferred_username": "alice", "nickname": "Al" })),
        &custom(&[]),
    );

    assert_eq!(identity.unwrap().text("name"), "Al");
}

#[test]
fn dots_in_names_become_underscores_at_every_depth() {
    let identity = Identity::from_userinfo(
        object(&json!({ "sub": "s", "a.b": [{ "c.d": 1 }] })),
        &custom(&[]),
    )
    .unwrap();

    assert_eq!(identity.claims().get("a_b"), Some(&json!([{ "c_d": 1 }])));
}

#[test]
fn a_profile_lets_display_name_and_json_win() {
    let userinfo = json!({ "sub": "s", "name": "n", "displayName": "d", "_json": { "email": "j@k.l" }, "_raw": "r" });

    let identity = Identity::from_profile(object(&userinfo), &custom(&[])).unwrap();

    assert_eq!(
        (
            identity.text("name").as_str(),
            identity.text("email").as_str()
        ),
        ("d", "j@k.l")
    );
    assert!(!identity.claims().contains_key("_raw"));
}

#[test]
fn groups_are_a_flat_array_of_strings_or_nothing() {
    let userinfo = json!({ "sub": "s", "groups": ["a", 1, "b"], "roles": "admin,user" });

    let identity = Identity::from_userinfo(object(&userinfo), &custom(&[])).unwrap();

    assert_eq!(identity.strings("groups"), ["a", "b"]);
    assert!(identity.strings("roles").is_empty());
}
