//! Passwords from standard input or made up, and secrets from files.

use std::io::{self, BufRead};
use std::path::Path;

use anyhow::{Context, bail};
use gantry_core::password::Password;
use gantry_core::{Env, Secret};

/// Without letters that are mistaken for each other.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
const GROUPS: usize = 4;
/// A client secret shorter than this could be guessed from its digest.
const SHORTEST_CLIENT_SECRET: usize = 32;

/// A password, and its text if Gantry made it up.
pub(crate) struct NewPassword {
    /// To be set.
    pub(crate) password: Password,
    /// To be shown once.
    pub(crate) made_up: Option<Secret>,
}

/// The first line of standard input, or a made-up password of 100 bits.
///
/// # Errors
/// Nothing can be read, or the password is too short or too long.
pub(crate) fn new_password(from_stdin: bool, env: &Env) -> anyhow::Result<NewPassword> {
    if from_stdin {
        let text = first_line()?.trim_end_matches(['\r', '\n']).to_owned();
        let password = Password::chosen(text)?;
        return Ok(NewPassword {
            password,
            made_up: None,
        });
    }
    let text = make_up(env);
    let password = Password::chosen(text.clone())?;
    Ok(NewPassword {
        password,
        made_up: Some(Secret::new(text)),
    })
}

fn make_up(env: &Env) -> String {
    let letter = |byte: u8| {
        ALPHABET
            .get(usize::from(byte % 32))
            .copied()
            .unwrap_or(b'a')
    };
    let groups: Vec<String> = (0..GROUPS)
        .map(|_| {
            env.random::<5>()
                .map(|byte| char::from(letter(byte)))
                .iter()
                .collect()
        })
        .collect();
    groups.join("-")
}

/// A client secret from a file; the line break at its end does not count.
///
/// # Errors
/// The file cannot be read, or holds too short a secret.
pub(crate) fn client_secret(path: &Path) -> anyhow::Result<Secret> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).with_context(|| format!("{shown}"))?;
    let text = text.trim_end_matches(['\r', '\n']);
    if text.len() < SHORTEST_CLIENT_SECRET {
        bail!("{shown}: a client secret has at least {SHORTEST_CLIENT_SECRET} characters");
    }
    Ok(Secret::new(text.to_owned()))
}

/// The passphrase of a key, from a file or the first line of standard input, if one is named.
///
/// # Errors
/// It cannot be read.
pub(crate) fn passphrase(file: Option<&Path>, from_stdin: bool) -> anyhow::Result<Option<Secret>> {
    let text = match file {
        Some(path) => std::fs::read_to_string(path).with_context(|| path.display().to_string())?,
        None if from_stdin => first_line()?,
        None => return Ok(None),
    };
    let text = text.trim_end_matches(['\r', '\n']);
    Ok(Some(Secret::new(text.to_owned())))
}

fn first_line() -> anyhow::Result<String> {
    let mut text = String::new();
    io::stdin()
        .lock()
        .read_line(&mut text)
        .context("standard input")?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_up_password_is_long_and_easy_to_type() {
        let env = Env::system();

        let made = new_password(false, &env).unwrap().made_up.unwrap();

        let groups: Vec<&str> = made.expose().split('-').collect();
        assert_eq!(
            groups.iter().map(|group| group.len()).collect::<Vec<_>>(),
            [5; 4]
        );
        let again = new_password(false, &env).unwrap().made_up.unwrap();
        assert!(!made.matches(&again));
    }

    #[test]
    fn a_short_client_secret_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        std::fs::write(&path, "short\n").unwrap();

        assert!(client_secret(&path).is_err());
    }
}
