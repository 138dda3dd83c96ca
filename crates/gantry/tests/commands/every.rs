//! Every command of the binary is run by some test.

use std::fs;
use std::path::Path;

use crate::gantry;

/// Commands that the help of a command lists.
fn below(command: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let line = format!("{command} --help");
    let output = gantry(folder.path(), line.trim_start()).output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    let Some((_, listed)) = help.split_once("Commands:\n") else {
        return Vec::new();
    };
    let lines = listed.lines().take_while(|line| !line.is_empty());
    let names = lines.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    names
        .filter(|name| !name.is_empty() && *name != "help")
        .map(|name| format!("{command} {name}").trim_start().to_owned())
        .collect()
}

/// Commands that have none below them.
fn leaves(command: &str) -> Vec<String> {
    let below = below(command);
    if below.is_empty() {
        return vec![command.to_owned()];
    }
    below.iter().flat_map(|command| leaves(command)).collect()
}

fn sources(folder: &Path) -> String {
    let mut all = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all += &sources(&path);
        } else if path.file_name().unwrap() != "every.rs" {
            all += &fs::read_to_string(path).unwrap();
        }
    }
    all
}

#[test]
fn every_command_is_run_by_some_test() {
    let tests = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests"));

    let commands = leaves("");

    assert!(commands.len() > 50, "{commands:?}");
    let untested: Vec<&String> = commands
        .iter()
        .filter(|command| {
            let begun = [' ', '"'].map(|end| format!("\"{command}{end}"));
            !begun.iter().any(|line| tests.contains(line))
        })
        .collect();
    assert!(untested.is_empty(), "{untested:?}");
}
