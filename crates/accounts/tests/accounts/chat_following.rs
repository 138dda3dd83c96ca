//! Accounts in a connected workspace follow people and groups.

use gantry_accounts::users::UserChange;
use gantry_core::workspace::SyncSettings;

use crate::chat_support::Chat;
use crate::support::{OPERATOR, refusal};

#[tokio::test]
async fn the_account_follows_what_is_known_about_a_person() {
    let chat = Chat::connected().await;
    let (accounts, alice) = (&chat.home.accounts, chat.alice.id);
    let change = UserChange {
        name: Some("Alice Liddell".parse().unwrap()),
        ..UserChange::default()
    };

    let same = UserChange::default();
    accounts.change_user(&OPERATOR, alice, same).await.unwrap();
    let unchanged = chat.asked().await;
    accounts
        .change_user(&OPERATOR, alice, change)
        .await
        .unwrap();

    assert!(unchanged.is_empty());
    assert_eq!(chat.asked().await, ["account"]);
    assert!(chat.is_in(&chat.session).await);
}

#[tokio::test]
async fn the_account_follows_who_joins_and_leaves_a_group() {
    for step in ["join", "leave", "set", "delete"] {
        let chat = Chat::disconnected().await;
        let (accounts, alice, staff) = (&chat.home.accounts, chat.alice.id, chat.staff().await);
        if matches!(step, "leave" | "delete") {
            accounts.add_member(&OPERATOR, staff, alice).await.unwrap();
        }
        chat.connect(SyncSettings::default()).await;

        match step {
            "join" => drop(accounts.add_member(&OPERATOR, staff, alice).await.unwrap()),
            "leave" => drop(
                accounts
                    .remove_member(&OPERATOR, staff, alice)
                    .await
                    .unwrap(),
            ),
            "set" => accounts
                .set_groups_of(&OPERATOR, alice, vec![staff])
                .await
                .unwrap(),
            _ => accounts.delete_group(&OPERATOR, staff).await.unwrap(),
        }

        assert_eq!(chat.asked().await, ["account"], "{step}");
    }
}

#[tokio::test]
async fn a_group_change_that_changes_nothing_asks_for_nothing() {
    let chat = Chat::connected().await;
    let (accounts, alice, staff) = (&chat.home.accounts, chat.alice.id, chat.staff().await);

    accounts
        .remove_member(&OPERATOR, staff, alice)
        .await
        .unwrap();
    accounts
        .set_groups_of(&OPERATOR, alice, Vec::new())
        .await
        .unwrap();

    assert!(chat.asked().await.is_empty());
}

#[tokio::test]
async fn a_group_that_a_workspace_is_kept_in_step_with_is_not_deleted() {
    for part in ["roles", "rooms"] {
        let chat = Chat::connected().await;
        let (accounts, staff) = (&chat.home.accounts, chat.staff().await);
        let mut sync = SyncSettings::default();
        let named = if part == "roles" {
            &mut sync.roles
        } else {
            &mut sync.rooms
        };
        named.insert(staff, "moderator".to_owned());
        chat.connect(sync).await;

        let refused = accounts.delete_group(&OPERATOR, staff).await;
        let naming = accounts.clients_naming_group(staff).await.unwrap();
        chat.connect(SyncSettings::default()).await;
        let deleted = accounts.delete_group(&OPERATOR, staff).await;

        assert_eq!(refusal(refused).code(), "contradictory_settings", "{part}");
        assert_eq!(naming[0].name, "Chat");
        assert!(deleted.is_ok());
    }
}
