//! `gantry demo` serves until it is stopped, and leaves nothing behind.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::gantry;

#[test]
fn the_demonstration_says_what_to_open_and_ends_when_it_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = gantry(
        folder.path(),
        "demo --port 0 --rocketchat-port 0 --iframe-port 0",
    );
    let command = command.stdout(Stdio::piped()).stderr(Stdio::null());

    let mut process = command.spawn().unwrap();
    let printed = BufReader::new(process.stdout.take().unwrap());
    let mut lines = printed.lines().map(Result::unwrap);
    let open = lines.find(|line| line.contains("1. Open http://localhost:"));
    lines.find(|line| line.contains("the trail of every sign-in"));
    let id = process.id().to_string();
    Command::new("kill").args(["-TERM", &id]).status().unwrap();
    lines.for_each(drop);
    let code = process.wait().unwrap().code();

    assert!(open.is_some());
    assert_eq!(code, Some(0));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
