//! Accounts that follow their people.

use gantry_core::group::GroupId;
use gantry_core::user::{User, UserId};
use gantry_store::{chat_accounts, chat_endings, chat_links, groups, memberships, users};

use crate::builders::{LATER, NOW, client, group, user};
use crate::support::written;
use crate::workspace_builders::{Connected, account};

async fn follow(here: &Connected, user: UserId) -> u64 {
    let store = &here.store;
    written!(store, [user], tx => chat_endings::follow(tx, *user, NOW))
}

async fn add_group(here: &Connected, members: &[UserId]) -> GroupId {
    let (store, staff) = (&here.store, group("staff"));
    written!(store, [staff], tx => groups::insert(tx, staff));
    for user in members {
        let group = staff.id;
        assert!(written!(store, [group, user], tx => memberships::add(tx, *group, *user)));
    }
    staff.id
}

async fn add_linked(here: &Connected, name: &str) -> User {
    let (store, user) = (&here.store, user(name));
    let theirs = account(&here.client, &user, name);
    assert!(written!(store, [user], tx => users::insert(tx, user, None)));
    assert!(written!(store, [theirs], tx => chat_links::put(tx, theirs)));
    user
}

#[tokio::test]
async fn an_account_follows_its_person_in_every_workspace() {
    let here = Connected::open().await;
    let other = client("other");
    here.add_workspace(&other).await;
    here.link("chat").await;
    let elsewhere = account(&other, &here.user, "chat2");
    let store = &here.store;
    written!(store, [elsewhere], tx => chat_links::put(tx, elsewhere));

    let asked = follow(&here, here.user.id).await;

    assert_eq!(asked, 2);
    let found = here.tasks().await;
    assert_eq!(found[0].chat_id.as_deref(), Some("chat"));
    let person = here.user.id.as_uuid();
    assert_eq!(here.asked().await, [("account", person, None)]);
}

#[tokio::test]
async fn nobody_without_an_account_or_a_connection_is_followed() {
    let here = Connected::open().await;
    let (store, client, user) = (&here.store, here.client.id, here.user.id);

    let none = follow(&here, user).await;
    written!(store, [client, user], tx => chat_accounts::begin(tx, *client, *user, "alice"));
    let begun = follow(&here, user).await;
    here.link("chat").await;
    here.disconnect().await;
    let apart = follow(&here, user).await;

    assert_eq!((none, begun, apart), (0, 0, 0));
}

#[tokio::test]
async fn the_members_of_a_group_are_followed_and_nobody_else() {
    let here = Connected::open().await;
    here.link("chat").await;
    let (bob, carol) = (
        add_linked(&here, "bob").await,
        add_linked(&here, "carol").await,
    );
    let staff = add_group(&here, &[here.user.id, bob.id]).await;
    let store = &here.store;

    let asked = written!(store, [staff], tx => chat_endings::follow_members(tx, *staff, LATER));

    let found = here.tasks().await;
    let people: Vec<UserId> = found.iter().map(|task| task.user_id).collect();
    assert_eq!(asked, 2);
    assert_eq!(people, [here.user.id, bob.id]);
    assert!(!people.contains(&carol.id));
}

#[tokio::test]
async fn what_is_asked_before_a_person_is_deleted_stays_to_be_done() {
    let here = Connected::open().await;
    here.link("chat").await;
    let (store, user) = (&here.store, here.user.id);

    follow(&here, user).await;
    written!(store, [user], tx => users::delete(tx, *user));

    let found = here.tasks().await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].chat_id.as_deref(), Some("chat"));
}
