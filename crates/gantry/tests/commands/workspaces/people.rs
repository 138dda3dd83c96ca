//! Who is who.

use gantry_emulator::NewUser;

use super::Port;

/// Alice and bob here; a person and an administrator there.
async fn port() -> Port {
    let port = Port::connected().await;
    for name in ["alice", "bob"] {
        port.done(&format!("user add {name} --email {name}@example.org"));
    }
    port.chat
        .add_user(NewUser::person("alice.smith", "unused password"));
    port.chat
        .add_user(NewUser::administrator("boss", "unused password"));
    port
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_person_is_linked_shown_and_unlinked() {
    let port = port().await;

    let linked = port.done("rocketchat link chat alice alice.smith");
    let people = port.run("rocketchat people chat --json").json();
    let shown = port.done("rocketchat people chat");
    let unlinked = ["one", "two"].map(|_| port.done("rocketchat unlink chat alice"));

    assert_eq!(linked, "alice is alice.smith in chat.\n");
    assert_eq!(people[0]["username"], "alice");
    assert_eq!(people[0]["chat_username"], "alice.smith");
    let id = port.chat.user("alice.smith").unwrap().id;
    assert_eq!(people[0]["chat_id"], id);
    assert!(people[1]["chat_id"].is_null());
    assert!(shown.contains("alice      alice.smith"), "{shown}");
    assert!(
        shown.contains("bob        -              not linked"),
        "{shown}"
    );
    assert_eq!(
        unlinked,
        [
            "alice is no longer linked in chat.\n",
            "alice was not linked in chat.\n"
        ]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn an_account_is_nobody_elses_and_an_administrators_only_if_that_is_said() {
    let port = port().await;
    port.done("rocketchat link chat alice alice.smith");

    let refusals = [
        "rocketchat link chat bob alice.smith",
        "rocketchat link chat bob nobody",
        "rocketchat link chat bob boss",
    ]
    .map(|line| port.run(line).err);

    assert_eq!(
        refusals,
        [
            "gantry: the account alice.smith is linked to somebody else; see gantry rocketchat \
             people, and unlink that person first\n",
            "gantry: the chat has no account nobody\n",
            "gantry: the account boss administers the chat: this has to be agreed to expressly; \
             add --allow-admin\n",
        ]
    );
    port.done("rocketchat link chat bob boss --allow-admin");
    let people = port.run("rocketchat people chat --json").json();
    assert_eq!(people[1]["may_administer"], true);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn without_a_connection_nobody_is_linked() {
    let port = port().await;
    port.done("rocketchat disconnect chat");

    let refused = port.run("rocketchat link chat alice alice.smith");

    assert_eq!(
        refused.err,
        "gantry: this workspace is not connected; see gantry rocketchat connect\n"
    );
}
