//! `gantry backup`, `gantry restore`, and back-ups that are made by themselves.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use super::{Server, gantry, json, run};

/// A place with somebody in it, and a back-up of it.
fn place(flags: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), "group add staff --json");
    run(folder.path(), "user add alice --group staff --json");
    run(folder.path(), "keys list --json");
    let file = folder.path().join("today.backup");
    let line = format!("backup {} --json{flags}", file.display());
    let made = run(folder.path(), &line);
    assert_eq!(at(&made, "/rows/users"), 1);
    (folder, file)
}

/// A part of what a command printed.
fn at(value: &Value, pointer: &str) -> Value {
    value.pointer(pointer).unwrap().clone()
}

/// What a command says when it is refused.
fn refusal(folder: &Path, line: &str) -> String {
    let output = gantry(folder, line).output().unwrap();
    assert!(!output.status.success(), "{line} was not refused");
    String::from_utf8(output.stderr).unwrap()
}

fn copy_key(from: &Path, to: &Path) {
    fs::copy(from.join("master.key"), to.join("master.key")).unwrap();
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_back_up_fills_an_empty_place_that_has_the_same_master_key() {
    let (old, file) = place(" --check");
    let new = tempfile::tempdir().unwrap();
    copy_key(old.path(), new.path());

    let restored = run(new.path(), &format!("restore {} --json", file.display()));

    assert_eq!(at(&restored, "/rows/groups"), 1);
    let alice = run(new.path(), "user show alice --json");
    assert_eq!(at(&alice, "/username"), "alice");
    let keys = |folder| run(folder, "keys list --json");
    assert_eq!(keys(new.path()), keys(old.path()));
    assert_eq!(names(new.path()), ["gantry.db", "master.key"]);
}

#[test]
fn only_the_owner_reads_a_back_up_and_none_is_overwritten() {
    let (folder, file) = place("");
    let before = fs::read(&file).unwrap();

    let said = refusal(folder.path(), &format!("backup {}", file.display()));

    assert!(said.contains("is there already"), "{said}");
    assert_eq!(fs::read(&file).unwrap(), before);
    let mode = fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let left = names(folder.path());
    assert!(!left.iter().any(|name| name.contains("draft")), "{left:?}");
}

#[test]
fn a_back_up_without_its_master_key_is_not_restored() {
    let (old, file) = place("");
    let line = format!("restore {}", file.display());
    let (empty, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    run(other.path(), "keys list --json");

    let missing = refusal(empty.path(), &line);
    let mismatch = refusal(other.path(), &line);

    assert!(
        missing.contains("which is not in it: put it into"),
        "{missing}"
    );
    assert!(
        mismatch.contains("but the one that is set is"),
        "{mismatch}"
    );
    assert!(!empty.path().join("master.key").exists());
    let text = fs::read_to_string(old.path().join("master.key")).unwrap();
    let bytes = fs::read(&file).unwrap();
    let key = text.trim().as_bytes();
    assert!(!bytes.windows(key.len()).any(|window| window == key));
}

#[test]
fn a_back_up_with_its_master_key_brings_it_along() {
    let (old, file) = place(" --with-key");
    let new = tempfile::tempdir().unwrap();

    run(new.path(), &format!("restore {} --json", file.display()));

    let key = |folder: &Path| fs::read(folder.join("master.key")).unwrap();
    assert_eq!(key(new.path()), key(old.path()));
    run(new.path(), "user show alice --json");
}

#[test]
fn what_a_place_holds_goes_only_if_its_public_url_is_typed() {
    let (folder, file) = place("");
    run(folder.path(), "user add bob --json");
    let restore = format!("restore {}", file.display());

    let full = refusal(folder.path(), &restore);
    let wrong = refusal(
        folder.path(),
        &format!("{restore} --replace https://other.example.org"),
    );
    let kept = run(folder.path(), "user show bob --json");
    run(
        folder.path(),
        &format!("{restore} --json --replace http://localhost:9000"),
    );

    assert!(
        full.contains("add --replace http://localhost:9000"),
        "{full}"
    );
    assert!(wrong.contains("is not the public URL"), "{wrong}");
    assert_eq!(at(&kept, "/username"), "bob");
    refusal(folder.path(), "user show bob");
}

#[test]
fn a_file_that_is_no_back_up_is_refused() {
    let (folder, file) = place("");
    let half = folder.path().join("half");
    let whole = fs::read(&file).unwrap();
    fs::write(&half, whole.get(..whole.len() / 2).unwrap()).unwrap();
    let new = tempfile::tempdir().unwrap();
    copy_key(folder.path(), new.path());

    let cut = refusal(new.path(), &format!("restore {}", half.display()));
    let database = folder.path().join("gantry.db");
    let foreign = refusal(new.path(), &format!("restore {}", database.display()));

    assert!(cut.contains("the file is damaged"), "{cut}");
    assert!(foreign.contains("is not a back-up"), "{foreign}");
    assert_eq!(names(new.path()), ["master.key"]);
}

#[test]
fn a_server_with_a_folder_for_back_ups_makes_one_checks_it_and_keeps_so_many() {
    let folder = tempfile::tempdir().unwrap();
    let backups = folder.path().join("backups");
    fs::create_dir(&backups).unwrap();
    for stranger in ["gantry-20200101T030000Z.backup", "notes.txt"] {
        fs::write(backups.join(stranger), "old").unwrap();
    }
    let mut command = gantry(folder.path(), "serve --listen 127.0.0.1:0 --backup-keep 1");
    command.arg("--backup-dir").arg(&backups);

    let server = Server::start(command);
    let found = until(|| {
        let mut found = names(&backups);
        let settled = found.len() == 2 && found.iter().all(|name| !name.contains("20200101"));
        found.retain(|name| name.starts_with("gantry-"));
        settled.then_some(found)
    });
    let line = said_of_back_ups(folder.path(), &backups);
    server.stop();

    assert_eq!(found.len(), 1, "{found:?}");
    let new = tempfile::tempdir().unwrap();
    copy_key(folder.path(), new.path());
    let made = backups.join(found.first().unwrap());
    run(new.path(), &format!("restore {} --json", made.display()));
    assert!(
        line.contains("good     back-up: the newest good one"),
        "{line}"
    );
}

fn said_of_back_ups(folder: &Path, backups: &Path) -> String {
    let mut check = gantry(folder, "check");
    check.env("GANTRY_BACKUP_DIR", backups);
    until(|| {
        let said = String::from_utf8(check.output().unwrap().stdout).unwrap();
        let line = said.lines().find(|line| line.contains("back-up"))?;
        (!line.contains("none was made")).then(|| line.to_owned())
    })
}

/// Asks again until there is an answer.
fn until<T>(mut look: impl FnMut() -> Option<T>) -> T {
    for _ in 0..600 {
        if let Some(found) = look() {
            return found;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("it did not come");
}

#[test]
fn a_back_up_by_hand_into_the_folder_says_that_it_is_good() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), "group add staff --json");
    let mut command = gantry(folder.path(), "backup --check --json");
    command.env("GANTRY_BACKUP_DIR", folder.path().join("backups"));

    let made = json(&command.output().unwrap());

    assert_eq!(at(&made, "/checked"), true);
    assert_eq!(names(&folder.path().join("backups")).len(), 1);
    let said = refusal(folder.path(), "backup");
    assert!(said.contains("name a file, or set backup_dir"), "{said}");
}
