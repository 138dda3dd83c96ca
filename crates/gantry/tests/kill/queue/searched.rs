//! Looking for secrets in texts and files, in clear and as the hexadecimal digits of a dump.

use std::collections::{BTreeSet, HashSet};
use std::fmt::Write;

use gantry_emulator::Emulator;

use crate::queue::ledger::Ledger;
use crate::queue::town::Town;

/// Every secret of the run: of the connection, and every login token that can be known.
pub(crate) fn secrets(chat: &Emulator, ledger: &Ledger, town: &Town) -> Secrets {
    let mut all: BTreeSet<String> = ledger.tokens();
    all.extend(town.secrets.iter().cloned());
    all.extend(chat.rest_calls().into_iter().map(|call| call.token));
    for user in chat.users() {
        all.extend(chat.login_tokens(&user.username));
        all.extend(chat.personal_access_tokens(&user.username));
    }
    all.retain(|secret| !secret.is_empty());
    Secrets::new(all)
}

/// Secrets to look for.
#[derive(Debug)]
pub(crate) struct Secrets {
    all: HashSet<Vec<u8>>,
    lengths: BTreeSet<usize>,
}

impl Secrets {
    pub(crate) fn new(secrets: impl IntoIterator<Item = String>) -> Self {
        let mut all = HashSet::new();
        for secret in secrets {
            assert!(
                secret.len() > 20 && secret.bytes().all(is_of_secrets),
                "would not be found: {secret}"
            );
            all.insert(hex(&secret).into_bytes());
            all.insert(secret.into_bytes());
        }
        let lengths = all.iter().map(Vec::len).collect();
        Self { all, lengths }
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.all.len() / 2
    }

    /// Some secret, to be planted on purpose.
    pub(crate) fn any(&self) -> String {
        let shortest = self.all.iter().min_by_key(|secret| secret.len()).unwrap();
        String::from_utf8(shortest.clone()).unwrap()
    }

    /// The first secret in these bytes.
    pub(crate) fn find(&self, bytes: &[u8]) -> Option<String> {
        let shortest = *self.lengths.first()?;
        // A secret lies within one run of the characters that secrets are made of.
        bytes
            .split(|byte| !is_of_secrets(*byte))
            .filter(|run| run.len() >= shortest)
            .find_map(|run| self.find_in_run(run))
    }

    fn find_in_run(&self, run: &[u8]) -> Option<String> {
        let lengths = self.lengths.iter().filter(|length| **length <= run.len());
        let mut windows = lengths.flat_map(|length| run.windows(*length));
        let found = windows.find(|window| self.all.contains(*window))?;
        Some(String::from_utf8_lossy(found).into_owned())
    }
}

/// As a database prints bytes.
fn hex(text: &str) -> String {
    let mut digits = String::new();
    for byte in text.bytes() {
        write!(digits, "{byte:02x}").unwrap();
    }
    digits
}

const fn is_of_secrets(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

#[test]
fn a_secret_is_found_wherever_it_stands() {
    let secret = "k3Jx-0aQ_9ZbT7uWmE2pL5vRs8YcHdNf";
    let secrets = Secrets::new([secret.to_owned()]);
    let hex = hex(secret);

    for text in [
        secret.to_owned(),
        format!("{{\"loginToken\":\"{secret}\"}}"),
        format!("x{secret}y"),
        format!("(1,\"\\\\x00{hex}ff\")"),
    ] {
        assert!(secrets.find(text.as_bytes()).is_some(), "{text}");
    }
    assert!(secrets.find(secret.replace('J', "j").as_bytes()).is_none());
    assert_eq!((secrets.count(), secrets.any()), (1, secret.to_owned()));
}
