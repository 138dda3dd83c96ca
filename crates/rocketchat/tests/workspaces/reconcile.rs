//! Comparing accounts once in a while.

use gantry_core::Seconds;
use gantry_core::workspace::ChatAccount as Known;
use gantry_emulator::NewUser as NewChatUser;
use gantry_store::chat_links;

use crate::support::{OPERATOR, Route, SERVICE, Ship};

#[tokio::test]
async fn rc_iframe_47_accounts_are_compared_by_status_in_pages_without_queries() {
    let ship = Ship::start().await;
    for number in 0..130 {
        let name = format!("crew{number}");
        ship.chat.add_user(NewChatUser::person(&name, "unused"));
    }
    assert_eq!(ship.workspaces.reconcile_once().await.unwrap(), 1);

    let calls = ship.chat.rest_calls();
    let listed: Vec<_> = calls
        .iter()
        .filter(|call| call.route() == "users.listByStatus")
        .collect();
    assert_eq!(listed.len(), 3);
    for call in listed {
        let names: Vec<_> = call.query.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["status", "offset", "count"]);
    }
    // It is another server's turn, or in an hour.
    assert_eq!(ship.workspaces.reconcile_once().await.unwrap(), 0);
    ship.clock.advance(Seconds::hours(1));
    assert_eq!(ship.workspaces.reconcile_once().await.unwrap(), 1);
}

#[tokio::test]
async fn an_account_opened_over_there_for_somebody_shut_out_is_closed_again() {
    let ship = Ship::start().await;
    let ada = ship.person("ada").await;
    let zoe = ship.person("zoe").await;
    ship.accounts()
        .set_disabled(&OPERATOR, ada.id, true)
        .await
        .unwrap();
    ship.work().await;
    assert!(!ship.chat_user("ada").active);
    let rest = ship.service_rest();
    let id = |name: &str| ship.chat_user(name).id;
    rest.set_active(&id("ada"), true, false).await.unwrap();
    rest.set_active(&id("zoe"), false, false).await.unwrap();

    ship.workspaces.reconcile_once().await.unwrap();
    ship.work().await;

    assert!(!ship.chat_user("ada").active);
    // Somebody over there closed it: that is theirs to say.
    assert!(!ship.chat_user("zoe").active);
    assert!(!ship.known(&zoe).await.deactivated);
}

#[tokio::test]
async fn a_link_to_an_account_that_is_gone_and_another_name_are_noted() {
    let ship = Ship::start().await;
    let ada = ship.person("ada").await;
    let zoe = ship.person("zoe").await;
    let changes = gantry_rocketchat::rest::UserChanges {
        username: Some("captain".to_owned()),
        ..gantry_rocketchat::rest::UserChanges::default()
    };
    let id = ship.chat_user("ada").id;
    ship.service_rest()
        .update_user(&id, &changes)
        .await
        .unwrap();
    let gone = Known {
        chat_id: Some("gone".to_owned()),
        ..ship.known(&zoe).await
    };
    let store = ship.accounts().store();
    let put = store.write_one(gone, |tx, gone| Box::pin(chat_links::put(tx, gone)));
    assert!(put.await.unwrap());

    ship.workspaces.reconcile_once().await.unwrap();

    assert_eq!(ship.known(&ada).await.chat_username, "captain");
    let problem = ship.known(&zoe).await.problem;
    assert_eq!(problem.as_deref(), Some("chat_account_missing"));
    let problems = ship.workspaces.problems(ship.client.client.id, 10).await;
    assert_eq!(problems.unwrap().len(), 1);
}

#[tokio::test]
async fn what_had_stopped_is_tried_again_once_an_hour() {
    let ship = Ship::start().await;
    let ada = ship.person("ada").await;
    ship.chat.add_room("deck", false, SERVICE);
    let crew = ship.group("crew", &[&ada]).await;
    ship.keep_rooms([(crew, "engine")]).await;
    ship.follow(&ada).await;
    assert_eq!(ship.stopped().await, ["rocketchat-room-gone"]);

    ship.chat.add_room("engine", false, SERVICE);
    ship.workspaces.reconcile_once().await.unwrap();
    ship.work().await;

    assert_eq!(ship.chat.room_members("engine"), [SERVICE, "ada"]);
    assert_eq!(ship.stopped().await, Vec::<String>::new());
}
