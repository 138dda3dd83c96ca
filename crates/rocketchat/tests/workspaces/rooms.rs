//! Rooms that follow groups.

use crate::support::{OPERATOR, SERVICE, Ship};
use gantry_core::access::Access;

#[tokio::test]
async fn rc_iframe_48_people_are_put_into_managed_rooms_alone() {
    let ship = Ship::start().await;
    for room in ["deck", "engine", "mess"] {
        ship.chat.add_room(room, false, SERVICE);
    }
    let ada = ship.person("ada").await;
    ship.chat.add_room("own", false, "ada");
    let crew = ship.group("crew", &[&ada]).await;
    let engineers = ship.group("engineers", &[]).await;
    ship.keep_rooms([(crew, "deck"), (engineers, "engine")])
        .await;
    ship.follow(&ada).await;
    assert_eq!(ship.chat.room_members("deck"), [SERVICE, "ada"]);
    assert_eq!(ship.chat.room_members("engine"), [SERVICE]);

    ship.accounts()
        .add_member(&OPERATOR, engineers, ada.id)
        .await
        .unwrap();
    ship.accounts()
        .remove_member(&OPERATOR, crew, ada.id)
        .await
        .unwrap();
    ship.work().await;

    assert_eq!(ship.chat.room_members("deck"), [SERVICE]);
    assert_eq!(ship.chat.room_members("engine"), [SERVICE, "ada"]);
    assert_eq!(ship.chat.room_members("own"), ["ada"]);
    assert_eq!(ship.chat.room_members("mess"), [SERVICE]);
    ship.chat.clear_journal();
    ship.follow(&ada).await;
    assert_eq!(ship.written(), Vec::<String>::new());
}

#[tokio::test]
async fn rc_iframe_78_a_private_room_stops_with_the_name_of_the_permission() {
    let ship = Ship::start().await;
    let ada = ship.person("ada").await;
    let zoe = ship.person("zoe").await;
    ship.chat.add_room("bridge", true, "zoe");
    ship.chat.add_room("deck", false, SERVICE);
    let crew = ship.group("crew", &[&ada, &zoe]).await;
    let all = ship.group("all", &[&ada]).await;
    ship.keep_rooms([(crew, "bridge"), (all, "deck")]).await;

    ship.follow(&ada).await;

    assert_eq!(ship.stopped().await, ["rocketchat-private-room-permission"]);
    assert_eq!(ship.chat.room_members("bridge"), ["zoe"]);
    assert_eq!(ship.chat.room_members("deck"), [SERVICE, "ada"]);
    let report = ship.check().await;
    let named = report.findings.iter().any(|it| {
        it.text
            .contains("lacks the permission add-user-to-any-p-room")
    });
    assert!(named, "{report:?}");

    ship.chat
        .set_permission("add-user-to-any-p-room", "admin", true);
    ship.workspaces
        .try_again(ship.client.client.id)
        .await
        .unwrap();
    ship.work().await;
    assert_eq!(ship.chat.room_members("bridge"), ["ada", "zoe"]);
}

#[tokio::test]
async fn nobody_is_put_out_while_a_room_cannot_be_found() {
    let ship = Ship::start().await;
    ship.chat.add_room("deck", false, SERVICE);
    let ada = ship.person("ada").await;
    let crew = ship.group("crew", &[&ada]).await;
    let absent = ship.group("absent", &[]).await;
    ship.keep_rooms([(crew, "deck"), (absent, "nowhere")]).await;
    ship.follow(&ada).await;
    assert_eq!(ship.stopped().await, ["rocketchat-room-gone"]);

    ship.accounts()
        .remove_member(&OPERATOR, crew, ada.id)
        .await
        .unwrap();
    ship.work().await;

    assert_eq!(ship.chat.room_members("deck"), [SERVICE, "ada"]);
}

#[tokio::test]
async fn whoever_may_no_longer_enter_is_signed_out_and_keeps_the_account() {
    let ship = Ship::start().await;
    let ada = ship.person("ada").await;
    let crew = ship.group("crew", &[&ada]).await;
    let before = &ship.client.client;
    let mut after = before.clone();
    after.settings.access = Access::any_group([crew]);
    ship.accounts()
        .change_client(&OPERATOR, before, after)
        .await
        .unwrap();
    ship.work().await;
    let bot = ship.chat.add_personal_access_token("ada", "bot", true);
    let session = ship.sign_in_there("ada").await;
    assert!(ship.chat.is_live(&session));

    ship.accounts()
        .remove_member(&OPERATOR, crew, ada.id)
        .await
        .unwrap();
    ship.work().await;

    assert!(!ship.chat.is_live(&session));
    assert!(
        !ship.chat.is_live(&bot),
        "a token of one's own is no way in"
    );
    assert!(ship.chat_user("ada").active);
}
