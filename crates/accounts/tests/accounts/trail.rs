//! What the trail says about changes, and what is not written at all.

use gantry_accounts::users::UserChange;
use gantry_core::client::Client;
use gantry_core::user::UserId;

use crate::support::{Installation, OPERATOR, new_client};

async fn version(home: &Installation) -> i64 {
    let mut conn = home.accounts.store().read().await.unwrap();
    let cache = home.accounts.client_cache();
    cache.check_version(&mut conn).await.unwrap()
}

async fn rename(home: &Installation, id: UserId, name: &str) {
    home.accounts
        .change_own_profile(id, name.parse().unwrap(), None)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_changed_person_is_noted_with_what_changed() {
    let home = Installation::start().await;
    let alice = home.user("alice").await;
    let change = UserChange {
        role: Some(Some(gantry_core::role::Role::Administrator)),
        name: Some("Alice A.".parse().unwrap()),
        email: Some(Some("secret@example.org".parse().unwrap())),
        ..UserChange::default()
    };

    home.accounts
        .change_user(&OPERATOR, alice.id, change)
        .await
        .unwrap();

    assert_eq!(
        home.trail().await.last().unwrap(),
        "user_changed done: role: administrator, e-mail, name"
    );
}

#[tokio::test]
async fn a_changed_client_is_noted_with_the_names_of_its_settings() {
    let home = Installation::start().await;
    let added = home.accounts.add_client(&OPERATOR, new_client("Chat"));
    let before = added.await.unwrap().client;
    let mut after = Client {
        name: "Team chat".to_owned(),
        ..before.clone()
    };
    after.settings.consent = !after.settings.consent;
    after.settings.group_prefix = "chat-".to_owned();

    home.accounts
        .change_client(&OPERATOR, &before, after)
        .await
        .unwrap();

    assert_eq!(
        home.trail().await.last().unwrap(),
        "client_changed done: name, consent, group_prefix"
    );
}

#[tokio::test]
async fn a_change_of_nothing_writes_nothing() {
    let home = Installation::start().await;
    let alice = home.user("alice").await;
    let (before, lines) = (version(&home).await, home.trail().await.len());

    rename(&home, alice.id, "alice").await;
    home.accounts
        .set_disabled(&OPERATOR, alice.id, false)
        .await
        .unwrap();

    assert_eq!(version(&home).await, before);
    assert_eq!(home.trail().await.len(), lines);
}

#[tokio::test]
async fn only_rights_make_the_caches_reload() {
    let home = Installation::start().await;
    let alice = home.user("alice").await;
    let before = version(&home).await;

    rename(&home, alice.id, "Alice A.").await;
    let renamed = version(&home).await;
    home.accounts
        .set_disabled(&OPERATOR, alice.id, true)
        .await
        .unwrap();

    assert_eq!(renamed, before);
    assert!(version(&home).await > before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_saved_at_the_same_moment_lets_nobody_in_again() {
    let home = Installation::start().await;
    let alice = home.user("alice").await;
    let mut saved = tokio::task::JoinSet::new();

    for number in 0..16 {
        let accounts = home.accounts.clone();
        let name = format!("Alice {number}").parse().unwrap();
        saved.spawn(async move { accounts.change_own_profile(alice.id, name, None).await });
    }
    home.accounts
        .set_disabled(&OPERATOR, alice.id, true)
        .await
        .unwrap();
    saved.join_all().await;

    let after = home.accounts.user(alice.id).await.unwrap().unwrap();
    assert!(after.disabled);
}
