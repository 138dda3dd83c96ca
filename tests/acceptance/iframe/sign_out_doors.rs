//! The button and the frame of one workspace: signing out after either, and changing from one door
//! to the other without anybody's account changing.

use gantry_core::Seconds;
use gantry_core::client::ClientSettings;
use gantry_emulator::Outage;
use gantry_rocketchat::settings::{RocketChatVersion, environment};
use gantry_rocketchat::template::sheet_of;
use gantry_test_support::{Landing, TestApp, Visitor};
use serde_json::json;

use crate::chat::{Chat, OPERATOR};
use crate::sign_out::{Scene, sign_out};

/// A connected workspace that has the button too, as the printed environment sets it up.
async fn with_button() -> Scene {
    let app = TestApp::start().await;
    let callbacks = |settings: &mut ClientSettings| {
        let origin = settings.rocketchat_url.as_deref().unwrap();
        let callback = format!("{origin}/_oauth/authentik");
        let uris = [callback.clone(), format!("{callback}?close")];
        settings.redirect_uris = uris.iter().map(|uri| uri.parse().unwrap()).collect();
    };
    let chat = Chat::connected_as(&app, "8.7.0", callbacks).await;
    let secret = app
        .accounts
        .add_client_secret(&OPERATOR, chat.client.id, None);
    let secret = secret.await.unwrap();
    let public_url = app.url.parse().unwrap();
    let version = RocketChatVersion::parse("8.7.0").unwrap();
    let sheet = sheet_of(&chat.client, &public_url, Some(secret.expose()), version).unwrap();
    chat.emulator.apply_env(environment(&sheet).unwrap());
    Scene::with(app, chat).await
}

/// The same, and until Gantry knows which account it led to.
async fn by_button_known(scene: &Scene, visitor: &Visitor, username: &str) {
    by_button(scene, visitor, username).await;
    scene.app.advance(Seconds::new(30));
    scene.settle().await;
}

/// Presses the chat's button in a browser.
async fn by_button(scene: &Scene, visitor: &Visitor, username: &str) {
    let address = |path: &str| format!("{}{path}", scene.chat.emulator.url());
    let start = visitor.get(&address("/emulator/legacy/authentik")).await;
    let start = start.json();
    let landing = match visitor.walk(start["url"].as_str().unwrap()).await {
        Landing::Page(page) => visitor.log_in(&page, username).await,
        landing @ Landing::Client(_) => landing,
    };
    let page = visitor.get(landing.client().as_str()).await;
    let secret = page.attribute("[data-credential-secret]", "data-credential-secret");
    let credential =
        json!({ "credentialToken": start["credentialToken"], "credentialSecret": secret });
    let login = visitor
        .http
        .post(address("/emulator/login"))
        .json(&credential);
    let answer = visitor.send(login).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

fn tokens(scene: &Scene) -> Vec<String> {
    scene.chat.emulator.login_tokens("alice")
}

#[tokio::test]
async fn rc_iframe_51_signing_out_after_the_button_ends_what_the_chat_made_by_itself() {
    let scene = with_button().await;
    let alice = scene.app.visitor();
    by_button_known(&scene, &alice, "alice").await;
    let access = scene
        .chat
        .emulator
        .add_personal_access_token("alice", "bot", false);
    let before = tokens(&scene);
    scene.quiet().await;

    sign_out(&alice).await;
    scene.settle().await;

    assert_eq!(before.len(), 1);
    assert_eq!(
        scene.acts(),
        ["users.createToken", "users.logoutOtherClients", "logout"]
    );
    assert!(tokens(&scene).is_empty() && scene.is_live(&access));
    assert!(scene.is_settled().await);
}

#[tokio::test]
async fn rc_iframe_53_an_account_that_is_not_known_yet_is_found_when_the_chat_is_back() {
    let scene = with_button().await;
    let alice = scene.app.visitor();
    by_button(&scene, &alice, "alice").await;
    scene.chat.emulator.set_outage(Outage::Refuse503);

    sign_out(&alice).await;
    scene.settle().await;
    let waiting = scene.waiting().await;
    scene.chat.emulator.set_outage(Outage::None);
    scene.app.advance(Seconds::minutes(5));
    scene.settle().await;

    assert!(
        waiting.iter().all(|(_, stopped)| stopped.is_none()),
        "{waiting:?}"
    );
    assert!(tokens(&scene).is_empty(), "{:?}", scene.waiting().await);
}

#[tokio::test]
async fn rc_iframe_51_a_session_that_used_both_doors_ends_both() {
    let scene = with_button().await;
    let alice = scene.app.visitor();
    by_button_known(&scene, &alice, "alice").await;
    let given = scene.chat.login_token(&alice).await.unwrap();
    let before = tokens(&scene);
    scene.quiet().await;

    sign_out(&alice).await;
    scene.settle().await;

    assert_eq!(before.len(), 2);
    assert!(before.contains(&given) && tokens(&scene).is_empty());
    assert!(scene.is_settled().await);
}

#[tokio::test]
async fn rc_iframe_77_who_came_by_the_button_lands_in_the_same_account_by_the_frame() {
    let scene = with_button().await;
    by_button_known(&scene, &scene.app.visitor(), "alice").await;
    let before = scene.chat.emulator.users();
    let id = scene.chat.emulator.user("alice").unwrap().id;

    let (_browser, token) = scene.came_in("alice").await;
    scene.settle().await;

    assert!(tokens(&scene).contains(&token));
    assert_eq!(scene.chat.emulator.users().len(), before.len());
    assert_eq!(scene.chat.emulator.user("alice").unwrap().id, id);
    assert_eq!(linked_id(&scene).await, Some(id));
}

#[tokio::test]
async fn rc_iframe_77_a_person_who_is_renamed_between_the_doors_keeps_the_account() {
    let scene = with_button().await;
    by_button_known(&scene, &scene.app.visitor(), "alice").await;
    let id = scene.chat.emulator.user("alice").unwrap().id;
    let change = gantry_accounts::users::UserChange {
        username: Some("alicia".parse().unwrap()),
        ..Default::default()
    };
    let accounts = &scene.app.accounts;
    let changed = accounts.change_user(&OPERATOR, scene.alice.id, change);
    changed.await.unwrap();
    scene.settle().await;

    let (_browser, _token) = scene.came_in("alicia").await;
    by_button(&scene, &scene.app.visitor(), "alicia").await;

    let people = scene.chat.emulator.users();
    assert_eq!(people.len(), 2, "{people:?}");
    assert!(people.iter().any(|person| person.id == id));
}

#[tokio::test]
async fn rc_iframe_77_who_came_by_the_frame_lands_in_the_same_account_by_the_button() {
    let scene = with_button().await;
    scene.came_in("alice").await;
    scene.settle().await;
    let id = scene.chat.emulator.user("alice").unwrap().id;

    by_button(&scene, &scene.app.visitor(), "alice").await;

    let people = scene.chat.emulator.users();
    assert_eq!(people.len(), 2, "{people:?}");
    let alice = scene.chat.emulator.user("alice").unwrap();
    let stored = alice.service("authentik").unwrap();
    assert_eq!(alice.id, id);
    assert_eq!(stored["id"], scene.alice.subject.as_str());
}

async fn linked_id(scene: &Scene) -> Option<String> {
    let client = scene.chat.client.id;
    let people = scene.app.workspaces.people(client, None, 10).await.unwrap();
    people.into_iter().find_map(|known| known.chat_id)
}
