//! Name, address, and whether an account is open.

use gantry_accounts::users::UserChange;
use gantry_core::user::User;
use gantry_core::workspace::SyncSettings;

use crate::support::{OPERATOR, Ship};

async fn change(ship: &Ship, user: &User, change: UserChange) {
    ship.accounts()
        .change_user(&OPERATOR, user.id, change)
        .await
        .unwrap();
    ship.work().await;
}

async fn disable(ship: &Ship, user: &User, disabled: bool) {
    ship.accounts()
        .set_disabled(&OPERATOR, user.id, disabled)
        .await
        .unwrap();
    ship.work().await;
}

#[tokio::test]
async fn rc_iframe_40_another_user_name_reaches_the_same_account() {
    let ship = Ship::start().await;
    let ada = ship.person("ada").await;
    let before = ship.chat.users().len();
    let id = ship.chat_user("ada").id;

    let renamed = UserChange {
        username: Some("countess".parse().unwrap()),
        ..UserChange::default()
    };
    change(&ship, &ada, renamed).await;

    assert_eq!(ship.chat_user("countess").id, id);
    assert_eq!(ship.chat.users().len(), before);
    assert_eq!(ship.known(&ada).await.chat_username, "countess");
}

#[tokio::test]
async fn rc_iframe_41_changes_are_pushed_verified_and_nothing_else_is_written() {
    let ship = Ship::start().await;
    let ada = ship.person("ada").await;
    let other = UserChange {
        name: Some("Ada Lovelace".parse().unwrap()),
        email: Some(Some("ada@example.net".parse().unwrap())),
        ..UserChange::default()
    };
    change(&ship, &ada, other).await;

    let account = ship.chat_user("ada");
    assert_eq!(account.name, "Ada Lovelace");
    assert_eq!(account.email(), "ada@example.net");
    assert!(account.emails[0].verified);
    assert_eq!(ship.written(), ["users.update"]);

    ship.chat.clear_journal();
    ship.follow(&ada).await;
    assert_eq!(ship.written(), Vec::<String>::new());
}

#[tokio::test]
async fn rc_iframe_44_the_last_owner_of_a_room_is_closed_only_if_that_is_allowed() {
    let ship = Ship::start().await;
    let ada = ship.person("ada").await;
    ship.chat.add_room("deck", false, "ada");

    disable(&ship, &ada, true).await;
    assert!(ship.chat_user("ada").active);
    assert_eq!(ship.stopped().await, ["rocketchat-last-owner"]);

    let allowed = SyncSettings {
        confirm_relinquish: true,
        ..SyncSettings::default()
    };
    let client = ship.client.client.id;
    let set = ship.workspaces.set_sync(&OPERATOR, client, allowed);
    set.await.unwrap();
    ship.work().await;
    assert!(!ship.chat_user("ada").active);
    assert_eq!(ship.stopped().await, Vec::<String>::new());
}

#[tokio::test]
async fn rc_iframe_45_whoever_is_let_in_again_finds_the_account_open() {
    let ship = Ship::start().await;
    let ada = ship.person("ada").await;
    disable(&ship, &ada, true).await;
    assert!(!ship.chat_user("ada").active);
    ship.chat.clear_journal();

    disable(&ship, &ada, false).await;

    assert!(ship.chat_user("ada").active);
    let calls = ship.chat.rest_calls();
    let opened = calls
        .iter()
        .any(|call| call.body.get("activeStatus") == Some(&true.into()));
    assert!(opened);
}
