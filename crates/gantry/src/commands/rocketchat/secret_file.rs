//! A token or secret of Rocket.Chat's side, from a file or standard input, never from an argument.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use anyhow::{Context, bail, ensure};
use gantry_core::Secret;

use crate::commands::check::files;

/// Longer than any token or secret.
const LONGEST: u64 = 4096;

/// Whether a path stands for standard input.
pub(super) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// What a file holds; spaces and line breaks around it do not count.
///
/// # Errors
/// The file cannot be read, or does not hold one word of text.
pub(super) fn read(path: &Path) -> anyhow::Result<Secret> {
    let mut text = String::new();
    let shown = if is_stdin(path) {
        read_some(io::stdin().lock(), &mut text).context("standard input")?;
        "standard input".to_owned()
    } else {
        if let Some(warning) = files::open_to_others(path) {
            eprintln!("gantry: warning: {warning}");
        }
        let shown = path.display().to_string();
        let file = File::open(path).with_context(|| shown.clone())?;
        read_some(file, &mut text).with_context(|| shown.clone())?;
        shown
    };
    let word = text.trim();
    ensure!(!word.is_empty(), "{shown} is empty");
    if word.contains(|sign: char| sign.is_whitespace() || sign.is_control()) {
        bail!("{shown}: a token or secret is one word without spaces and line breaks");
    }
    Ok(Secret::new(word.to_owned()))
}

fn read_some(from: impl Read, text: &mut String) -> anyhow::Result<()> {
    let read = from.take(LONGEST + 1).read_to_string(text)?;
    ensure!(
        u64::try_from(read)? <= LONGEST,
        "longer than any token or secret"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn what_is_around_the_word_does_not_count() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        std::fs::write(&path, " word\r\n").unwrap();

        assert_eq!(read(&path).unwrap().expose(), "word");
    }

    #[test]
    fn what_is_no_word_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");

        for text in ["", "\n", "two words", &"x".repeat(5000)] {
            std::fs::write(&path, text).unwrap();
            assert!(read(&path).is_err(), "{text}");
        }
    }
}
