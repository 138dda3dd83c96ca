//! The queue: a chat that is down, slow down, or asks for what nobody has; restarts, and several
//! servers.

use std::time::Duration;

use gantry_core::Seconds;
use gantry_emulator::{Emulator, Outage};
use gantry_test_support::TestApp;

use crate::chat::{Chat, OPERATOR};
use crate::sign_out::{Scene, settle, sign_out};

/// When the one task that waits is tried again, in seconds from now.
async fn wait_of(scene: &Scene) -> i64 {
    let client = scene.chat.client.id;
    let waiting = scene.app.workspaces.waiting(client, 500).await.unwrap();
    assert_eq!(waiting.len(), 1);
    let now = scene.app.accounts.env().now();
    waiting[0].due_at.since(now).as_i64()
}

#[tokio::test]
async fn rc_iframe_53_a_chat_that_is_down_delays_the_revocation_and_nothing_else() {
    for outage in [Outage::Refuse503, Outage::Drop] {
        let scene = Scene::new().await;
        let (alice, token) = scene.came_in("alice").await;
        scene.quiet().await;
        scene.chat.emulator.set_outage(outage);

        sign_out(&alice).await;
        let refused = scene.chat.login_token(&alice).await;
        let mut waits = Vec::new();
        for _ in 0..5 {
            scene.settle().await;
            let wait = wait_of(&scene).await;
            waits.push(wait);
            scene.app.advance(Seconds::new(wait));
        }
        scene.chat.emulator.set_outage(Outage::None);
        scene.settle().await;

        assert_eq!(refused, Err(401));
        assert!(waits.is_sorted() && waits[4] > 4 * waits[0], "{waits:?}");
        assert!(!scene.is_live(&token) && scene.is_settled().await);
    }
}

#[tokio::test]
async fn rc_iframe_53_a_chat_that_hangs_holds_up_nobody_who_signs_out() {
    let scene = Scene::new().await;
    let (alice, token) = scene.came_in("alice").await;
    scene.quiet().await;
    scene.chat.emulator.set_outage(Outage::Hang);

    sign_out(&alice).await;
    assert_eq!(scene.chat.login_token(&alice).await, Err(401));
    scene.settle().await;
    let wait = wait_of(&scene).await;
    scene.chat.emulator.set_outage(Outage::None);
    scene.app.advance(Seconds::new(wait));
    scene.settle().await;

    assert!(!scene.is_live(&token) && scene.is_settled().await);
}

#[tokio::test]
async fn rc_iframe_53_what_waits_survives_a_restart_of_both_sides() {
    let mut scene = Scene::new().await;
    let (alice, token) = scene.came_in("alice").await;
    scene.quiet().await;
    let dead = scene.chat.emulator.kill().await;

    sign_out(&alice).await;
    settle(&scene.app).await;
    let restarted = scene.app.second_node().await;
    scene.chat.emulator = Emulator::restart(dead).await.unwrap();
    restarted.advance(Seconds::minutes(1));
    settle(&restarted).await;

    assert!(!scene.is_live(&token) && scene.is_settled().await);
}

#[tokio::test]
async fn rc_iframe_53_a_task_whose_server_died_is_taken_over_when_its_lease_runs_out() {
    let scene = Scene::new().await;
    let (alice, token) = scene.came_in("alice").await;
    scene.quiet().await;
    scene.chat.emulator.set_outage(Outage::Hang);
    sign_out(&alice).await;
    let dying = scene.app.workspaces.run_once();
    assert!(
        tokio::time::timeout(Duration::from_millis(500), dying)
            .await
            .is_err()
    );
    scene.chat.emulator.set_outage(Outage::None);

    let other = scene.app.second_node().await;
    settle(&other).await;
    let leased = scene.is_live(&token);
    other.advance(Seconds::new(31));
    settle(&other).await;

    assert!(leased && !scene.is_live(&token));
    assert!(scene.is_settled().await);
}

#[tokio::test]
async fn rc_iframe_53_signing_out_everywhere_waits_for_a_chat_that_is_down_too() {
    let scene = Scene::new().await;
    let (_alice, token) = scene.came_in("alice").await;
    let access = scene
        .chat
        .emulator
        .add_personal_access_token("alice", "bot", false);
    scene.quiet().await;
    scene.chat.emulator.set_outage(Outage::Refuse503);

    let ended = scene.app.accounts.end_everything(&OPERATOR, scene.alice.id);
    ended.await.unwrap();
    scene.settle().await;
    let alive = scene.is_live(&token);
    scene.chat.emulator.set_outage(Outage::None);
    scene.app.advance(Seconds::minutes(5));
    scene.settle().await;

    assert!(alive && !scene.is_live(&token) && scene.is_live(&access));
    assert!(scene.is_settled().await);
}

#[tokio::test]
async fn rc_iframe_34_a_chat_that_limits_calls_is_left_alone_until_it_says() {
    let scene = Scene::new().await;
    let mut tokens = Vec::new();
    for _ in 0..5 {
        tokens.push(scene.came_in("alice").await);
    }
    scene.quiet().await;
    let window = Duration::from_mins(1);
    scene.chat.emulator.set_rate_limit(2, window);

    for (visitor, _) in &tokens {
        sign_out(visitor).await;
    }
    scene.settle().await;
    let limited = scene.waiting().await;
    let calls = scene.chat.count("/logout");
    scene.app.advance(Seconds::new(50));
    scene.settle().await;
    let early = scene.chat.count("/logout");
    scene.chat.emulator.set_rate_limit(2000, window);
    scene.app.advance(Seconds::new(15));
    scene.settle().await;

    // Two went through; the others were told to wait, once, and for the whole window.
    assert_eq!((limited.len(), calls, early), (3, 5, 5));
    assert!(limited.iter().all(|(_, stopped)| stopped.is_none()));
    assert!(tokens.iter().all(|(_, token)| !scene.is_live(token)));
    assert!(scene.is_settled().await);
}

#[tokio::test]
async fn rc_iframe_35_a_second_factor_that_nobody_has_stops_the_job_until_it_is_mended() {
    let scene = Scene::new().await;
    let (_alice, _token) = scene.came_in("alice").await;
    scene.quiet().await;
    // The stored token no longer ignores the second factor.
    let emulator = &scene.chat.emulator;
    let strict = emulator.add_personal_access_token("gantry", "Strict", false);
    reconnect(&scene, &strict).await;
    emulator.clear_journal();

    let change = gantry_accounts::users::UserChange {
        name: Some("Alice Other".parse().unwrap()),
        ..Default::default()
    };
    let accounts = &scene.app.accounts;
    let changed = accounts.change_user(&OPERATOR, scene.alice.id, change);
    changed.await.unwrap();
    for _ in 0..5 {
        scene.settle().await;
        scene.app.advance(Seconds::minutes(10));
    }
    let stopped = scene.waiting().await;
    let tried = scene.chat.count("/users.update");
    reconnect(&scene, &scene.chat.service_token).await;
    scene.settle().await;

    assert_eq!(
        stopped,
        [("account", Some("rocketchat-two-factor".to_owned()))]
    );
    assert_eq!(tried, 1, "no storm of attempts");
    assert_eq!(
        scene.chat.emulator.user("alice").unwrap().name,
        "Alice Other"
    );
    assert!(scene.is_settled().await);
}

async fn reconnect(scene: &Scene, token: &str) {
    let new = gantry_rocketchat::workspaces::NewConnection {
        service_user_id: scene.chat.emulator.user("gantry").unwrap().id,
        token: Some(gantry_core::Secret::new(token.to_owned())),
        secret: None,
    };
    let client = scene.chat.cached(&scene.app).await;
    let workspaces = &scene.app.workspaces;
    workspaces.connect(&OPERATOR, &client, new).await.unwrap();
}

#[tokio::test]
async fn rc_iframe_53_two_servers_work_off_fifty_tasks_once_each() {
    let scene = Scene::new().await;
    let mut all = Vec::new();
    for number in 0..10 {
        let name = format!("person{number}");
        scene.app.add_user(&name).await;
        for _ in 0..5 {
            all.push(scene.came_in(&name).await);
        }
    }
    scene.quiet().await;
    let other = scene.app.second_node().await;
    let emulator = &scene.chat.emulator;
    emulator.set_rate_limit(1000, Duration::from_mins(1));

    for (visitor, _) in &all {
        sign_out(visitor).await;
    }
    assert_eq!(scene.waiting().await.len(), 50);
    tokio::join!(scene.settle(), settle(&other));

    let mut sent: Vec<String> = scene
        .chat
        .emulator
        .rest_calls()
        .into_iter()
        .filter(|call| call.path.ends_with("/logout"))
        .map(|call| call.token)
        .collect();
    let mut expected: Vec<String> = all.into_iter().map(|(_, token)| token).collect();
    sent.sort();
    expected.sort();
    assert_eq!(sent, expected);
    assert!(scene.is_settled().await, "{:?}", scene.waiting().await);
}

#[tokio::test]
async fn rc_iframe_53_a_workspace_that_hangs_does_not_hold_up_another_one() {
    let app = TestApp::start().await;
    let hanging = Chat::connected(&app).await;
    let chat = Chat::connected(&app).await;
    let scene = Scene::with(app, chat).await;
    let mut visitors = Vec::new();
    for _ in 0..12 {
        let visitor = scene.app.visitor();
        visitor.sign_in("alice").await;
        hanging.login_token(&visitor).await.unwrap();
        visitors.push(visitor);
    }
    let (alice, token) = scene.came_in("alice").await;
    settle(&scene.app).await;
    hanging.emulator.set_outage(Outage::Hang);

    for visitor in &visitors {
        sign_out(visitor).await;
    }
    sign_out(&alice).await;
    scene.app.workspaces.run_once().await.unwrap();

    assert!(!scene.is_live(&token), "its turn came in the first round");
}
