//! Roles that follow groups.

use gantry_emulator::NewUser as NewChatUser;

use crate::support::{OPERATOR, SERVICE, Ship};

#[tokio::test]
async fn rc_iframe_42_only_managed_roles_change_and_others_survive() {
    let ship = Ship::start().await;
    ship.chat.add_named_role("r4nd0m", "Crew");
    for role in ["guide", "own"] {
        ship.chat.add_role(role);
    }
    let ada = ship.person("ada").await;
    let crew = ship.group("crew", &[&ada]).await;
    let guides = ship.group("guides", &[]).await;
    ship.keep_roles([(crew, "r4nd0m"), (guides, "guide")]).await;
    ship.follow(&ada).await;
    assert_eq!(ship.chat_user("ada").roles, ["user", "r4nd0m"]);

    ship.accounts()
        .add_member(&OPERATOR, guides, ada.id)
        .await
        .unwrap();
    ship.accounts()
        .remove_member(&OPERATOR, crew, ada.id)
        .await
        .unwrap();
    ship.work().await;

    assert_eq!(ship.chat_user("ada").roles, ["user", "guide"]);
    let named = ship.chat.rest_calls().into_iter().all(|call| {
        let body = call.body;
        body.get("roleName").is_none()
    });
    assert!(named);
    ship.chat.clear_journal();
    ship.follow(&ada).await;
    assert_eq!(ship.written(), Vec::<String>::new());
}

#[tokio::test]
async fn a_role_of_two_groups_stays_with_the_members_of_either() {
    let ship = Ship::start().await;
    ship.chat.add_role("crew");
    let ada = ship.person("ada").await;
    let one = ship.group("one", &[&ada]).await;
    let other = ship.group("other", &[&ada]).await;
    ship.keep_roles([(one, "crew"), (other, "crew")]).await;
    ship.follow(&ada).await;

    ship.accounts()
        .remove_member(&OPERATOR, one, ada.id)
        .await
        .unwrap();
    ship.work().await;
    assert_eq!(ship.chat_user("ada").roles, ["user", "crew"]);

    ship.accounts()
        .remove_member(&OPERATOR, other, ada.id)
        .await
        .unwrap();
    ship.work().await;
    assert_eq!(ship.chat_user("ada").roles, ["user"]);
}

#[tokio::test]
async fn rc_iframe_43_the_last_administrator_stays_one_and_nobody_is_deleted() {
    let ship = Ship::start().await;
    let ada = ship.person("ada").await;
    let captains = ship.group("captains", &[&ada]).await;
    ship.keep_roles([(captains, "admin")]).await;
    ship.follow(&ada).await;
    assert_eq!(ship.chat_user("ada").roles, ["user", "admin"]);
    // The service account works with a role of its own from here on.
    for permission in PERMISSIONS {
        ship.chat.set_permission(permission, "user", true);
    }
    demote(&ship).await;

    // One who cannot come in is no other administrator.
    ship.chat.add_user(NewChatUser {
        inactive: true,
        ..NewChatUser::administrator("old", "unused password")
    });

    ship.accounts()
        .remove_member(&OPERATOR, captains, ada.id)
        .await
        .unwrap();
    ship.work().await;

    assert_eq!(ship.chat_user("ada").roles, ["user", "admin"]);
    assert_eq!(ship.stopped().await, Vec::<String>::new());
    let asked = ship.written();
    assert!(!asked.contains(&"roles.removeUserFromRole".to_owned()));
    ship.accounts()
        .delete_user(&OPERATOR, ada.id)
        .await
        .unwrap();
    ship.work().await;
    assert!(ship.chat.user("ada").is_some());
    assert!(!ship.written().contains(&"users.delete".to_owned()));
}

#[tokio::test]
async fn a_role_that_is_not_there_stops_the_task_and_nothing_else() {
    let ship = Ship::start().await;
    ship.chat.add_role("crew");
    let ada = ship.person("ada").await;
    let one = ship.group("one", &[&ada]).await;
    let other = ship.group("other", &[&ada]).await;
    ship.keep_roles([(one, "absent"), (other, "crew")]).await;

    ship.follow(&ada).await;

    assert_eq!(ship.chat_user("ada").roles, ["user", "crew"]);
    assert_eq!(ship.stopped().await, ["rocketchat-role-gone"]);
}

const PERMISSIONS: [&str; 6] = [
    "access-permissions",
    "edit-other-user-info",
    "edit-other-user-active-status",
    "view-full-other-user-info",
    "user-generate-access-token",
    "api-bypass-rate-limit",
];

/// Takes the service account's role `admin`, as an administrator of the chat would.
async fn demote(ship: &Ship) {
    let ada = ship.chat.add_personal_access_token("ada", "demote", true);
    let rest = ship.rest("ada", &ada);
    rest.remove_role("admin", SERVICE).await.unwrap();
    ship.chat.clear_journal();
}
