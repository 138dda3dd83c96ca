//! Rooms, their members, and roles.

use gantry_rocketchat::rest::Room;
use serde_json::{Value, json};

use crate::support::{Workspace, ok, refusal};

fn room(private: bool) -> Room {
    Room {
        id: "r1".to_owned(),
        name: "staff".to_owned(),
        private,
    }
}

#[tokio::test]
async fn an_open_room_is_found_at_once() {
    let answer = json!({"channel": {"_id": "r1", "name": "staff", "t": "c"}, "success": true});
    let workspace = Workspace::answering([ok(&answer)]).await;

    let found = workspace.client.room("staff").await.unwrap();

    assert_eq!(found, Some(room(false)));
    assert_eq!(
        workspace.lines(),
        ["GET /chat/api/v1/channels.info?roomId=staff"]
    );
}

#[tokio::test]
async fn a_private_room_is_found_second() {
    let group = json!({"group": {"_id": "r1", "name": "staff", "t": "p"}, "success": true});
    let answers = [refusal(400, "error-room-not-found"), ok(&group)];
    let workspace = Workspace::answering(answers).await;

    let found = workspace.client.room("staff").await.unwrap();

    assert_eq!(found, Some(room(true)));
    assert_eq!(
        workspace.lines()[1],
        "GET /chat/api/v1/groups.info?roomId=staff"
    );
}

#[tokio::test]
async fn a_room_is_looked_for_by_id_and_by_name_before_it_is_absent() {
    let workspace = Workspace::answering([refusal(400, "error-room-not-found")]).await;

    assert_eq!(workspace.client.room("r1").await.unwrap(), None);

    assert_eq!(
        workspace.lines(),
        [
            "GET /chat/api/v1/channels.info?roomId=r1",
            "GET /chat/api/v1/groups.info?roomId=r1",
            "GET /chat/api/v1/channels.info?roomName=r1",
            "GET /chat/api/v1/groups.info?roomName=r1",
        ]
    );
}

#[tokio::test]
async fn a_room_that_may_not_be_seen_is_no_absence() {
    let workspace = Workspace::answering([refusal(403, "error-unauthorized")]).await;

    assert!(workspace.client.room("staff").await.is_err());
}

#[tokio::test]
async fn members_come_and_go_by_id() {
    let workspace = Workspace::answering([ok(&json!({"success": true}))]).await;
    let client = &workspace.client;

    client.invite(&room(false), "u1").await.unwrap();
    client.invite(&room(true), "u1").await.unwrap();
    client.kick(&room(false), "u1").await.unwrap();
    client.kick(&room(true), "u1").await.unwrap();

    assert_eq!(
        workspace.lines(),
        [
            "channels.invite",
            "groups.invite",
            "channels.kick",
            "groups.kick"
        ]
        .map(|call| format!("POST /chat/api/v1/{call}"))
    );
    let expected = json!({"roomId": "r1", "userId": "u1"});
    assert!(
        workspace
            .asked()
            .iter()
            .all(|asked| asked.json() == expected)
    );
}

#[tokio::test]
async fn members_are_listed_a_page_at_a_time() {
    let answer = json!({"members": [{"_id": "u1", "username": "ada"}], "count": 1, "offset": 0,
                        "total": 7, "success": true});
    let workspace = Workspace::answering([ok(&answer)]).await;

    let page = workspace
        .client
        .room_members(&room(true), 0, 1)
        .await
        .unwrap();

    assert_eq!((page.items[0].id.as_str(), page.total), ("u1", 7));
    assert_eq!(
        workspace.only().line,
        "GET /chat/api/v1/groups.members?roomId=r1&offset=0&count=1"
    );
}

#[tokio::test]
async fn rc_iframe_42_roles_are_given_and_taken_by_id() {
    let workspace = Workspace::answering([ok(&json!({"role": {}, "success": true}))]).await;

    workspace.client.add_role("r-7", "ada").await.unwrap();
    workspace.client.remove_role("r-7", "ada").await.unwrap();

    assert_eq!(
        workspace.lines(),
        ["addUserToRole", "removeUserFromRole"]
            .map(|call| format!("POST /chat/api/v1/roles.{call}"))
    );
    let bodies = workspace.asked().into_iter().map(|asked| asked.json());
    let expected = json!({"roleId": "r-7", "username": "ada"});
    assert_eq!(bodies.collect::<Vec<Value>>(), [expected.clone(), expected]);
}

#[tokio::test]
async fn roles_have_an_id_and_a_name() {
    let answer = json!({"roles": [{"_id": "r-7", "name": "Editors", "scope": "Users"}]});
    let workspace = Workspace::answering([ok(&answer)]).await;

    let roles = workspace.client.roles().await.unwrap();

    assert_eq!((&*roles[0].id, &*roles[0].name), ("r-7", "Editors"));
}
