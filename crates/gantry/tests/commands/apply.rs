//! `gantry apply`, `gantry export` and `gantry api-token`, as an operator types them.

use std::path::Path;

use serde_json::json;

use crate::{gantry, run};

const PLACE: &str = r#"
[[groups]]
name = "chemistry"
parent = "science"

[[groups]]
name = "science"

[[applications]]
slug = "wiki"
name = "Wiki"
secret_file = "wiki.secret"

[applications.settings]
redirect_uris = ["https://wiki.example.org/callback"]

[applications.settings.access]
bindings = [{ condition = { group = "chemistry" } }]

[settings.policy]
password_length = 12
"#;

fn text(folder: &Path, line: &str) -> String {
    let output = gantry(folder, line).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{line}: {told}");
    String::from_utf8(output.stdout).unwrap()
}

fn write(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

#[test]
fn a_document_is_tried_applied_and_written_out_again() {
    let folder = tempfile::tempdir().unwrap();
    let place = write(folder.path(), "place.toml", PLACE);
    write(folder.path(), "wiki.secret", &"s".repeat(40));

    let dry = text(folder.path(), &format!("apply {place} --dry-run"));
    let nothing_yet = run(folder.path(), "client list --json");
    let applied = text(folder.path(), &format!("apply {place}"));
    let again = text(folder.path(), &format!("apply {place}"));
    let exported = text(folder.path(), "export --people");
    let copy = write(folder.path(), "copy.toml", &exported);
    let same = text(folder.path(), &format!("apply {copy}"));

    assert!(dry.contains("+ application wiki"), "{dry}");
    assert!(dry.contains("nothing was changed"), "{dry}");
    assert_eq!(nothing_yet, json!([]));
    assert!(applied.contains("password_length: 10 → 12"), "{applied}");
    assert!(!applied.contains("shown this once"), "{applied}");
    assert_eq!(again, "Nothing to change.\n");
    assert!(exported.contains("parent = \"science\""), "{exported}");
    assert!(!exported.contains("secret"), "{exported}");
    assert_eq!(same, "Nothing to change.\n");
}

#[test]
fn another_secret_in_the_file_is_added() {
    let folder = tempfile::tempdir().unwrap();
    let place = write(folder.path(), "place.toml", PLACE);
    write(folder.path(), "wiki.secret", &"s".repeat(40));
    text(folder.path(), &format!("apply {place}"));

    write(folder.path(), "wiki.secret", &"t".repeat(40));
    let changed = text(folder.path(), &format!("apply {place}"));
    let again = text(folder.path(), &format!("apply {place}"));

    assert!(changed.contains("another secret"), "{changed}");
    assert_eq!(again, "Nothing to change.\n");
}

#[test]
fn problems_of_a_document_are_told_one_a_line() {
    let folder = tempfile::tempdir().unwrap();
    let document = "[[groups]]\nname = \"a\"\nparent = \"b\"\n[settings.weather]\n";
    let place = write(folder.path(), "place.toml", document);

    let line = format!("apply {place}");
    let output = gantry(folder.path(), &line).output().unwrap();

    let told = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    assert!(told.contains("nothing was changed:\n"), "{told}");
    assert!(
        told.contains("  groups: a: there is no group b\n"),
        "{told}"
    );
    assert!(
        told.contains("  settings: there is no section weather"),
        "{told}"
    );
}

#[test]
fn a_token_is_made_listed_and_ended() {
    let folder = tempfile::tempdir().unwrap();
    text(folder.path(), "user add root --admin");

    let line = "api-token add root Nightly --scope read --scope people --days 30 --json";
    let made = run(folder.path(), line);
    let id = made["id"].as_str().unwrap();
    let ended = text(folder.path(), &format!("api-token revoke {id}"));
    let listed = run(folder.path(), "api-token list --json");

    assert!(made["api_token"].as_str().unwrap().starts_with("gat_"));
    assert_eq!(made["scopes"], json!(["read", "people"]));
    assert_eq!(ended, "Ended.\n");
    assert_eq!(listed[0]["owner"], "root");
    assert!(listed[0]["ended_at"].is_string());
    assert!(listed[0].get("api_token").is_none());
}
