//! Connecting, looking, and forgetting.

use std::fs::{Permissions, set_permissions};
use std::os::unix::fs::PermissionsExt;

use super::{Port, SECRET, SERVICE};

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn credentials_that_work_are_kept_and_the_workspace_is_checked() {
    let port = Port::start("8.7.0").await;

    let told = port.connect();

    assert!(
        told.contains("chat is connected to http://127.0.0.1:"),
        "{told}"
    );
    assert!(told.contains("version 8.7.0"), "{told}");
    assert!(
        told.contains("good     The workspace is connected."),
        "{told}"
    );
    let checked = port.run("rocketchat check chat --json");
    assert_eq!(checked.code, Some(0), "{}", checked.out);
    assert_eq!(checked.json()["version"], "8.7.0");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_wrong_token_is_refused_in_words_and_nothing_is_kept() {
    let port = Port::start("8.7.0").await;

    let refused = port.run(&port.connect_line("not-the-token"));
    let checked = port.run("rocketchat check chat");

    assert_eq!(refused.code, Some(1));
    let words = "gantry: Rocket.Chat does not accept the service account's token";
    assert!(refused.err.starts_with(words), "{}", refused.err);
    assert_eq!(checked.code, Some(1));
    let words = "BAD      The workspace is not connected";
    assert!(checked.out.contains(words), "{}", checked.out);
    assert!(!port.printed().contains("not-the-token"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_permission_that_is_missing_is_named_and_fails_the_check() {
    let port = Port::connected().await;
    port.chat.set_permission("create-user", "admin", false);

    let checked = port.run("rocketchat check chat --json");

    assert_eq!(checked.code, Some(1));
    assert!(checked.out.contains("create-user"), "{}", checked.out);
    assert!(
        checked.err.contains("finding(s) will keep people"),
        "{}",
        checked.err
    );
    let general = port.run("check");
    assert!(
        general.out.contains("warning  chat: connection: "),
        "{}",
        general.out
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn nine_without_a_licence_and_without_iframe_mode_is_a_warning() {
    let port = Port::start("9.0.0").await;
    port.connect();

    let checked = port.run("check");

    let words = "warning  chat: connection: From Rocket.Chat 9.0 custom OAuth works only with";
    assert!(checked.out.contains(words), "{}", checked.out);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn one_of_the_two_may_come_from_standard_input() {
    let port = Port::start("8.7.0").await;
    let id = port.chat.user(SERVICE).unwrap().id;
    let secret = port.file("secret", SECRET);
    let line = format!("rocketchat connect chat --user-id {id} --token-file - --secret-file");

    let both = port.with_input(&format!("{line} -"), &port.token);
    let one = port.with_input(&format!("{line} {}", secret.display()), &port.token);
    let later = port.with_input(
        &format!("rocketchat connect chat --user-id {id} --secret-file -"),
        SECRET,
    );

    let words = "gantry: only one of the two files can be standard input\n";
    assert_eq!((both.code, both.err.as_str()), (Some(1), words));
    assert_eq!(one.code, Some(0), "{}", one.err);
    assert_eq!(later.code, Some(0), "{}", later.err);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_file_that_others_may_read_is_warned_about() {
    let port = Port::start("8.7.0").await;
    let line = port.connect_line(&port.token);
    let token = port.folder.path().join("token");
    set_permissions(&token, Permissions::from_mode(0o644)).unwrap();

    let connected = port.run(&line);

    let shown = token.display();
    let words = format!("warning: others on this machine may read {shown}; chmod 600 {shown}");
    assert_eq!(connected.code, Some(0));
    assert!(connected.err.contains(&words), "{}", connected.err);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn the_database_holds_no_secret_in_clear() {
    let port = Port::connected().await;
    let Some(file) = port.database.url().strip_prefix("sqlite:") else {
        return;
    };

    let mut bytes = std::fs::read(file).unwrap();
    bytes.extend(std::fs::read(format!("{file}-wal")).unwrap_or_default());

    for secret in [port.token.as_str(), SECRET] {
        let found = bytes
            .windows(secret.len())
            .any(|it| it == secret.as_bytes());
        assert!(!found);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_connection_is_forgotten_once() {
    let port = Port::connected().await;

    let told = ["one", "two"].map(|_| port.done("rocketchat disconnect chat"));

    assert_eq!(
        told,
        [
            "chat is no longer connected; who is who there stays known.\n",
            "chat was not connected.\n"
        ]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn an_application_that_is_no_rocketchat_is_refused() {
    let port = Port::start("8.7.0").await;
    port.done("client add Wiki --redirect-uri https://wiki.example.org/cb");

    let refused = port.run("rocketchat check wiki");

    assert_eq!(refused.err, "gantry: wiki is no Rocket.Chat\n");
}
