//! Roles and rooms that follow groups.

use serde_json::json;

use super::Port;

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn what_follows_groups_grows_shrinks_and_is_printed() {
    let port = Port::connected().await;
    for group in ["staff", "guests"] {
        port.done(&format!("group add {group}"));
    }
    let sync = |rest: &str| {
        port.run(&format!("rocketchat sync chat --json {rest}"))
            .json()
    };

    let first = sync("--role staff=moderator --room guests=#lobby");
    let second = sync("--room staff=deck --room guests= --confirm-relinquish yes");
    let shown = port.done("rocketchat sync chat");
    let third = sync("--clear");

    assert_eq!(
        first,
        json!({
            "roles": { "staff": "moderator" },
            "rooms": { "guests": "lobby" },
            "confirm_relinquish": false,
        })
    );
    assert_eq!(
        second,
        json!({
            "roles": { "staff": "moderator" },
            "rooms": { "staff": "deck" },
            "confirm_relinquish": true,
        })
    );
    assert!(shown.contains("staff  role  moderator"), "{shown}");
    assert_eq!(
        third,
        json!({ "roles": {}, "rooms": {}, "confirm_relinquish": false })
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_group_that_is_not_there_and_a_workspace_not_connected_are_refused() {
    let port = Port::connected().await;

    let group = port.run("rocketchat sync chat --role staff=moderator");
    port.done("rocketchat disconnect chat");
    let workspace = port.run("rocketchat sync chat");

    assert_eq!(group.err, "gantry: there is no group staff\n");
    assert_eq!(
        workspace.err,
        "gantry: chat is not connected; see gantry rocketchat connect\n"
    );
}
