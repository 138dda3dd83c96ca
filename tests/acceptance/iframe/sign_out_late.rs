//! Ends that come late, or where nobody is connected any more.

use gantry_core::Seconds;
use gantry_core::access::Access;
use gantry_rocketchat::workspaces::Link;
use gantry_test_support::{TestApp, Visitor};

use crate::chat::OPERATOR;
use crate::gate::Gate;
use crate::guest::Guest;
use crate::sign_out::{Scene, settle};

/// Longer than a session may lie unused.
const OVERNIGHT: Seconds = Seconds::hours(13);

#[tokio::test]
async fn rc_iframe_50_signing_out_of_a_session_that_ran_out_overnight_ends_its_token() {
    for way in ["page", "script", "sign in again"] {
        let scene = Scene::new().await;
        let (alice, token) = scene.came_in("alice").await;
        scene.quiet().await;
        scene.app.advance(OVERNIGHT);

        match way {
            "page" => drop(alice.get("/logout").await),
            "script" => {
                let path = scene.chat.path("logout");
                let call = alice.http.post(alice.address(&path));
                let call = call.header("origin", &scene.chat.origin);
                assert_eq!(call.send().await.unwrap().status(), 200);
            }
            _ => drop(alice.sign_in("alice").await),
        }
        scene.settle().await;

        assert!(!scene.is_live(&token), "{way}");
    }
}

#[tokio::test]
async fn rc_iframe_50_disconnecting_signs_out_whoever_came_by_the_frame() {
    let scene = Scene::new().await;
    let (_, token) = scene.came_in("alice").await;
    scene.quiet().await;

    let workspaces = &scene.app.workspaces;
    let client = scene.chat.client.id;
    assert!(workspaces.disconnect(&OPERATOR, client).await.unwrap());
    scene.settle().await;

    assert!(!scene.is_live(&token));
    assert!(scene.is_settled().await, "{:?}", scene.waiting().await);
}

#[tokio::test]
async fn rc_iframe_50_disabling_the_application_signs_out_whoever_came_by_the_frame() {
    let scene = Scene::new().await;
    let (alice, token) = scene.came_in("alice").await;
    scene.quiet().await;

    let client = scene.chat.client.id;
    let disabled = scene
        .app
        .accounts
        .set_client_disabled(&OPERATOR, client, true);
    disabled.await.unwrap();
    scene.settle().await;

    assert!(!scene.is_live(&token));
    assert_eq!(scene.chat.login_token(&alice).await, Err(403));
}

#[tokio::test]
async fn a_connected_workspace_is_disconnected_before_it_is_removed() {
    let scene = Scene::new().await;
    let client = scene.chat.client.id;
    let accounts = &scene.app.accounts;

    let refused = accounts.remove_client(&OPERATOR, client).await;
    let disconnected = scene.app.workspaces.disconnect(&OPERATOR, client).await;
    let removed = accounts.remove_client(&OPERATOR, client).await;

    assert!(refused.is_err() && disconnected.unwrap());
    removed.unwrap();
}

#[tokio::test]
async fn rc_iframe_37_a_link_by_id_is_not_had_by_taking_the_id_as_a_name() {
    let scene = Scene::new().await;
    let emulator = &scene.chat.emulator;
    emulator.add_user(gantry_emulator::NewUser::person("victim", "a password"));
    let wanted = emulator.user("victim").unwrap().id;
    emulator.add_user(gantry_emulator::NewUser::person(&wanted, "a password"));
    let link = Link {
        user: scene.alice.clone(),
        account: wanted.clone(),
        may_administer: false,
    };

    let client = scene.chat.client.id;
    let linked = scene.app.workspaces.link(&OPERATOR, client, link).await;

    assert_eq!(linked.unwrap().chat_id, Some(wanted));
}

#[tokio::test]
async fn rc_iframe_50_another_link_ends_the_token_of_the_former_account() {
    let scene = Scene::new().await;
    let (alice, token) = scene.came_in("alice").await;
    let emulator = &scene.chat.emulator;
    emulator.add_user(gantry_emulator::NewUser::person("asmith", "a password"));
    scene.quiet().await;
    let link = Link {
        user: scene.alice.clone(),
        account: "asmith".to_owned(),
        may_administer: false,
    };

    let client = scene.chat.client.id;
    let linked = scene.app.workspaces.link(&OPERATOR, client, link).await;
    linked.unwrap();
    let next = scene.chat.login_token(&alice).await.unwrap();
    scene.settle().await;

    assert!(!scene.is_live(&token) && scene.is_live(&next));
    assert_eq!(emulator.login_tokens("asmith"), [next]);
}

#[tokio::test]
async fn rc_iframe_34_a_limit_on_asking_costs_nobody_the_token() {
    let scene = Scene::new().await;
    let (alice, token) = scene.came_in("alice").await;
    let page = scene.chat.path("login");

    for _ in 0..15 {
        // The framed page puts the token in doubt, so that the chat is asked each time.
        opened(&alice, &page).await;
        assert_eq!(scene.chat.login_token(&alice).await, Ok(token.clone()));
    }
}

async fn opened(visitor: &Visitor, page: &str) {
    assert_eq!(visitor.get(page).await.status, 200);
}

#[tokio::test]
async fn rc_iframe_18_who_leaves_the_group_while_the_token_is_made_is_not_given_it() {
    let app = TestApp::start().await;
    let (gate, chat) = Gate::before_a_chat(&app).await;
    let staff = app.group("staff").await;
    chat.change(&app, |settings| {
        settings.access = Access::any_group([staff]);
    })
    .await;
    let user = app.add_user_in("alice", &["staff"]).await;
    let mut alice = Guest::signed_in(&app, "alice").await;

    gate.hold("/users.createToken");
    let (answer, ()) = tokio::join!(alice.api(&chat), async {
        gate.waiting(1).await;
        let left = app.accounts.remove_member(&OPERATOR, staff, user.id).await;
        assert!(left.unwrap());
        gate.open();
    });
    settle(&app).await;

    assert_eq!(answer.status, 403, "{}", answer.body);
    assert_eq!(chat.emulator.login_tokens("alice"), Vec::<String>::new());
}
