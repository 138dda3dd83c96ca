//! `rocketchat settings` for either door.

use serde_json::Value;

use super::{gantry, run};

const CHAT: &str = "client add Chat --template rocketchat --url https://chat.example.org";

fn ids(rows: &Value) -> Vec<&str> {
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| row["id"].as_str().unwrap()).collect()
}

#[test]
fn from_nine_the_values_are_those_of_iframe_mode_unless_asked_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    run(folder, &format!("{CHAT} --json"));
    let sheet = |rest: &str| run(folder, &format!("rocketchat settings chat --json {rest}"));

    let (eight, nine) = (sheet("--format form"), sheet("--rocketchat-version 9.0.0"));

    assert_eq!(ids(&eight)[0], "Accounts_OAuth_Custom-Gantry");
    assert_eq!(ids(&nine)[0], "CREATE_TOKENS_FOR_USERS_SECRET");
    assert_eq!(*ids(&nine).last().unwrap(), "Accounts_iframe_enabled");
    assert_eq!(sheet("--rocketchat-version 9.0.0 --door oauth"), eight);
    let early = sheet("--rocketchat-version 7.10 --door iframe --format env");
    assert_eq!(early["CREATE_TOKENS_FOR_USERS"], "true");
    let api = "http://localhost:9000/rocketchat/chat/api";
    assert_eq!(early["OVERWRITE_SETTING_Accounts_Iframe_api_url"], api);
    let calls = sheet("--door iframe --format rest");
    let last = calls.as_array().unwrap().last().unwrap();
    assert_eq!(last["path"], "/api/v1/settings/Accounts_iframe_enabled");
}

#[test]
fn iframe_mode_makes_no_client_secret() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    run(folder, &format!("{CHAT} --json"));

    let line = "rocketchat settings chat --door iframe --new-secret";
    let refused = gantry(folder, line).output().unwrap();

    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success());
    assert!(told.contains("iframe mode has no use for one"), "{told}");
}
