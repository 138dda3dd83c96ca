//! What every call passes: token, rate limit, parameters, permission, second factor.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::json;

use super::{Program, chat};

#[tokio::test]
async fn both_headers_must_name_the_same_user() {
    let emulator = chat().await;
    let mut service = Program::service(&emulator);
    let stranger = Program::stranger(&emulator).get("me").await;

    service.user_id = emulator.user("alice").unwrap().id;
    let mixed = service.get("me").await;

    assert_eq!(stranger.status, 401);
    assert_eq!(mixed.status, 401);
    assert_eq!(
        mixed.body,
        json!({ "status": "error", "message": "You must be logged in to do this." })
    );
    assert!(emulator.rest_calls()[1].had_both_auth_headers);
    assert!(!emulator.rest_calls()[0].had_both_auth_headers);
}

#[tokio::test]
async fn a_missing_route_permission_is_403_and_a_grant_cures_it() {
    let emulator = chat().await;
    let alice = Program::sign_in(&emulator, "alice", "alice-password").await;

    let before = alice.get("settings/Site_Url").await;
    emulator.set_permission("view-privileged-setting", "user", true);
    let after = alice.get("settings/Site_Url").await;

    assert_eq!(before.status, 403);
    assert_eq!(before.body["success"], false);
    assert_eq!(after.body["value"], emulator.url());
}

#[tokio::test]
async fn an_unknown_member_of_a_body_is_refused() {
    let emulator = chat().await;
    let service = Program::service(&emulator);

    let answer = service.post("logout", &json!({ "all": true })).await;
    let no_object = service.post("users.logout", &json!([1])).await;

    assert_eq!(answer.refusal(), "400 invalid-params");
    assert!(
        answer.body["error"]
            .as_str()
            .unwrap()
            .ends_with("[invalid-params]")
    );
    assert!(answer.body["details"].is_object());
    assert_eq!(no_object.refusal(), "400 invalid-params");
}

#[tokio::test]
async fn the_password_is_the_second_factor_of_who_has_no_other() {
    let emulator = chat().await;
    let root = Program::sign_in(&emulator, "root", "root-password").await;
    let body = json!({ "value": true });
    let attempt = async |method: &str, code: &str| {
        let request = root
            .client
            .post(format!("{}/settings/Accounts_iframe_enabled", root.api))
            .header("x-2fa-method", method)
            .header("x-2fa-code", code)
            .json(&body);
        root.send(request).await
    };
    // The SHA-256 of `root-password`.
    let hashed = "5d3c54e0f3ef9542edbb9835c9afb77a0538d1b413b976071175ca4434d8ad44";

    let required = root.post("settings/Accounts_iframe_enabled", &body).await;
    let wrong = attempt("password", "root-password").await;

    assert_eq!(required.refusal(), "400 totp-required");
    assert_eq!(required.body["details"]["method"], "password");
    assert_eq!(required.body["details"]["codeGenerated"], false);
    assert_eq!(wrong.refusal(), "400 totp-invalid");
    assert_eq!(attempt("password", hashed).await.status, 200);
    // Remembered for the token.
    assert_eq!(
        root.post("settings/Accounts_iframe_enabled", &body)
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn an_authenticator_app_goes_before_the_password() {
    let emulator = chat().await;
    emulator.set_totp("root", true);
    let plain = emulator.add_personal_access_token("root", "plain", false);
    let root = Program::of(&emulator, "root", &plain);
    let body = json!({ "value": true });

    let required = root.post("settings/Accounts_iframe_enabled", &body).await;
    let request = root
        .client
        .post(format!("{}/settings/Accounts_iframe_enabled", root.api))
        .header("x-2fa-method", "totp")
        .header("x-2fa-code", gantry_emulator::TOTP_CODE);
    let good = root.send(request.json(&body)).await;

    assert_eq!(
        required.body["details"]["availableMethods"],
        json!(["totp"])
    );
    assert_eq!(good.status, 200);
}

#[tokio::test]
async fn a_token_that_ignores_the_second_factor_and_a_workspace_without_pass() {
    let emulator = chat().await;
    let body = json!({ "value": true });
    let ignoring = Program::service(&emulator)
        .post("settings/Accounts_iframe_enabled", &body)
        .await;
    let root = Program::sign_in(&emulator, "root", "root-password").await;
    emulator
        .settings()
        .set("Accounts_TwoFactorAuthentication_Enabled", false)
        .unwrap();

    let without = root.post("settings/Accounts_iframe_enabled", &body).await;

    assert_eq!((ignoring.status, without.status), (200, 200));
}

#[tokio::test]
async fn calls_beyond_the_limit_are_told_when_to_come_back() {
    let emulator = chat().await;
    let alice = Program::sign_in(&emulator, "alice", "alice-password").await;
    emulator.set_rate_limit(2, Duration::from_mins(1));

    let first = alice.get("me").await;
    alice.get("me").await;
    let third = alice.get("me").await;
    let elsewhere = alice.get("users.info?username=alice").await;

    let now = SystemTime::elapsed(&UNIX_EPOCH).unwrap().as_millis();
    let reset: u128 = first.headers["x-ratelimit-reset"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert_eq!(first.headers["x-ratelimit-limit"], "2");
    assert_eq!(first.headers["x-ratelimit-remaining"], "1");
    assert!(reset > now && reset <= now + 60_000);
    assert_eq!(third.refusal(), "429 error-too-many-requests");
    assert!(third.body["details"]["timeToReset"].as_i64().unwrap() <= 60_000);
    assert!(third.body["details"]["seconds"].is_i64());
    assert_eq!(elsewhere.status, 200);
}

#[tokio::test]
async fn the_window_of_the_limit_closes() {
    let emulator = chat().await;
    let alice = Program::sign_in(&emulator, "alice", "alice-password").await;
    emulator.set_rate_limit(1, Duration::from_millis(300));
    alice.get("me").await;

    let refused = alice.get("me").await;
    let wait = refused.body["details"]["timeToReset"].as_u64().unwrap();
    tokio::time::sleep(Duration::from_millis(wait + 20)).await;

    assert_eq!(alice.get("me").await.status, 200);
}

#[tokio::test]
async fn administrators_have_neither_limit_nor_headers() {
    let emulator = chat().await;
    emulator.set_rate_limit(1, Duration::from_mins(1));
    let service = Program::service(&emulator);

    service.get("me").await;
    let second = service.get("me").await;

    assert_eq!(second.status, 200);
    assert!(!second.headers.contains_key("x-ratelimit-limit"));
}

#[tokio::test]
async fn an_unknown_route_is_404() {
    let emulator = chat().await;

    let answer = Program::stranger(&emulator).get("users.everything").await;

    assert_eq!(answer.status, 404);
}
