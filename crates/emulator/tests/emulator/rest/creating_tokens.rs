//! `users.createToken` before and from 8.0.

use serde_json::json;

use super::{Program, chat_of};

const SECRET: (&str, &str) = ("CREATE_TOKENS_FOR_USERS_SECRET", "s3cret");

#[tokio::test]
async fn before_eight_a_switch_and_an_id_or_a_name_do() {
    let emulator = chat_of(7, 13).await;
    let service = Program::service(&emulator);
    let id = emulator.user("alice").unwrap().id;

    let switched_off = service
        .post("users.createToken", &json!({ "userId": id }))
        .await;
    emulator.apply_env([("CREATE_TOKENS_FOR_USERS", "true")]);
    let by_id = service
        .post("users.createToken", &json!({ "userId": id }))
        .await;
    let by_name = service
        .post("users.createToken", &json!({ "username": "alice" }))
        .await;
    let with_secret = json!({ "userId": id, "secret": "s3cret" });
    let unknown_key = service.post("users.createToken", &with_secret).await;

    assert_eq!(switched_off.refusal(), "400 error-not-authorized");
    assert_eq!(by_id.body["data"]["userId"], id.as_str());
    assert!(emulator.is_live(by_id.body["data"]["authToken"].as_str().unwrap()));
    assert_eq!(by_name.status, 200);
    assert_eq!(unknown_key.refusal(), "400 invalid-params");
    assert_eq!(emulator.user("alice").unwrap().last_login, None);
}

#[tokio::test]
async fn from_eight_the_secret_and_an_id_are_asked_for() {
    let emulator = chat_of(8, 4).await;
    let service = Program::service(&emulator);
    let id = emulator.user("alice").unwrap().id;
    let call = async |body| service.post("users.createToken", &body).await;

    let unset = call(json!({ "userId": id, "secret": "" })).await;
    emulator.apply_env([SECRET]);
    let good = call(json!({ "userId": id, "secret": "s3cret" })).await;
    let wrong = call(json!({ "userId": id, "secret": "guess" })).await;
    let by_name = call(json!({ "username": "alice", "secret": "s3cret" })).await;
    let without = call(json!({ "userId": id })).await;

    assert_eq!(unset.refusal(), "400 error-not-authorized");
    assert_eq!(good.body["success"], true);
    assert_eq!(wrong.refusal(), "400 error-not-authorized");
    assert_eq!(by_name.refusal(), "400 invalid-params");
    assert_eq!(without.refusal(), "400 invalid-params");
}

#[tokio::test]
async fn the_releases_that_forgot_the_permission_let_anybody_mint() {
    for (minor, status) in [(4, 200), (7, 400)] {
        let emulator = chat_of(8, minor).await;
        emulator.apply_env([SECRET]);
        let alice = Program::sign_in(&emulator, "alice", "alice-password").await;
        let root = emulator.user("root").unwrap().id;

        let body = json!({ "userId": root, "secret": "s3cret" });
        let answer = alice.post("users.createToken", &body).await;

        assert_eq!(answer.status, status);
    }
}
