//! Creating, changing, closing and dressing accounts.

use gantry_emulator::Emulator;
use serde_json::{Value, json};

use super::{Program, chat};

const PASSWORD: &str = "abcdefghijklmnopqrstuvwxyz123456";

fn bob() -> Value {
    json!({
        "name": "Bob Brandt", "email": "bob@a.example", "password": PASSWORD, "username": "bob",
        "verified": true, "sendWelcomeEmail": false,
    })
}

fn bob_with(key: &str, value: &str) -> Value {
    let mut body = bob();
    body[key] = json!(value);
    body
}

async fn update(emulator: &Emulator, username: &str, data: Value) -> super::Answer {
    let id = emulator.user(username).unwrap().id;
    let body = json!({ "userId": id, "data": data });
    Program::service(emulator).post("users.update", &body).await
}

#[tokio::test]
async fn a_user_is_created_with_a_verified_address() {
    let emulator = chat().await;

    let answer = Program::service(&emulator)
        .post("users.create", &bob())
        .await;

    let bob = emulator.user("bob").unwrap();
    assert_eq!(answer.body["user"]["_id"], bob.id.as_str());
    assert_eq!(answer.body["success"], true);
    assert!(bob.emails[0].verified && bob.active);
    assert_eq!(
        (bob.roles, bob.channels),
        (vec!["user".to_owned()], vec!["general".to_owned()])
    );
}

#[tokio::test]
async fn what_the_chat_does_not_take_is_refused_by_code() {
    let emulator = chat().await;
    let service = Program::service(&emulator);
    let mut with_role = bob();
    with_role["roles"] = json!(["nonsense"]);
    let mut without_email = bob();
    without_email.as_object_mut().unwrap().remove("email");
    let cases = [
        (bob_with("username", "ALICE"), "error-field-unavailable"),
        (
            bob_with("email", "Alice@localhost.example"),
            "error-field-unavailable",
        ),
        (
            bob_with("username", "böb"),
            "error-input-is-not-a-valid-field",
        ),
        (bob_with("settings", "any"), "invalid-params"),
        (without_email, "invalid-params"),
        (with_role, "error-action-not-allowed"),
        (
            bob_with("password", "short"),
            "error-password-policy-not-met",
        ),
        (bob_with("name", "<b>"), "Name contains invalid characters"),
    ];

    for (body, code) in cases {
        let answer = service.post("users.create", &body).await;
        assert_eq!(answer.refusal(), format!("400 {code}"));
    }
    assert!(emulator.user("bob").is_none());
}

#[tokio::test]
async fn a_domain_outside_the_list_is_refused() {
    let emulator = chat().await;
    emulator
        .settings()
        .set("Accounts_AllowedDomainsList", "b.example, c.example")
        .unwrap();

    let answer = Program::service(&emulator)
        .post("users.create", &bob())
        .await;

    assert_eq!(answer.refusal(), "400 error-invalid-domain");
}

#[tokio::test]
async fn creating_needs_its_permission() {
    let emulator = chat().await;
    let alice = Program::sign_in(&emulator, "alice", "alice-password").await;

    assert_eq!(alice.post("users.create", &bob()).await.status, 403);
}

#[tokio::test]
async fn an_update_replaces_roles_and_unverifies_a_new_address() {
    let emulator = chat().await;

    let data = json!({ "name": "Alice A.", "email": "new@a.example", "roles": ["guest"] });
    let answer = update(&emulator, "alice", data).await;

    let alice = emulator.user("alice").unwrap();
    assert_eq!(answer.body["user"]["name"], "Alice A.");
    assert_eq!(alice.roles, ["guest"]);
    assert_eq!(
        (alice.email(), alice.emails[0].verified),
        ("new@a.example", false)
    );
}

#[tokio::test]
async fn an_address_that_comes_verified_stays_so() {
    let emulator = chat().await;

    let data = json!({ "email": "new@a.example", "verified": true, "username": "alicia" });
    update(&emulator, "alice", data).await;

    assert!(emulator.user("alicia").unwrap().emails[0].verified);
}

#[tokio::test]
async fn an_update_is_refused_as_a_whole() {
    let emulator = chat().await;

    let taken = update(
        &emulator,
        "alice",
        json!({ "name": "A", "username": "root" }),
    )
    .await;
    let unknown = update(&emulator, "alice", json!({ "nmae": "A" })).await;
    let last_admin = update(&emulator, "root", json!({ "roles": ["user"] })).await;
    let weak = update(&emulator, "alice", json!({ "password": "short" })).await;

    assert_eq!(taken.refusal(), "400 error-field-unavailable");
    assert_eq!(unknown.refusal(), "400 invalid-params");
    assert_eq!(last_admin.refusal(), "400 error-action-not-allowed");
    assert_eq!(weak.status, 200);
    assert_eq!(emulator.user("alice").unwrap().name, "alice");
    Program::sign_in(&emulator, "alice", "alice-password").await;
}

#[tokio::test]
async fn a_plain_session_cannot_update_without_its_second_factor() {
    let emulator = chat().await;
    let root = Program::sign_in(&emulator, "root", "root-password").await;
    let id = emulator.user("alice").unwrap().id;

    let body = json!({ "userId": id, "data": { "name": "A" } });
    let answer = root.post("users.update", &body).await;

    assert_eq!(answer.refusal(), "400 totp-required");
}

#[tokio::test]
async fn closing_an_account_ends_its_tokens() {
    let emulator = chat().await;
    let access = emulator.add_personal_access_token("alice", "bot", false);
    let alice = Program::sign_in(&emulator, "alice", "alice-password").await;
    let service = Program::service(&emulator);

    let body = json!({ "userId": alice.user_id, "activeStatus": false });
    let closed = service.post("users.setActiveStatus", &body).await;
    let live = emulator.is_live(&access) || emulator.is_live(&alice.token);
    let body = json!({ "userId": alice.user_id, "activeStatus": true });
    service.post("users.setActiveStatus", &body).await;

    assert_eq!(
        closed.body["user"],
        json!({ "_id": alice.user_id, "active": false })
    );
    assert!(!live && emulator.user("alice").unwrap().active);
}

#[tokio::test]
async fn a_last_owner_and_a_last_administrator_are_not_closed_easily() {
    let emulator = chat().await;
    emulator.add_room("crew", true, "alice");
    let service = Program::service(&emulator);
    let alice = emulator.user("alice").unwrap().id;
    let root = emulator.user("root").unwrap().id;
    let close = async |id: &str, relinquish: bool| {
        let body = json!({ "userId": id, "activeStatus": false, "confirmRelinquish": relinquish });
        service.post("users.setActiveStatus", &body).await
    };

    let owner = close(&alice, false).await;
    let administrator = close(&root, true).await;

    assert_eq!(owner.refusal(), "400 user-last-owner");
    assert_eq!(owner.body["details"]["shouldChangeOwner"], json!(["crew"]));
    assert_eq!(administrator.refusal(), "400 error-action-not-allowed");
    assert_eq!(close(&alice, true).await.status, 200);
}

#[tokio::test]
async fn an_avatar_comes_as_a_form_and_leaves_its_hash() {
    let emulator = chat().await;
    let service = Program::service(&emulator);
    let picture = reqwest::multipart::Part::bytes(b"png".to_vec())
        .file_name("avatar.png")
        .mime_str("image/png")
        .unwrap();
    let form = reqwest::multipart::Form::new()
        .text("username", "alice")
        .part("image", picture);

    let request = service
        .client
        .post(format!("{}/users.setAvatar", service.api));
    let answer = service.send(request.multipart(form)).await;
    let empty = service
        .post("users.setAvatar", &json!({ "username": "alice" }))
        .await;

    let hash = emulator.user("alice").unwrap().avatar_hash.unwrap();
    assert_eq!(answer.body, json!({ "success": true }));
    assert_eq!(empty.status, 400);
    let call = &emulator.rest_calls()[0];
    assert_eq!(call.body["image"]["sha256"], hash.as_str());
    assert_eq!(call.body["username"], "alice");
}
