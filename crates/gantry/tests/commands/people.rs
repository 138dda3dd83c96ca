//! People and groups, as an operator types them.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::{gantry, json, run};

/// What a command printed.
fn text(folder: &Path, line: &str) -> String {
    let output = gantry(folder, line).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{line}: {told}");
    String::from_utf8(output.stdout).unwrap()
}

/// What it said when it was refused.
fn refusal(folder: &Path, line: &str) -> String {
    let output = gantry(folder, line).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{line}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn a_role_is_given_taken_away_and_never_from_the_last_administrator() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    run(folder, "user add root --admin --json");
    run(folder, "user add alice --json");

    let given = text(folder, "user set-role alice helpdesk");
    let shown = run(folder, "user show alice --json");
    let taken = text(folder, "user set-role alice none");
    let last = refusal(folder, "user set-role root auditor");
    let unknown = gantry(folder, "user set-role alice emperor").output();

    assert_eq!(given, "alice has helpdesk.\n");
    assert_eq!(shown["role"], "helpdesk");
    assert_eq!(taken, "alice has no role.\n");
    assert!(last.contains("the last administrator"), "{last}");
    assert_eq!(unknown.unwrap().status.code(), Some(2));
    assert_eq!(run(folder, "user show root --json")["admin"], true);
}

#[test]
fn factors_are_reset_attempts_forgotten_and_passwords_set() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    run(folder, "user add alice --json");

    let reset = text(folder, "user reset-factors alice");
    let unlocked = text(folder, "user unlock alice");
    let set = run(folder, "user set-password alice --json");
    let nobody = refusal(folder, "user reset-factors nobody");

    assert!(reset.contains("no second factor any more"), "{reset}");
    assert!(unlocked.contains("are forgotten"), "{unlocked}");
    assert!(set["password"].as_str().unwrap().len() >= 20);
    assert_eq!(nobody, "gantry: there is no user nobody\n");
}

#[test]
fn a_password_that_is_too_easy_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), "user add alice --json");
    let mut command = gantry(folder.path(), "user set-password alice --password-stdin");
    command.stdin(Stdio::piped()).stderr(Stdio::piped());

    let mut process = command.spawn().unwrap();
    let mut input = process.stdin.take().unwrap();
    input.write_all(b"alice\n").unwrap();
    drop(input);
    let output = process.wait_with_output().unwrap();

    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with("gantry: "), "{said}");
}

#[test]
fn somebody_is_disabled_enabled_and_deleted_for_good() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    run(folder, "user add alice --json");

    text(folder, "user disable alice");
    let disabled = run(folder, "user show alice --json");
    text(folder, "user enable alice");
    let enabled = run(folder, "user show alice --json");
    let deleted = text(folder, "user delete alice");
    let again = refusal(folder, "user add alice");

    assert_eq!(
        (&disabled["disabled"], &enabled["disabled"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(deleted, "Deleted alice. The name stays reserved.\n");
    assert!(again.contains("somebody else's"), "{again}");
}

#[test]
fn without_mail_an_invitation_is_a_link_to_pass_on() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    run(folder, "group add staff --json");
    let address = "alice@example.org";

    let invited = run(
        folder,
        &format!("user invite {address} --group staff --json"),
    );
    let words = text(
        folder,
        "user invite bob@example.org --language de --role auditor",
    );
    let group = refusal(folder, "user invite c@example.org --group nobody");
    let slug = refusal(folder, "user invite c@example.org --application nothing");

    assert_eq!(
        (&invited["email"], &invited["mailed"]),
        (&json!(address), &json!(false))
    );
    let link = invited["link"].as_str().unwrap();
    assert!(
        link.starts_with("http://localhost:9000/invitation/"),
        "{link}"
    );
    assert!(words.contains("for seven days"), "{words}");
    assert!(group.contains("there is no group nobody"), "{group}");
    assert!(slug.contains("there is no application nothing"), "{slug}");
}

#[test]
fn a_table_is_tried_imported_and_written_out() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    run(folder, "group add staff --json");
    let file = folder.join("people.csv");
    let table = "username,name,groups\nalice,Alice Smith,staff\nbob,Bob,\n";
    fs::write(&file, table).unwrap();
    let import = format!("user import {}", file.display());

    let tried = text(folder, &format!("{import} --dry-run"));
    let nobody = run(folder, "user list --json");
    let done = run(folder, &format!("{import} --json"));
    let again = text(folder, &import);
    let exported = text(folder, "user export");
    fs::write(&file, "username,groups\ncarol,nowhere\n").unwrap();
    let refused = refusal(folder, &import);

    assert!(tried.ends_with("Would be: 2 added, 0 changed, 0 unchanged, 0 refused.\n"));
    assert_eq!(nobody, json!([]));
    assert_eq!(done[0]["outcome"], "added");
    assert_eq!(again, "0 added, 0 changed, 2 unchanged, 0 refused.\n");
    assert!(exported.contains("alice,Alice Smith,,staff,"), "{exported}");
    assert!(refused.contains("1 lines were refused"), "{refused}");
}

#[test]
fn groups_hold_people_and_groups() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    run(folder, "user add alice --json");
    for group in ["science", "chemistry"] {
        run(folder, &format!("group add {group} --json"));
    }

    let moved = text(folder, "group move chemistry --into science");
    let circle = refusal(folder, "group move science --into chemistry");
    let demanded = text(folder, "group demand-factor science");
    let added = text(folder, "group add-member chemistry alice");
    let listed = run(folder, "group list --json");
    let groups = run(folder, "user show alice --json")["groups"].clone();
    let removed = text(folder, "group remove-member chemistry alice");
    let off = text(folder, "group demand-factor science --off");

    assert_eq!(moved, "chemistry is in science now.\n");
    assert!(circle.contains("within itself"), "{circle}");
    assert_eq!(demanded, "Members of science need a second factor.\n");
    assert_eq!(added, "alice is now in chemistry.\n");
    assert_eq!(listed[0]["parent"], "science");
    assert_eq!(listed[1]["factor_demanded"], true);
    assert_eq!(groups, json!(["chemistry", "science"]));
    assert_eq!(removed, "alice is no longer in chemistry.\n");
    assert_eq!(off, "Members of science no longer need a second factor.\n");
}

#[test]
fn an_application_is_disabled_enabled_and_removed() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    run(
        folder,
        "client add Wiki --redirect-uri https://wiki.example.org/cb --json",
    );

    text(folder, "client disable wiki");
    let disabled = run(folder, "client show wiki --json");
    text(folder, "client enable wiki");
    let enabled = run(folder, "client show wiki --json");
    text(folder, "client remove wiki");

    assert_eq!(
        (&disabled["disabled"], &enabled["disabled"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(run(folder, "client list --json"), json!([]));
    assert!(
        !gantry(folder, "client remove wiki")
            .output()
            .unwrap()
            .status
            .success()
    );
}

#[test]
fn what_was_done_is_in_the_trail() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), "user add alice --json");

    let told = text(folder.path(), "audit tail --json --lines 50");

    let lines: Vec<Value> = told
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let mut events = lines.iter().map(|line| line["event"].as_str().unwrap());
    assert!(events.any(|event| event == "user_added"), "{told}");
}

#[test]
fn a_new_key_is_published_before_it_signs() {
    let folder = tempfile::tempdir().unwrap();
    let before = run(folder.path(), "keys list --json");

    text(folder.path(), "keys rotate");

    let after = json(&gantry(folder.path(), "keys list --json").output().unwrap());
    let count = |keys: &Value| keys.as_array().unwrap().len();
    assert_eq!(count(&after), count(&before) * 2);
}
