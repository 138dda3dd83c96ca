//! The account Rocket.Chat makes of an answer.

use gantry_rocketchat::claims::{ChatIdentity, FieldSettings, Reading, Warning, read_identity};
use proptest::prelude::{any, prop_assert_eq, proptest};
use serde_json::{Value, json};

fn sound() -> Value {
    json!({
        "sub": "s-1", "preferred_username": "ada", "email": "ada@example.org",
        "name": "Ada Lovelace", "groups": ["staff", "offline_access"],
    })
}

fn read(changes: &Value) -> Reading {
    let mut answer = sound();
    if let (Some(claims), Some(changes)) = (answer.as_object_mut(), changes.as_object()) {
        claims.extend(changes.clone());
    }
    read_identity(&answer, &FieldSettings::default())
}

#[test]
fn the_standard_claims_make_the_account() {
    let reading = read(&json!({}));

    assert_eq!(reading.warnings, []);
    assert_eq!(
        reading.identity,
        ChatIdentity {
            id: Some("s-1".to_owned()),
            username: Some("ada".to_owned()),
            email: Some("ada@example.org".to_owned()),
            name: Some("Ada Lovelace".to_owned()),
            avatar_url: None,
            groups: vec!["staff".to_owned(), "offline_access".to_owned()],
            roles: vec!["staff".to_owned()],
        }
    );
}

#[test]
fn eight_other_claims_come_before_sub() {
    let ladder = [
        ("id", json!({"id": "x"})),
        ("_id", json!({"_id": "x"})),
        ("ID", json!({"ID": "x"})),
        ("user_id", json!({"user_id": "x"})),
        ("CharacterID", json!({"CharacterID": "x"})),
        (
            "user.userid_sec.0",
            json!({"user": {"userid_sec": ["x"], "email": "u@b.c"}}),
        ),
        (
            "user.user_id",
            json!({"user": {"user_id": "x", "user_email": "u@b.c"}}),
        ),
        ("phid", json!({"phid": "x"})),
    ];
    for (claim, changes) in ladder {
        let reading = read(&changes);

        assert_eq!(reading.identity.id.as_deref(), Some("x"), "{claim}");
        assert_eq!(reading.warnings, [Warning::IdNotFromSub(claim.to_owned())]);
    }
}

#[test]
fn claims_behind_sub_do_not_matter_beside_it() {
    let reading = read(&json!({"metadata": {"uid": "x"}, "userid": "y", "ocs": {"data": {}}}));

    assert_eq!(reading.identity.id.as_deref(), Some("s-1"));
}

#[test]
fn a_user_object_changes_the_email_too() {
    let reading = read(&json!({"user": {"userid": "x", "email": "other@b.c"}}));

    assert_eq!(reading.identity.email.as_deref(), Some("other@b.c"));
}

#[test]
fn a_result_claim_replaces_everything() {
    let reading = read(&json!({"result": {"sub": "s-2"}}));

    assert_eq!(reading.identity.id.as_deref(), Some("s-2"));
    assert_eq!(reading.identity.username, None);
    assert!(reading.warnings.contains(&Warning::IdentityReplaced));
}

#[test]
fn an_empty_username_or_email_stops_the_login() {
    for (changes, warning) in [
        (json!({"preferred_username": ""}), Warning::UsernameMissing),
        (json!({"email": null}), Warning::EmailMissing),
    ] {
        let reading = read(&changes);

        assert_eq!(reading.warnings, std::slice::from_ref(&warning));
        assert!(warning.blocks_login());
    }
}

#[test]
fn a_blank_field_takes_the_claim_of_its_name_if_there_is_one() {
    let fields = FieldSettings {
        username: String::new(),
        ..FieldSettings::default()
    };

    let reading = read_identity(&sound(), &fields);

    assert_eq!(reading.identity.username, None);
    assert_eq!(reading.warnings, []);
}

#[test]
fn emails_stand_in_for_a_missing_email() {
    let reading = read(&json!({"email": "", "emails": [{"address": "second@b.c"}]}));

    assert_eq!(reading.identity.email.as_deref(), Some("second@b.c"));
}

#[test]
fn a_missing_name_falls_back() {
    let reading = read(&json!({"name": "", "nickname": "Countess"}));

    assert_eq!(reading.identity.name.as_deref(), Some("Countess"));
}

#[test]
fn a_template_makes_users_called_undefined() {
    let fields = FieldSettings {
        username: "{{login}}".to_owned(),
        ..FieldSettings::default()
    };

    let reading = read_identity(&sound(), &fields);

    assert_eq!(reading.identity.username.as_deref(), Some("undefined"));
    assert_eq!(
        reading.warnings,
        [Warning::RendersUndefined("{{login}}".to_owned())]
    );
}

#[test]
fn an_array_for_an_email_is_noticed() {
    let reading = read(&json!({"email": ["a@b.c"]}));

    assert_eq!(reading.warnings, [Warning::NotAString("email".to_owned())]);
}

#[test]
fn a_username_that_cannot_be_mentioned_is_noticed() {
    let reading = read(&json!({"preferred_username": "ada@b.c"}));

    assert_eq!(
        reading.warnings,
        [Warning::UsernameUnsafe("ada@b.c".to_owned())]
    );
}

#[test]
fn groups_that_are_no_flat_array_count_as_none() {
    for crooked in [
        json!("staff"),
        json!({"staff": true}),
        json!([{"name": "staff"}]),
    ] {
        let reading = read(&json!({ "groups": crooked }));

        assert!(reading.identity.groups.is_empty());
        assert_eq!(
            reading.warnings,
            [Warning::NotAFlatArray("groups".to_owned())]
        );
    }
}

#[test]
fn a_dotted_groups_claim_is_found_after_the_renaming() {
    let fields = FieldSettings {
        groups_claim: "org.groups".to_owned(),
        ..FieldSettings::default()
    };
    let mut answer = sound();
    if let Some(claims) = answer.as_object_mut() {
        claims.insert("org.groups".to_owned(), json!(["a"]));
    }

    assert_eq!(read_identity(&answer, &fields).identity.groups, ["a"]);
}

#[test]
fn an_answer_that_is_no_object_gives_no_account() {
    let reading = read_identity(&json!(["sub"]), &FieldSettings::default());

    assert!(reading.warnings.contains(&Warning::NotAnObject));
    assert_eq!(reading.identity, ChatIdentity::default());
}

proptest! {
    #[test]
    fn with_sub_alone_the_id_is_sub(sub in "[ -~]{1,40}", flag in any::<bool>()) {
        let reading = read(&json!({"sub": sub, "email_verified": flag}));

        prop_assert_eq!(reading.identity.id, Some(sub));
    }
}
