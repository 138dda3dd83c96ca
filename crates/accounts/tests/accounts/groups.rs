//! Groups and their members.

use gantry_accounts::Refusal;
use gantry_core::Id;
use gantry_core::access::Access;
use gantry_core::client::ClientSettings;

use crate::support::{Installation, OPERATOR, new_client, refusal};

#[tokio::test]
async fn a_group_that_a_client_names_is_not_deleted() {
    let home = Installation::start().await;
    let staff = home
        .accounts
        .add_group(&OPERATOR, "staff".parse().unwrap())
        .await
        .unwrap();
    let mut new = new_client("Team chat");
    new.settings.access = Access::any_group([staff.id]);
    home.accounts.add_client(&OPERATOR, new).await.unwrap();

    let refused = home.accounts.delete_group(&OPERATOR, staff.id).await;
    let naming = home.accounts.clients_naming_group(staff.id).await.unwrap();

    assert_eq!(refusal(refused).code(), "contradictory_settings");
    assert_eq!(naming[0].name, "Team chat");
}

#[tokio::test]
async fn a_group_that_nothing_names_is_deleted_with_its_memberships() {
    let home = Installation::start().await;
    let alice = home.user("alice").await;
    let staff = home
        .accounts
        .add_group(&OPERATOR, "staff".parse().unwrap())
        .await
        .unwrap();
    home.accounts
        .add_member(&OPERATOR, staff.id, alice.id)
        .await
        .unwrap();

    home.accounts
        .delete_group(&OPERATOR, staff.id)
        .await
        .unwrap();

    assert!(home.accounts.groups_of(alice.id).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_client_cannot_name_a_group_that_does_not_exist() {
    let home = Installation::start().await;
    let mut new = new_client("Team chat");
    new.settings = ClientSettings {
        released_groups: vec![Id::from_parts(1, &[7; 10])],
        ..new.settings
    };

    let refused = home.accounts.add_client(&OPERATOR, new).await;

    assert_eq!(refusal(refused).code(), "unknown");
}

#[tokio::test]
async fn group_names_are_unique_ignoring_case() {
    let home = Installation::start().await;
    home.accounts
        .add_group(&OPERATOR, "Höhle".parse().unwrap())
        .await
        .unwrap();
    let other = home
        .accounts
        .add_group(&OPERATOR, "other".parse().unwrap())
        .await
        .unwrap();

    let name = "HÖHLE".parse().unwrap();
    let renamed = home.accounts.rename_group(&OPERATOR, other.id, name).await;

    assert_eq!(refusal(renamed), Refusal::GroupTaken);
}

#[tokio::test]
async fn a_persons_groups_are_set_all_at_once() {
    let home = Installation::start().await;
    let alice = home.user("alice").await;
    let mut ids = Vec::new();
    for name in ["a", "b", "c"] {
        ids.push(
            home.accounts
                .add_group(&OPERATOR, name.parse().unwrap())
                .await
                .unwrap()
                .id,
        );
    }
    home.accounts
        .set_groups_of(&OPERATOR, alice.id, ids[..2].to_vec())
        .await
        .unwrap();

    home.accounts
        .set_groups_of(&OPERATOR, alice.id, ids[1..].to_vec())
        .await
        .unwrap();

    let groups = home.accounts.groups_of(alice.id).await.unwrap();
    let names: Vec<&str> = groups.iter().map(|group| group.name.as_str()).collect();
    assert_eq!(names, ["b", "c"]);
}

#[tokio::test]
async fn an_unknown_group_leaves_a_persons_groups_as_they_were() {
    let home = Installation::start().await;
    let alice = home.user("alice").await;
    let staff = home
        .accounts
        .add_group(&OPERATOR, "staff".parse().unwrap())
        .await
        .unwrap();
    home.accounts
        .add_member(&OPERATOR, staff.id, alice.id)
        .await
        .unwrap();

    let nowhere = vec![Id::from_parts(1, &[7; 10])];
    let refused = home
        .accounts
        .set_groups_of(&OPERATOR, alice.id, nowhere)
        .await;

    assert_eq!(refusal(refused).code(), "unknown");
    assert_eq!(home.accounts.groups_of(alice.id).await.unwrap(), [staff]);
}
