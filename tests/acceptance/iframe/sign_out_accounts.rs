//! An account closes and opens with its person; what is gone already is done.

use gantry_core::Seconds;
use gantry_core::workspace::SyncSettings;
use gantry_emulator::Outage;
use gantry_store::chat_links;
use gantry_test_support::Visitor;
use serde_json::json;

use crate::chat::OPERATOR;
use crate::sign_out::{Scene, act, sign_out};

async fn root(scene: &Scene) -> Visitor {
    scene.app.add_admin("root").await;
    let root = scene.app.visitor();
    root.sign_in("root").await;
    root
}

async fn change(scene: &Scene, root: &Visitor, what: &str) {
    let page = format!("/admin/people/{}", scene.alice.id);
    let fields: &[(&str, &str)] = if what == "delete" {
        &[("confirm", "yes")]
    } else {
        &[]
    };
    act(root, &page, &format!("{page}/{what}"), fields).await;
}

async fn set_disabled(scene: &Scene, disabled: bool) {
    let accounts = &scene.app.accounts;
    let set = accounts.set_disabled(&OPERATOR, scene.alice.id, disabled);
    set.await.unwrap();
    scene.settle().await;
}

fn is_active(scene: &Scene) -> bool {
    scene.chat.emulator.user("alice").unwrap().active
}

#[tokio::test]
async fn rc_iframe_55_whoever_is_disabled_is_out_of_the_chat_within_a_minute() {
    let scene = Scene::new().await;
    let (alice, token) = scene.came_in("alice").await;
    let access = scene
        .chat
        .emulator
        .add_personal_access_token("alice", "bot", false);
    scene.quiet().await;
    let root = root(&scene).await;

    change(&scene, &root, "disable").await;
    let refused = scene.chat.login_token(&alice).await;
    // What the server does once a second, for a minute of its clock.
    for _ in 0..60 {
        scene.settle().await;
        scene.app.advance(Seconds::new(1));
    }

    assert_eq!(refused, Err(401));
    assert!(!is_active(&scene));
    assert!(!scene.is_live(&token) && !scene.is_live(&access));
    assert!(scene.chat.emulator.login_tokens("alice").is_empty());
    assert!(scene.is_settled().await, "{:?}", scene.waiting().await);
}

#[tokio::test]
async fn rc_iframe_45_whoever_is_enabled_again_has_the_account_back() {
    let scene = Scene::new().await;
    scene.came_in("alice").await;
    let root = root(&scene).await;

    change(&scene, &root, "disable").await;
    scene.settle().await;
    let closed = !is_active(&scene);
    scene.chat.emulator.clear_journal();
    change(&scene, &root, "enable").await;
    scene.settle().await;
    let calls = scene.chat.emulator.rest_calls();
    let (_alice, token) = scene.came_in("alice").await;

    assert!(closed && is_active(&scene) && scene.is_live(&token));
    let opening = calls
        .iter()
        .find(|call| call.path.ends_with("/users.setActiveStatus"))
        .unwrap();
    assert_eq!(opening.body["activeStatus"], json!(true));
}

#[tokio::test]
async fn rc_iframe_45_an_account_that_the_chat_closed_itself_is_not_opened() {
    let scene = Scene::new().await;
    scene.came_in("alice").await;
    scene.settle().await;
    let id = scene.chat.emulator.user("alice").unwrap().id;
    let close = json!({ "userId": id, "activeStatus": false });
    scene
        .chat
        .administrate("users.setActiveStatus", close)
        .await;

    set_disabled(&scene, true).await;
    set_disabled(&scene, false).await;
    let visitor = scene.app.visitor();
    visitor.sign_in("alice").await;

    assert!(!is_active(&scene));
    assert_eq!(scene.chat.login_token(&visitor).await, Err(403));
}

#[tokio::test]
async fn rc_iframe_45_a_person_who_is_back_before_the_chat_heard_stays_in() {
    let scene = Scene::new().await;
    scene.came_in("alice").await;
    scene.quiet().await;
    scene.chat.emulator.set_outage(Outage::Refuse503);

    set_disabled(&scene, true).await;
    set_disabled(&scene, false).await;
    scene.chat.emulator.set_outage(Outage::None);
    scene.app.advance(Seconds::minutes(5));
    scene.settle().await;

    assert!(is_active(&scene));
    assert!(scene.chat.emulator.login_tokens("alice").is_empty());
}

#[tokio::test]
async fn rc_iframe_44_a_rooms_last_owner_stops_the_job_and_asks() {
    let scene = Scene::new().await;
    let (_alice, token) = scene.came_in("alice").await;
    scene.chat.emulator.add_room("plans", true, "alice");
    scene.quiet().await;

    set_disabled(&scene, true).await;
    let stopped = scene.waiting().await;
    let first = active_status_calls(&scene);
    let confirm = SyncSettings {
        confirm_relinquish: true,
        ..SyncSettings::default()
    };
    let client = scene.chat.client.id;
    let set = scene.app.workspaces.set_sync(&OPERATOR, client, confirm);
    set.await.unwrap();
    scene.settle().await;

    assert_eq!(stopped.len(), 1, "{stopped:?}");
    assert_eq!(stopped[0].0, "account");
    assert!(stopped[0].1.is_some() && !scene.is_live(&token));
    assert_eq!(first.len(), 1, "asked, not stormed");
    assert_eq!(first[0]["activeStatus"], json!(false));
    assert_ne!(first[0]["confirmRelinquish"], json!(true));
    let all = active_status_calls(&scene);
    assert_eq!(all.last().unwrap()["confirmRelinquish"], json!(true));
    assert!(!is_active(&scene) && scene.is_settled().await);
}

fn active_status_calls(scene: &Scene) -> Vec<serde_json::Value> {
    let calls = scene.chat.emulator.rest_calls();
    calls
        .into_iter()
        .filter(|call| call.path.ends_with("/users.setActiveStatus"))
        .map(|call| call.body)
        .collect()
}

#[tokio::test]
async fn rc_iframe_55_whoever_is_deleted_is_out_of_the_chat_and_the_account_is_closed() {
    let scene = Scene::new().await;
    let (_alice, token) = scene.came_in("alice").await;
    scene.quiet().await;
    let root = root(&scene).await;

    change(&scene, &root, "delete").await;
    scene.settle().await;

    assert!(!is_active(&scene) && !scene.is_live(&token));
    assert!(scene.chat.emulator.login_tokens("alice").is_empty());
    assert!(scene.is_settled().await, "{:?}", scene.waiting().await);
    let deleted = scene.acts().iter().any(|act| act == "users.delete");
    assert!(!deleted, "an account is never deleted from here");
}

#[tokio::test]
async fn rc_iframe_55_a_chat_that_is_down_closes_the_account_when_it_is_back() {
    let scene = Scene::new().await;
    let (_alice, token) = scene.came_in("alice").await;
    scene.quiet().await;
    scene.chat.emulator.set_outage(Outage::Drop);

    set_disabled(&scene, true).await;
    let open = is_active(&scene);
    scene.chat.emulator.set_outage(Outage::None);
    for _ in 0..10 {
        scene.app.advance(Seconds::new(6));
        scene.settle().await;
    }

    assert!(open && !is_active(&scene) && !scene.is_live(&token));
    assert!(scene.is_settled().await, "{:?}", scene.waiting().await);
}

#[tokio::test]
async fn rc_iframe_45_closing_that_was_cut_off_is_remembered_as_ours() {
    let scene = Scene::new().await;
    scene.came_in("alice").await;
    scene.quiet().await;
    let accounts = &scene.app.accounts;
    let set = accounts.set_disabled(&OPERATOR, scene.alice.id, true);
    set.await.unwrap();
    // The chat has closed it, and the server dies before it can write that down.
    let round = scene.app.workspaces.run_once();
    let closed = async {
        while is_active(&scene) {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        biased;
        () = closed => {}
        done = round => panic!("{done:?}"),
    }
    scene.app.advance(Seconds::minutes(1));
    scene.settle().await;

    set_disabled(&scene, false).await;

    assert!(is_active(&scene));
}

#[tokio::test]
async fn rc_iframe_54_a_token_that_is_gone_already_is_done() {
    let scene = Scene::new().await;
    let (alice, token) = scene.came_in("alice").await;
    let id = scene.chat.emulator.user("alice").unwrap().id;
    scene.chat.rest("logout", (&id, &token), json!({})).await;
    scene.quiet().await;

    sign_out(&alice).await;
    scene.settle().await;

    let calls = scene.chat.emulator.rest_calls();
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].status, Some(401));
    assert!(scene.is_settled().await);
}

#[tokio::test]
async fn rc_iframe_54_an_account_that_is_gone_is_done() {
    let scene = Scene::new().await;
    scene.came_in("alice").await;
    scene.quiet().await;
    let client = scene.chat.client.id;
    let people = scene.app.workspaces.people(client, None, 1).await.unwrap();
    let mut gone = people[0].clone();
    gone.chat_id = Some("deletedLongAgo123".to_owned());
    let store = scene.app.accounts.store();
    let put = store.write_one(gone, |tx, gone| Box::pin(chat_links::put(tx, gone)));
    assert!(put.await.unwrap());

    let accounts = &scene.app.accounts;
    let ended = accounts.end_everything(&OPERATOR, scene.alice.id);
    ended.await.unwrap();
    scene.settle().await;

    assert!(scene.is_settled().await, "{:?}", scene.waiting().await);
    assert_eq!(scene.chat.count("/users.logout"), 1);
}
