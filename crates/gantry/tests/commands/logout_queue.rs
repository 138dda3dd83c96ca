//! Sign-outs that an application was not told of yet.

use serde_json::json;

use super::{gantry, run};

#[test]
fn nothing_waits_for_a_new_application_and_an_unknown_one_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    run(
        folder.path(),
        "client add Wiki --redirect-uri https://wiki.example.org/cb --json",
    );

    let waiting = run(folder.path(), "client logout-queue wiki --json");
    let again = run(folder.path(), "client logout-queue wiki --try-again --json");
    let words = gantry(folder.path(), "client logout-queue wiki").output();
    let unknown = gantry(folder.path(), "client logout-queue nobody").output();

    assert_eq!((waiting, again), (json!([]), json!([])));
    let words = String::from_utf8(words.unwrap().stdout).unwrap();
    assert_eq!(words.trim_end(), "wiki was told of every sign-out.");
    assert!(!unknown.unwrap().status.success());
}
