//! The SHA-256 of a text, in hexadecimal.

use std::fmt::Write as _;

use aws_lc_rs::digest::{SHA256, digest};

/// The checksum that `sha256sum` prints for the same bytes.
pub(crate) fn of(text: &str) -> String {
    let mut hexadecimal = String::new();
    for byte in digest(&SHA256, text.as_bytes()).as_ref() {
        // Writing to a string cannot fail.
        let _ = write!(hexadecimal, "{byte:02x}");
    }
    hexadecimal
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_empty_text_has_its_known_checksum() {
        assert!(super::of("").starts_with("e3b0c44298fc1c14"));
    }
}
