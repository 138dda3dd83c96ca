//! Finding, making and changing accounts.

use gantry_core::{Env, Secret};
use gantry_rocketchat::rest::{
    AccountStatus, ChatAccount, NewChatUser, UserChanges, throwaway_password,
};
use serde_json::{Value, json};

use crate::support::{Canned, Workspace, account, ok, refusal};

fn changes(email: Option<&str>, username: Option<&str>) -> UserChanges {
    UserChanges {
        name: None,
        email: email.map(ToOwned::to_owned),
        username: username.map(ToOwned::to_owned),
    }
}

fn found() -> Canned {
    ok(&json!({"user": account("u1"), "success": true}))
}

#[tokio::test]
async fn an_account_is_found_by_id_and_by_user_name() {
    let workspace = Workspace::answering([found()]).await;

    let by_id = workspace.client.user_by_id("u1").await.unwrap().unwrap();
    workspace.client.user_by_username("a d&a").await.unwrap();

    assert_eq!(by_id.username.as_deref(), Some("ada"));
    assert_eq!(by_id.created_at.unwrap().as_i64(), 1_794_312_000);
    assert_eq!(by_id.last_login.unwrap().as_i64(), 1_794_312_001);
    assert!(by_id.is_person() && !by_id.may_be_admin());
    assert_eq!(
        workspace.lines(),
        [
            "GET /chat/api/v1/users.info?userId=u1",
            "GET /chat/api/v1/users.info?username=a+d%26a",
        ]
    );
}

#[tokio::test]
async fn rc_iframe_39_user_not_found_is_absence_not_failure() {
    for answer in [
        Canned::text(400, r#"{"success":false,"error":"User not found."}"#),
        refusal(400, "error-invalid-user"),
    ] {
        let workspace = Workspace::answering([answer]).await;

        assert_eq!(workspace.client.user_by_id("u1").await.unwrap(), None);
    }
}

#[tokio::test]
async fn another_refusal_of_a_lookup_is_no_absence() {
    let workspace = Workspace::answering([refusal(400, "error-not-allowed")]).await;

    assert!(workspace.client.user_by_id("u1").await.is_err());
}

#[tokio::test]
async fn roles_that_are_not_shown_may_be_an_administrators() {
    let bare = json!({"_id": "u1", "username": "ada", "type": "user", "active": true});
    let workspace = Workspace::answering([ok(&json!({"user": bare}))]).await;

    let account = workspace.client.user_by_id("u1").await.unwrap().unwrap();

    assert_eq!(account.roles, None);
    assert!(account.may_be_admin());
}

#[tokio::test]
async fn an_account_without_an_id_is_no_account() {
    let workspace = Workspace::answering([ok(&json!({"user": {"username": "ada"}}))]).await;

    assert!(workspace.client.user_by_id("u1").await.is_err());
}

#[tokio::test]
async fn rc_iframe_36_a_new_account_is_verified_and_gets_no_mail() {
    let workspace = Workspace::answering([found()]).await;
    let password = throwaway_password(&Env::system());
    assert!(password.expose().len() >= 32);

    let made = workspace
        .client
        .create_user(&NewChatUser {
            name: "Ada".to_owned(),
            email: "ada@example.org".to_owned(),
            username: "ada".to_owned(),
            password: password.clone(),
        })
        .await
        .unwrap();

    assert_eq!(made.id, "u1");
    let asked = workspace.only();
    assert_eq!(asked.line, "POST /chat/api/v1/users.create");
    assert_eq!(asked.header("content-type"), "application/json");
    let expected = json!({
        "name": "Ada", "email": "ada@example.org", "username": "ada",
        "password": password.expose(), "active": true, "verified": true,
        "joinDefaultChannels": true, "sendWelcomeEmail": false,
    });
    assert_eq!(asked.json(), expected);
}

#[test]
fn no_two_throwaway_passwords_are_alike_and_all_please_a_policy() {
    let env = Env::system();

    let (first, second) = (throwaway_password(&env), throwaway_password(&env));

    assert!(!first.matches(&second));
    let has = |kind: fn(char) -> bool| first.expose().chars().any(kind);
    assert!(has(char::is_lowercase) && has(char::is_uppercase) && has(char::is_numeric));
    assert!(has(|letter| letter.is_ascii_punctuation()));
    assert!(!format!("{first:?}").contains(first.expose()));
}

#[tokio::test]
async fn rc_iframe_37_a_taken_name_is_a_refusal_with_its_code() {
    let workspace = Workspace::answering([refusal(400, "error-field-unavailable")]).await;
    let user = NewChatUser {
        name: "Ada".to_owned(),
        email: "ada@example.org".to_owned(),
        username: "ada".to_owned(),
        password: Secret::new("x".to_owned()),
    };

    let error = workspace.client.create_user(&user).await.unwrap_err();

    assert_eq!(error.code(), Some("error-field-unavailable"));
    assert_eq!(workspace.asked().len(), 1);
}

async fn update_body(changes: &UserChanges) -> Value {
    let workspace = Workspace::answering([found()]).await;

    let updated = workspace.client.update_user("u1", changes).await.unwrap();

    assert_eq!(
        updated.map(|account: ChatAccount| account.id),
        Some("u1".to_owned())
    );
    let asked = workspace.only();
    assert_eq!(asked.line, "POST /chat/api/v1/users.update");
    asked.json()
}

#[tokio::test]
async fn rc_iframe_40_a_change_is_addressed_by_id() {
    assert_eq!(
        update_body(&changes(None, Some("ada.l"))).await,
        json!({"userId": "u1", "data": {"username": "ada.l"}})
    );
}

#[tokio::test]
async fn rc_iframe_41_an_address_is_pushed_as_verified() {
    assert_eq!(
        update_body(&changes(Some("l@example.org"), None)).await,
        json!({"userId": "u1", "data": {"email": "l@example.org", "verified": true}})
    );
}

#[tokio::test]
async fn rc_iframe_41_nothing_to_change_asks_nothing() {
    let workspace = Workspace::answering([found()]).await;

    let updated = workspace
        .client
        .update_user("u1", &UserChanges::default())
        .await;

    assert_eq!(updated.unwrap(), None);
    assert!(workspace.asked().is_empty());
}

#[tokio::test]
async fn rc_iframe_44_ownership_is_given_up_only_when_said() {
    let done = ok(&json!({"user": {"_id": "u1", "active": false}, "success": true}));
    let workspace = Workspace::answering([refusal(400, "user-last-owner"), done]).await;

    let error = workspace
        .client
        .set_active("u1", false, false)
        .await
        .unwrap_err();
    workspace
        .client
        .set_active("u1", false, true)
        .await
        .unwrap();

    assert_eq!(error.code(), Some("user-last-owner"));
    let bodies = workspace.asked().into_iter().map(|asked| asked.json());
    assert_eq!(
        bodies.collect::<Vec<_>>(),
        [
            json!({"userId": "u1", "activeStatus": false}),
            json!({"userId": "u1", "activeStatus": false, "confirmRelinquish": true}),
        ]
    );
}

#[tokio::test]
async fn rc_iframe_45_an_account_is_opened_again() {
    let done = ok(&json!({"user": {"_id": "u1", "active": true}, "success": true}));
    let workspace = Workspace::answering([done]).await;

    workspace
        .client
        .set_active("u1", true, false)
        .await
        .unwrap();

    let asked = workspace.only();
    assert_eq!(asked.line, "POST /chat/api/v1/users.setActiveStatus");
    assert_eq!(asked.json(), json!({"userId": "u1", "activeStatus": true}));
}

#[tokio::test]
async fn a_picture_travels_as_multipart() {
    let workspace = Workspace::answering([ok(&json!({"success": true}))]).await;

    let upload = workspace
        .client
        .set_avatar("u1", b"PNG!".to_vec(), "image/png");
    upload.await.unwrap();

    let asked = workspace.only();
    assert_eq!(asked.line, "POST /chat/api/v1/users.setAvatar");
    assert!(
        asked
            .header("content-type")
            .starts_with("multipart/form-data; boundary=")
    );
    assert!(
        asked.text.contains("name=\"userId\"\r\n\r\nu1\r\n"),
        "{}",
        asked.text
    );
    let file = "name=\"image\"; filename=\"avatar\"\r\nContent-Type: image/png\r\n\r\nPNG!\r\n";
    assert!(asked.text.contains(file), "{}", asked.text);
}

#[tokio::test]
async fn rc_iframe_47_lists_are_paged_and_use_no_query() {
    let answer = json!({"users": [account("u1"), {"_id": "u2", "active": true}],
                        "count": 2, "offset": 50, "total": 52, "success": true});
    let workspace = Workspace::answering([ok(&answer)]).await;
    let client = &workspace.client;

    let page = client
        .users_by_status(AccountStatus::Active, 50, 25)
        .await
        .unwrap();
    client
        .users_by_status(AccountStatus::Deactivated, 0, 25)
        .await
        .unwrap();

    assert_eq!((page.items.len(), page.total), (2, 52));
    assert_eq!(
        workspace.lines(),
        [
            "GET /chat/api/v1/users.listByStatus?status=active&offset=50&count=25",
            "GET /chat/api/v1/users.listByStatus?status=deactivated&offset=0&count=25",
        ]
    );
}
