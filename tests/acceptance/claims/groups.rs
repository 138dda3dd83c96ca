//! The claim `groups`.

use gantry_test_support::TestApp;
use serde_json::json;

use crate::calls::{change_settings, claims, id_token_payload, tokens};

const GUIDE: &str = "email profile openid";

#[tokio::test]
async fn rc_oauth_61_groups_are_a_flat_array_of_distinct_strings() {
    let app = TestApp::start().await;
    let chat = app.add_rocketchat().await;
    app.add_user_in("alice", &["staff", "board", "Team Höhle"])
        .await;
    app.add_user("bob").await;

    let alice = claims(&app, &chat, GUIDE, "alice").await;
    let bob = claims(&app, &chat, GUIDE, "bob").await;

    assert_eq!(alice["groups"], json!(["Team Höhle", "board", "staff"]));
    assert_eq!(bob["groups"], json!([]));
}

#[tokio::test]
async fn rc_oauth_61_a_membership_that_ended_is_gone_at_the_next_login() {
    let app = TestApp::start().await;
    let chat = app.add_rocketchat().await;
    let alice = app.add_user_in("alice", &["staff", "board"]).await;
    let operator = gantry_accounts::permissions::Administrator::operator();
    let board = app.group("board").await;

    app.accounts
        .remove_member(&operator, board, alice.id)
        .await
        .unwrap();
    let after = claims(&app, &chat, GUIDE, "alice").await;

    assert_eq!(after["groups"], json!(["staff"]));
}

#[tokio::test]
async fn rc_oauth_62_groups_are_in_userinfo_and_not_only_in_the_id_token() {
    let app = TestApp::start().await;
    let chat = app.add_rocketchat().await;
    app.add_user_in("alice", &["staff"]).await;

    let plain = tokens(&app, &chat, GUIDE, "alice").await;
    let by_default = app
        .userinfo(plain["access_token"].as_str().unwrap())
        .await
        .json();
    change_settings(&app, &chat.client, |settings| {
        settings.claims_in_id_token = true;
    })
    .await;
    let rich = tokens(&app, &chat, GUIDE, "alice").await;
    let with_switch = app
        .userinfo(rich["access_token"].as_str().unwrap())
        .await
        .json();

    assert_eq!(id_token_payload(&plain).get("groups"), None);
    assert_eq!(by_default["groups"], json!(["staff"]));
    assert_eq!(id_token_payload(&rich)["groups"], json!(["staff"]));
    assert_eq!(with_switch["groups"], json!(["staff"]));
}

#[tokio::test]
async fn rc_oauth_63_the_administrator_chooses_which_groups_an_application_learns() {
    let app = TestApp::start().await;
    app.add_user_in("alice", &["staff", "board", "choir"]).await;
    app.add_user_in("bob", &["board"]).await;
    let released = vec![app.group("staff").await, app.group("choir").await];
    let chat = app
        .add_rocketchat_with(|settings| {
            settings.released_groups = released;
            settings.group_prefix = "org-".to_owned();
        })
        .await;

    let alice = claims(&app, &chat, GUIDE, "alice").await;
    let bob = claims(&app, &chat, GUIDE, "bob").await;

    assert_eq!(alice["groups"], json!(["org-choir", "org-staff"]));
    assert_eq!(bob["groups"], json!([]));
}

#[tokio::test]
async fn rc_oauth_63_the_answer_says_only_what_the_scopes_ask_for() {
    let app = TestApp::start().await;
    app.add_user_in("alice", &["staff"]).await;
    let chat = app.add_rocketchat().await;

    let claims = claims(&app, &chat, "openid", "alice").await;

    assert_eq!(
        claims.as_object().unwrap().keys().collect::<Vec<_>>(),
        ["sub"]
    );
}
