//! Groups within groups, and what being in one leads to.

use gantry_accounts::groups::uses::Entry;
use gantry_core::access::Access;
use gantry_core::group::Group;

use crate::chat_support::Chat;
use crate::support::{Installation, OPERATOR, new_client, refusal};
use gantry_core::workspace::SyncSettings;

async fn group(home: &Installation, name: &str) -> Group {
    let name = name.parse().unwrap();
    home.accounts.add_group(&OPERATOR, name).await.unwrap()
}

async fn put(home: &Installation, group: &Group, parent: &Group) {
    home.accounts
        .move_group(&OPERATOR, group.id, Some(parent.id))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_group_never_gets_within_itself() {
    let home = Installation::start().await;
    let (company, staff) = (group(&home, "company").await, group(&home, "staff").await);
    put(&home, &staff, &company).await;

    for parent in [staff.id, company.id] {
        let moved = home
            .accounts
            .move_group(&OPERATOR, company.id, Some(parent))
            .await;

        assert_eq!(refusal(moved).code(), "group_circle");
    }
}

#[tokio::test]
async fn groups_are_within_each_other_eight_deep_at_most() {
    let home = Installation::start().await;
    let mut groups = Vec::new();
    for number in 0..9 {
        groups.push(group(&home, &format!("level {number}")).await);
    }
    for pair in groups[1..].windows(2) {
        put(&home, &pair[1], &pair[0]).await;
    }

    let moved = home
        .accounts
        .move_group(&OPERATOR, groups[1].id, Some(groups[0].id))
        .await;

    assert_eq!(refusal(moved).code(), "group_too_deep");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_moves_at_once_make_no_circle() {
    for _ in 0..8 {
        let home = Installation::start().await;
        let (left, right) = (group(&home, "left").await, group(&home, "right").await);

        let (first, second) = tokio::join!(
            home.accounts.move_group(&OPERATOR, left.id, Some(right.id)),
            home.accounts.move_group(&OPERATOR, right.id, Some(left.id)),
        );

        assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
        let refused = if first.is_ok() { second } else { first };
        assert_eq!(refusal(refused).code(), "group_circle");
    }
}

#[tokio::test]
async fn a_deleted_group_leaves_what_was_within_it_where_it_was() {
    let home = Installation::start().await;
    let company = group(&home, "company").await;
    let (staff, night) = (group(&home, "staff").await, group(&home, "night").await);
    put(&home, &staff, &company).await;
    put(&home, &night, &staff).await;

    home.accounts
        .delete_group(&OPERATOR, staff.id)
        .await
        .unwrap();
    let place = home.accounts.place_of_group(night.id).await.unwrap();

    let above: Vec<_> = place.above.iter().map(|group| group.id).collect();
    assert_eq!(above, [company.id]);
}

#[tokio::test]
async fn the_account_follows_when_a_group_above_is_moved_or_deleted() {
    for step in ["move", "delete"] {
        let chat = Chat::disconnected().await;
        let home = &chat.home;
        let (staff, night) = (group(home, "above").await, group(home, "night").await);
        put(home, &night, &staff).await;
        home.accounts
            .add_member(&OPERATOR, night.id, chat.alice.id)
            .await
            .unwrap();
        chat.connect(SyncSettings::default()).await;

        match step {
            "move" => home.accounts.move_group(&OPERATOR, night.id, None).await,
            _ => home.accounts.delete_group(&OPERATOR, staff.id).await,
        }
        .unwrap();

        assert_eq!(chat.asked().await, ["account"], "{step}");
    }
}

#[tokio::test]
async fn a_group_leads_to_applications_by_bindings_and_by_claims() {
    let home = Installation::start().await;
    let (company, staff) = (group(&home, "company").await, group(&home, "staff").await);
    put(&home, &staff, &company).await;
    let mut chat = new_client("Chat");
    chat.settings.access = Access::any_group([company.id]);
    chat.settings.group_prefix = "chat-".to_owned();
    home.accounts.add_client(&OPERATOR, chat).await.unwrap();
    let mut wiki = new_client("Wiki");
    wiki.settings.released_groups = vec![company.id];
    home.accounts.add_client(&OPERATOR, wiki).await.unwrap();

    let uses = home.accounts.uses_of_group(&staff).await.unwrap();

    assert_eq!(uses.len(), 1);
    assert_eq!(uses[0].client.name, "Chat");
    assert_eq!(uses[0].entry, Entry::Open);
    assert_eq!(uses[0].told.as_deref(), Some("chat-staff"));
}
