//! Signing out everywhere: every login token ends, and personal access tokens live on where that
//! is possible.

use gantry_core::Secret;
use gantry_core::password::Password;
use gantry_emulator::NewUser;
use gantry_rocketchat::workspaces::NewConnection;
use gantry_test_support::{PASSWORD, TestApp};
use serde_json::json;

use crate::chat::{Chat, OPERATOR};
use crate::sign_out::{Scene, act};

const BY_OWN_TOKEN: [&str; 3] = ["users.createToken", "users.logoutOtherClients", "logout"];

/// Alice in two browsers, in an app that got its token by itself, and with a token of a bot.
async fn everywhere(scene: &Scene) -> (Vec<String>, String) {
    scene.came_in("alice").await;
    scene.came_in("alice").await;
    by_password(&scene.chat, "alice").await;
    let access = scene
        .chat
        .emulator
        .add_personal_access_token("alice", "bot", false);
    scene.quiet().await;
    let tokens = scene.chat.emulator.login_tokens("alice");
    assert_eq!(tokens.len(), 3);
    (tokens, access)
}

/// A login that the chat hears of without Gantry.
async fn by_password(chat: &Chat, username: &str) {
    let id = chat.emulator.user(username).unwrap().id;
    let update = json!({ "userId": id, "data": { "password": "only-here-0123456789" } });
    chat.administrate("users.update", update).await;
    let login = json!({ "user": username, "password": "only-here-0123456789" });
    chat.rest("login", ("", ""), login).await;
}

fn assert_all_dead(scene: &Scene, tokens: &[String]) {
    let live: Vec<_> = tokens.iter().filter(|token| scene.is_live(token)).collect();
    assert!(live.is_empty(), "{live:?}");
    assert!(scene.chat.emulator.login_tokens("alice").is_empty());
}

#[tokio::test]
async fn rc_iframe_51_a_password_that_an_administrator_sets_ends_every_login() {
    let scene = Scene::new().await;
    let (tokens, access) = everywhere(&scene).await;
    scene.app.add_admin("root").await;
    let root = scene.app.visitor();
    root.sign_in("root").await;

    let page = format!("/admin/people/{}", scene.alice.id);
    let action = format!("{page}/password");
    act(
        &root,
        &page,
        &action,
        &[("new_password", "another fine password")],
    )
    .await;
    scene.settle().await;

    assert_all_dead(&scene, &tokens);
    assert!(scene.is_live(&access));
    let ends = |name: &str| BY_OWN_TOKEN.contains(&name);
    let mut acts = scene.acts();
    acts.retain(|name| ends(name) || name == "users.logout");
    // Both sessions' own tokens are ended one by one as well.
    assert_eq!(acts.iter().filter(|name| *name == "logout").count(), 3);
    assert_eq!(in_order(&acts), BY_OWN_TOKEN);
}

/// The calls of the recipe: the first and those after it that are not of one session alone.
fn in_order(acts: &[String]) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    for name in acts {
        let next = BY_OWN_TOKEN.get(found.len());
        if next.is_some_and(|next| next == name) {
            found.push(name);
        }
    }
    found
}

#[tokio::test]
async fn rc_iframe_51_ending_everything_ends_every_login() {
    let scene = Scene::new().await;
    let (tokens, access) = everywhere(&scene).await;
    scene.app.add_admin("root").await;
    let root = scene.app.visitor();
    root.sign_in("root").await;

    let page = format!("/admin/people/{}", scene.alice.id);
    act(&root, &page, &format!("{page}/sessions/end"), &[]).await;
    scene.settle().await;

    assert_all_dead(&scene, &tokens);
    assert!(scene.is_live(&access) && scene.is_settled().await);
}

#[tokio::test]
async fn rc_iframe_51_an_own_new_password_ends_every_login() {
    let scene = Scene::new().await;
    let (tokens, access) = everywhere(&scene).await;
    let (browser, _) = scene.came_in("alice").await;

    let fields = [
        ("current_password", PASSWORD),
        ("new_password", "another fine password"),
    ];
    act(&browser, "/account", "/account/password", &fields).await;
    scene.settle().await;

    assert_all_dead(&scene, &tokens);
    assert!(scene.is_live(&access));
    // The browser goes on with a new session, which comes in anew.
    let anew = scene.chat.login_token(&browser).await.unwrap();
    assert!(scene.is_live(&anew) && !tokens.contains(&anew));
}

#[tokio::test]
async fn rc_iframe_51_older_chats_need_no_secret_for_it() {
    let app = TestApp::start().await;
    let chat = Chat::connected_as(&app, "7.13.0", |_| {}).await;
    let scene = Scene::with(app, chat).await;
    let (tokens, access) = everywhere(&scene).await;

    end_everything(&scene).await;

    assert_all_dead(&scene, &tokens);
    assert!(scene.is_live(&access));
    assert_eq!(in_order(&scene.acts()), BY_OWN_TOKEN);
}

async fn end_everything(scene: &Scene) {
    let accounts = &scene.app.accounts;
    let end = accounts.end_everything(&OPERATOR, scene.alice.id);
    end.await.unwrap();
    scene.settle().await;
}

#[tokio::test]
async fn rc_iframe_52_without_a_secret_the_service_account_ends_all_tokens() {
    let app = TestApp::start().await;
    let chat = Chat::unconnected(&app, "8.7.0", |_| {}).await;
    let new = NewConnection {
        service_user_id: chat.emulator.user("gantry").unwrap().id,
        token: Some(Secret::new(chat.service_token.clone())),
        secret: None,
    };
    let client = chat.cached(&app).await;
    let connected = app.workspaces.connect(&OPERATOR, &client, new).await;
    connected.unwrap();
    let mut person = NewUser::person("alice", "a password of the chat");
    person.email = "alice@example.org".to_owned();
    person.email_verified = true;
    chat.emulator.add_user(person);
    let scene = Scene::with(app, chat).await;
    link(&scene).await;
    by_password(&scene.chat, "alice").await;
    let access = scene
        .chat
        .emulator
        .add_personal_access_token("alice", "bot", false);
    scene.quiet().await;

    end_everything(&scene).await;

    assert_eq!(scene.acts(), ["users.logout"]);
    assert!(scene.chat.emulator.login_tokens("alice").is_empty());
    assert!(!scene.is_live(&access) && scene.is_settled().await);
}

/// An administrator says which account is Alice's.
pub(crate) async fn link(scene: &Scene) {
    let link = gantry_rocketchat::workspaces::Link {
        user: scene.alice.clone(),
        account: "alice".to_owned(),
        may_administer: false,
    };
    let client = scene.chat.client.id;
    let linked = scene.app.workspaces.link(&OPERATOR, client, link).await;
    linked.unwrap();
}

#[tokio::test]
async fn rc_iframe_52_where_login_tokens_are_refused_the_service_account_ends_all_tokens() {
    let scene = Scene::new().await;
    let (tokens, access) = everywhere(&scene).await;
    let emulator = &scene.chat.emulator;
    emulator.set_permission("user-generate-access-token", "admin", false);

    end_everything(&scene).await;

    assert_all_dead(&scene, &tokens);
    assert!(!scene.is_live(&access) && scene.is_settled().await);
    let acts = scene.acts();
    let place = |name: &str| acts.iter().position(|act| act == name);
    assert!(place("users.createToken").unwrap() < place("users.logout").unwrap());
}

#[tokio::test]
async fn rc_iframe_52_without_either_right_it_stops_and_says_what_is_missing() {
    let scene = Scene::new().await;
    let (_tokens, access) = everywhere(&scene).await;
    let emulator = &scene.chat.emulator;
    emulator.set_permission("user-generate-access-token", "admin", false);
    emulator.set_permission("logout-other-user", "admin", false);

    end_everything(&scene).await;
    let stopped = scene.waiting().await;
    emulator.set_permission("user-generate-access-token", "admin", true);
    let client = scene.chat.client.id;
    scene.app.workspaces.try_again(client).await.unwrap();
    scene.settle().await;

    assert_eq!(stopped.len(), 1, "{stopped:?}");
    assert_eq!(stopped[0].0, "end_all");
    assert!(stopped[0].1.is_some());
    assert!(scene.chat.emulator.login_tokens("alice").is_empty());
    assert!(scene.is_live(&access) && scene.is_settled().await);
}

#[tokio::test]
async fn rc_iframe_51_a_new_password_by_command_ends_every_login() {
    let scene = Scene::new().await;
    let (tokens, access) = everywhere(&scene).await;

    let password = Password::chosen("another fine password".to_owned()).unwrap();
    let set = scene
        .app
        .accounts
        .set_password(&OPERATOR, scene.alice.id, password);
    set.await.unwrap();
    scene.settle().await;

    assert_all_dead(&scene, &tokens);
    assert!(scene.is_live(&access));
}
