//! Who somebody is to an application: `sub`, and no claim that Rocket.Chat could take for it.

use gantry_accounts::clients::NewClient;
use gantry_accounts::permissions::Administrator;
use gantry_accounts::users::UserChange;
use gantry_core::client::{ClientSettings, Template};
use gantry_core::profile::Profile;
use gantry_test_support::TestApp;
use serde_json::Value;

use crate::calls::{claims, id_token_payload, refusal, tokens};

const EVERY_SCOPE: &str = "openid profile email groups address phone offline_access";

/// Names that Rocket.Chat reads before `sub`, or takes for the identity itself.
const TAKEN_FOR_THE_ID: [&str; 11] = [
    "id",
    "_id",
    "ID",
    "user_id",
    "userid",
    "CharacterID",
    "phid",
    "result",
    "user",
    "metadata",
    "ocs",
];

/// Names under which Rocket.Chat stores something of its own.
const STORED_BY_ROCKETCHAT: [&str; 11] = [
    "accessToken",
    "idToken",
    "refreshToken",
    "expiresAt",
    "serverURL",
    "_OAuthCustom",
    "_json",
    "_raw",
    "displayName",
    "provider",
    "emails",
];

fn full_profile() -> Profile {
    let some = |text: &str| Some(text.to_owned());
    Profile {
        given_name: some("Alice"),
        family_name: some("Example"),
        middle_name: some("M"),
        nickname: some("al"),
        profile: some("https://example.org/alice"),
        picture: some("https://example.org/alice.png"),
        website: some("https://alice.example.org/"),
        gender: some("female"),
        birthdate: some("1990-02-03"),
        zoneinfo: some("Europe/Berlin"),
        locale: some("de-DE"),
        phone_number: some("+49 30 123456"),
        phone_number_verified: true,
        address: some("1 Example Street\n10115 Berlin"),
    }
}

/// Every member name of an answer, at any depth.
fn names(value: &Value) -> Vec<&str> {
    match value {
        Value::Object(members) => members
            .iter()
            .flat_map(|(name, inner)| [vec![name.as_str()], names(inner)].concat())
            .collect(),
        Value::Array(items) => items.iter().flat_map(names).collect(),
        _ => Vec::new(),
    }
}

/// Everything that userinfo can say, about somebody about whom everything is known.
async fn everything(app: &TestApp) -> Value {
    let full = |new: &mut gantry_accounts::users::NewUser| new.profile = full_profile();
    app.add_person("alice", &["staff", "board"], full).await;
    let chat = app
        .add_rocketchat_with(|settings| {
            settings.claims_in_id_token = true;
            let department = ("department".parse().unwrap(), "nickname".parse().unwrap());
            settings.extra_claims = [department].into();
        })
        .await;
    claims(app, &chat, EVERY_SCOPE, "alice").await
}

async fn refusal_of_claim(app: &TestApp, name: &str) -> &'static str {
    let settings = ClientSettings {
        template: Template::RocketChat,
        redirect_uris: vec!["https://chat.example.org/_oauth/x".parse().unwrap()],
        extra_claims: [(name.parse().unwrap(), "nickname".parse().unwrap())].into(),
        ..ClientSettings::default()
    };
    let new = NewClient {
        name: "Chat".to_owned(),
        slug: None,
        client_id: None,
        secret: None,
        settings,
    };
    refusal(
        app.accounts
            .add_client(&Administrator::operator(), new)
            .await,
    )
}

#[tokio::test]
async fn rc_oauth_52_sub_is_a_string_that_survives_every_change_of_the_person() {
    let app = TestApp::start().await;
    let user = app.add_user("alice").await;
    let chat = app.add_rocketchat().await;
    let before = claims(&app, &chat, "openid profile email", "alice").await;
    let change = UserChange {
        username: Some("alicia".parse().unwrap()),
        email: Some(Some("alicia@example.net".parse().unwrap())),
        name: Some("Alicia Elsewhere".parse().unwrap()),
        ..UserChange::default()
    };

    app.accounts
        .change_user(&Administrator::operator(), user.id, change)
        .await
        .unwrap();
    let tokens = tokens(&app, &chat, "openid profile email", "alicia").await;
    let after = app
        .userinfo(tokens["access_token"].as_str().unwrap())
        .await
        .json();

    assert_eq!(after["preferred_username"], "alicia");
    assert_eq!(after["email"], "alicia@example.net");
    assert!(after["sub"].is_string());
    assert_eq!(after["sub"], before["sub"]);
    assert_eq!(id_token_payload(&tokens)["sub"], after["sub"]);
}

#[tokio::test]
async fn rc_oauth_52_neither_sub_nor_name_nor_address_is_ever_given_to_somebody_else() {
    let app = TestApp::start().await;
    let chat = app.add_rocketchat().await;
    let first = app.add_user("alice").await;
    let operator = Administrator::operator();
    let old = claims(&app, &chat, "openid profile email", "alice").await;

    app.accounts.delete_user(&operator, first.id).await.unwrap();
    let again = |username: &str, email: &str| {
        let (username, email) = (username.parse().unwrap(), email.parse().unwrap());
        gantry_accounts::users::NewUser {
            username,
            email: Some(email),
            email_verified: true,
            name: "Somebody Else".parse().unwrap(),
            profile: Profile::default(),
            password: None,
            role: None,
            language: None,
            groups: Vec::new(),
        }
    };
    let same_name = app
        .accounts
        .add_user(&operator, again("Alice", "b@example.org"))
        .await;
    let same_email = app
        .accounts
        .add_user(&operator, again("bob", "alice@example.org"))
        .await;
    app.add_user("carol").await;
    let carol = claims(&app, &chat, "openid profile email", "carol").await;

    assert_eq!(
        (refusal(same_name), refusal(same_email)),
        ("username_taken", "email_taken")
    );
    assert_ne!(carol["sub"], old["sub"]);
}

#[tokio::test]
async fn rc_oauth_53_no_claim_is_ever_taken_for_the_id() {
    let app = TestApp::start().await;

    let claims = everything(&app).await;

    assert!(claims.as_object().unwrap().len() > 20, "{claims}");
    for name in TAKEN_FOR_THE_ID {
        assert!(claims.get(name).is_none(), "{name} is sent");
        assert_eq!(
            refusal_of_claim(&app, name).await,
            "harmful_claim",
            "{name}"
        );
    }
}

#[tokio::test]
async fn rc_oauth_54_no_claim_overwrites_what_rocketchat_stores() {
    let app = TestApp::start().await;

    let claims = everything(&app).await;

    for name in STORED_BY_ROCKETCHAT {
        assert!(claims.get(name).is_none(), "{name} is sent");
        assert_eq!(
            refusal_of_claim(&app, name).await,
            "harmful_claim",
            "{name}"
        );
    }
}

#[tokio::test]
async fn rc_oauth_64_no_claim_name_has_a_dot_or_a_leading_dollar() {
    let app = TestApp::start().await;

    let claims = everything(&app).await;

    assert!(names(&claims).contains(&"formatted"), "{claims}");
    for name in names(&claims) {
        assert!(!name.contains('.') && !name.starts_with('$'), "{name}");
    }
    for name in ["a.b", "$set", "__proto__"] {
        assert_eq!(
            refusal_of_claim(&app, name).await,
            "harmful_claim",
            "{name}"
        );
    }
}

#[tokio::test]
async fn rc_oauth_65_the_type_of_a_claim_never_changes_between_logins() {
    let app = TestApp::start().await;
    let chat = app.add_rocketchat().await;
    let user = app.add_user("alice").await;
    let operator = Administrator::operator();
    let bare = claims(&app, &chat, EVERY_SCOPE, "alice").await;
    let change = UserChange {
        profile: Some(full_profile()),
        ..UserChange::default()
    };

    app.accounts
        .change_user(&operator, user.id, change)
        .await
        .unwrap();
    let group = app.group("staff").await;
    app.accounts
        .add_member(&operator, group, user.id)
        .await
        .unwrap();
    let full = claims(&app, &chat, EVERY_SCOPE, "alice").await;

    for (name, value) in bare.as_object().unwrap() {
        let same = std::mem::discriminant(value) == std::mem::discriminant(&full[name]);
        assert!(same, "{name} was {value} and became {}", full[name]);
    }
    let empty = |value: &Value| value.is_null() || value.as_str() == Some("");
    for claims in [&bare, &full] {
        assert!(!claims.as_object().unwrap().values().any(empty), "{claims}");
    }
}
