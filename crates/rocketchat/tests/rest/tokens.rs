//! Minting and ending sign-in tokens.

use gantry_core::Secret;
use gantry_rocketchat::rest::{CreateToken, RestError, SecretMissing};
use serde_json::{Value, json};

use crate::support::{Canned, Workspace, ok, refusal, version};

fn secret() -> Secret {
    Secret::new("s3cret".to_owned())
}

fn minted(user: &str) -> Canned {
    ok(&json!({"data": {"userId": user, "authToken": "fresh-token"}, "success": true}))
}

async fn body_for(server: &str) -> Value {
    let workspace = Workspace::answering([minted("u1")]).await;
    let how = CreateToken::for_version(version(server), Some(secret())).unwrap();

    let token = workspace.client.create_token("u1", &how).await.unwrap();

    assert_eq!(token.expose(), "fresh-token");
    let asked = workspace.only();
    assert_eq!(asked.line, "POST /chat/api/v1/users.createToken");
    asked.json()
}

#[tokio::test]
async fn rc_iframe_31_each_version_is_asked_in_its_own_way() {
    assert_eq!(body_for("7.13.4").await, json!({"userId": "u1"}));
    let with_secret = json!({"userId": "u1", "secret": "s3cret"});
    assert_eq!(body_for("8.0.0").await, with_secret);
    assert_eq!(body_for("9.0.0-rc.0").await, with_secret);
}

#[test]
fn rc_iframe_31_without_the_secret_the_new_way_is_not_tried() {
    let error = CreateToken::for_version(version("8.7"), None).unwrap_err();

    assert_eq!(error, SecretMissing);
    assert!(CreateToken::for_version(version("7.9"), None).is_ok());
}

#[tokio::test]
async fn a_token_for_somebody_else_is_not_taken() {
    let workspace = Workspace::answering([minted("u2")]).await;

    let error = workspace.client.create_token("u1", &CreateToken::Old).await;

    assert!(
        matches!(error, Err(RestError::Unexpected { .. })),
        "{error:?}"
    );
}

#[tokio::test]
async fn rc_iframe_54_a_token_that_is_gone_already_is_ended() {
    let gone = r#"{"status":"error","message":"You must be logged in to do this."}"#;
    let workspace = Workspace::answering([Canned::text(401, gone)]).await;

    workspace.client.logout().await.unwrap();
}

#[tokio::test]
async fn a_proxys_401_ends_no_session() {
    let workspace = Workspace::answering([Canned::text(401, "<html>Sign in</html>")]).await;

    let error = workspace.client.logout().await.unwrap_err();

    assert!(
        matches!(error, RestError::Unexpected { status: 401, .. }),
        "{error:?}"
    );
    assert!(error.is_retryable());
}

#[tokio::test]
async fn other_clients_are_signed_out_without_a_body() {
    let answer = json!({"token": "t", "tokenExpires": "2027-02-08T12:00:00.000Z", "success": true});
    let workspace = Workspace::answering([ok(&answer)]).await;

    workspace.client.logout_other_clients().await.unwrap();

    let asked = workspace.only();
    assert_eq!(asked.line, "POST /chat/api/v1/users.logoutOtherClients");
    assert_eq!(asked.text, "");
}

#[tokio::test]
async fn the_sign_out_of_an_unknown_account_is_final() {
    let done = ok(&json!({"message": "…", "success": true}));
    let workspace = Workspace::answering([done, refusal(400, "error-invalid-user-id")]).await;

    workspace.client.logout_user("u1").await.unwrap();
    let error = workspace.client.logout_user("u2").await.unwrap_err();

    assert_eq!(error.code(), Some("error-invalid-user-id"));
    assert!(!error.is_retryable());
    let first = workspace.asked().remove(0);
    assert_eq!(first.line, "POST /chat/api/v1/users.logout");
    assert_eq!(first.json(), json!({"userId": "u1"}));
}
