//! Channels and private groups.

use gantry_emulator::Emulator;
use serde_json::json;

use super::{Program, chat};

async fn with_rooms() -> Emulator {
    let emulator = chat().await;
    emulator.add_user(gantry_emulator::NewUser::person("owner", "owner-password"));
    emulator.add_room("support", false, "owner");
    emulator.add_room("board", true, "owner");
    emulator
}

#[tokio::test]
async fn an_administrator_invites_into_and_kicks_from_any_channel() {
    let emulator = with_rooms().await;
    let service = Program::service(&emulator);
    let alice = emulator.user("alice").unwrap().id;
    let room = service.get("channels.info?roomName=support").await.body["channel"].clone();
    let body = json!({ "roomId": room["_id"], "userId": alice });

    let invited = service.post("channels.invite", &body).await;
    let members = emulator.room_members("support");
    let kicked = service.post("channels.kick", &body).await;
    let again = service.post("channels.kick", &body).await;

    assert_eq!(room["t"], "c");
    assert_eq!(invited.body["channel"]["usersCount"], 2);
    assert_eq!(members, ["alice", "owner"]);
    assert_eq!(kicked.status, 200);
    assert_eq!(again.refusal(), "400 error-user-not-in-room");
}

#[tokio::test]
async fn not_even_an_administrator_touches_a_private_group_without_a_grant() {
    let emulator = with_rooms().await;
    let service = Program::service(&emulator);
    let alice = emulator.user("alice").unwrap().id;
    let body = json!({ "roomName": "board", "userIds": [alice] });

    let refused = service.post("groups.invite", &body).await;
    let not_kicked = service.post("groups.kick", &body).await;
    emulator.set_permission("add-user-to-any-p-room", "admin", true);
    let invited = service.post("groups.invite", &body).await;

    assert_eq!(refused.refusal(), "400 error-not-allowed");
    assert!(!refused.body.to_string().contains("p-room"));
    assert_eq!(not_kicked.refusal(), "400 error-action-not-allowed");
    assert_eq!(invited.status, 200);
    assert_eq!(emulator.room_members("board"), ["alice", "owner"]);
}

#[tokio::test]
async fn a_room_is_found_by_its_kind_only() {
    let emulator = with_rooms().await;
    let service = Program::service(&emulator);
    let alice = Program::sign_in(&emulator, "alice", "alice-password").await;

    let as_channel = service.get("channels.info?roomName=board").await;
    let by_id = format!("groups.info?roomId={}", emulator.room_id("board").unwrap());
    let group = service.get(&by_id).await;
    let hidden = alice.get("groups.info?roomName=board").await;

    assert_eq!(as_channel.refusal(), "400 error-room-not-found");
    assert_eq!(group.body["group"]["t"], "p");
    assert_eq!(hidden.refusal(), "400 error-room-not-found");
}

#[tokio::test]
async fn rooms_and_members_are_listed() {
    let emulator = with_rooms().await;
    let service = Program::service(&emulator);

    let channels = service.get("channels.list").await.body;
    let groups = service.get("groups.listAll").await.body;
    let members = service.get("groups.members?roomName=board").await.body;

    assert_eq!(channels["channels"][0]["name"], "general");
    assert_eq!(channels["total"], 2);
    assert_eq!(groups["groups"][0]["name"], "board");
    assert_eq!(members["members"][0]["username"], "owner");
}
