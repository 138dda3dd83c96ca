//! Recovery codes: 80 random bits each, good for one use.

use gantry_core::{Digest, Id, Secret};
use gantry_store::recovery_codes::RecoveryCode;
use totp_rs::Secret as Base32;

use crate::accounts::Accounts;

/// How many are given out at a time.
const CODES: usize = 10;
const LETTERS: usize = 16;

/// Codes that are about to be stored, with what their owner gets to see once.
pub(super) struct FreshCodes {
    pub(super) rows: Vec<(Id<RecoveryCode>, Digest)>,
    pub(super) texts: Vec<Secret>,
}

impl Accounts {
    pub(super) fn fresh_codes(&self) -> FreshCodes {
        let mut codes = FreshCodes {
            rows: Vec::with_capacity(CODES),
            texts: Vec::with_capacity(CODES),
        };
        for _ in 0..CODES {
            let random: [u8; 10] = self.env.random();
            let letters = Base32::from(random.to_vec()).to_base32();
            codes
                .rows
                .push((self.env.id(), Digest::of(letters.as_bytes())));
            codes.texts.push(Secret::new(grouped(&letters)));
        }
        codes
    }
}

/// Four groups of four letters.
fn grouped(letters: &str) -> String {
    let mut text = String::with_capacity(LETTERS + 3);
    for (index, letter) in letters.chars().enumerate() {
        if index > 0 && index % 4 == 0 {
            text.push('-');
        }
        text.push(letter);
    }
    text
}

/// What the database knows a typed code by; `None` for what cannot be one.
pub(super) fn digest_of(typed: &str) -> Option<Digest> {
    let letters: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| c.to_ascii_uppercase())
        .take(LETTERS + 1)
        .collect();
    let fits = letters.len() == LETTERS && letters.chars().all(|c| c.is_ascii_alphanumeric());
    fits.then(|| Digest::of(letters.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let ours = Digest::of(b"ABCDEFGHIJKLMN23");

        assert_eq!(grouped("ABCDEFGHIJKLMN23"), "ABCD-EFGH-IJKL-MN23");
        assert!(digest_of(" abcd efgh-IJKL mn23 ").is_some_and(|it| it.matches(&ours)));
        assert!(digest_of("ABCD").is_none());
        assert!(digest_of("ABCD-EFGH-IJKL-MN2345").is_none());
    }
}
