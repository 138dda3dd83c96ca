//! What waits, and a server that learns of a connection while it runs.

use gantry_emulator::NewUser;

use super::Port;

/// Alice is an account there.
fn link_alice(port: &Port) {
    port.done("user add alice --email alice@example.org");
    port.chat
        .add_user(NewUser::person("alice", "unused password"));
    port.done("rocketchat link chat alice alice");
}

fn is_open(port: &Port) -> bool {
    port.chat.user("alice").unwrap().active
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_running_server_learns_of_a_connection_and_works_its_queue_off() {
    let port = Port::start("8.7.0").await;
    let server = port.serve();
    port.connect();
    link_alice(&port);

    port.done("user disable alice");
    port.until(|| !is_open(&port)).await;
    port.done("user enable alice");
    port.until(|| is_open(&port)).await;

    port.until(|| port.run("rocketchat queue chat --json").json() == serde_json::json!([]))
        .await;
    assert_eq!(server.stop().0, Some(0));
    let told = port.done("rocketchat queue chat");
    assert_eq!(told, "Nothing waits to be told to chat.\n");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn what_waits_is_listed_with_the_reason_and_tried_again() {
    let port = Port::connected().await;
    link_alice(&port);
    port.done("user disable alice");
    port.done("rocketchat disconnect chat");

    let before = port.run("rocketchat queue chat --json").json();
    let server = port.serve();
    let stopped = || {
        let rows = port.run("rocketchat queue chat --json").json();
        let rows = rows.as_array().unwrap();
        rows.iter().all(|row| row["stopped"] == "not_connected")
    };
    port.until(stopped).await;
    let shown = port.done("rocketchat queue chat");
    server.stop();
    let again = port.run("rocketchat queue chat --json --try-again").json();

    assert_eq!(before[0]["username"], "alice");
    assert!(before[0]["stopped"].is_null(), "{before}");
    assert!(shown.contains("bring the account in step"), "{shown}");
    assert!(shown.contains("stopped: "), "{shown}");
    assert!(!shown.contains("not_connected"), "{shown}");
    assert!(again[0]["stopped"].is_null(), "{again}");
}
