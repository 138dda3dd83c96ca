//! Row 20: secrets are only comparable in constant time.

use std::fs;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use gantry_core::authorization::Code;
use gantry_core::password::Password;
use gantry_core::seal::MasterKey;
use gantry_core::session::Session;
use gantry_core::token::Token;
use gantry_core::{Digest, Secret};

/// Stands for a type; its reference answers whether `==` exists for it.
struct Probe<T>(PhantomData<T>);

/// Chosen if `==` exists: the receiver fits without another reference.
trait HasEquality {
    fn has_equality(&self) -> bool;
}

impl<T: PartialEq> HasEquality for Probe<T> {
    fn has_equality(&self) -> bool {
        true
    }
}

/// Chosen otherwise.
trait HasNoEquality {
    fn has_equality(&self) -> bool;
}

impl<T> HasNoEquality for &Probe<T> {
    fn has_equality(&self) -> bool {
        false
    }
}

/// A macro, because a generic function would forget what its type implements.
macro_rules! has_equality {
    ($type:ty) => {{
        let probe: Probe<$type> = Probe(PhantomData);
        let answer = (&probe).has_equality();
        answer
    }};
}

#[test]
fn advisory_20_no_secret_has_an_equality_that_stops_at_the_first_difference() {
    assert!(has_equality!(String), "the probe sees `==` where it exists");

    assert!(!has_equality!(Secret));
    assert!(!has_equality!(Digest));
    assert!(!has_equality!(Password));
    assert!(!has_equality!(MasterKey));
    assert!(!has_equality!(Token<Session>));
    assert!(!has_equality!(Token<Code>));
}

#[test]
fn advisory_20_no_line_compares_what_a_secret_exposes() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates");
    let mut suspicious = Vec::new();

    for file in sources(&crates) {
        let text = fs::read_to_string(&file).unwrap();
        for (number, line) in text.lines().enumerate() {
            let exposes = line.contains("expose()") || line.contains("digest.as_bytes()");
            if exposes && (line.contains("==") || line.contains("!=")) && !line.contains("assert") {
                suspicious.push(format!("{}:{}", file.display(), number + 1));
            }
        }
    }

    assert_eq!(suspicious, Vec::<String>::new());
}

/// The server's own sources: every `src` below a crate but the stand-in Rocket.Chat.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("emulator") {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    assert!(
        !found.is_empty() || !folder.ends_with("crates"),
        "no sources found"
    );
    found
}

#[test]
fn advisory_20_a_secret_does_not_print_itself() {
    let secret = Secret::new("hush".to_owned());
    let digest = Digest::of(b"hush");
    let password = Password::presented("hush".to_owned()).unwrap();

    assert_eq!(format!("{secret:?} {digest:?}"), "*** Digest(***)");
    assert!(!format!("{password:?}").contains("hush"));
}
