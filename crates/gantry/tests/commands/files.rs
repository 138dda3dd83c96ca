//! What is readable by whom.

use std::fs::{Permissions, metadata, set_permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::{gantry, run};

fn mode(path: &Path) -> u32 {
    metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn only_the_owner_reads_what_the_first_start_makes() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");

    run(&data, "group add staff --json");

    assert_eq!(mode(&data), 0o700);
    for file in ["gantry.db", "master.key"] {
        assert_eq!(mode(&data.join(file)), 0o600, "{file}");
    }
}

#[test]
fn a_file_that_others_may_read_is_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), "group add staff --json");
    let database = folder.path().join("gantry.db");
    set_permissions(&database, Permissions::from_mode(0o644)).unwrap();

    let checked = gantry(folder.path(), "check").output().unwrap();

    let printed = String::from_utf8(checked.stdout).unwrap();
    let warning = format!(
        "warning  database: others on this machine may read {}",
        database.display()
    );
    assert!(printed.contains(&warning), "{printed}");
    assert!(!printed.contains("warning  master key"), "{printed}");
}
