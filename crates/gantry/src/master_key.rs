//! The master key: given, read from a file, or made at the first start.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use anyhow::Context;
use gantry_core::Env;
use gantry_core::seal::MasterKey;

use crate::settings::MasterKeySource;

/// Loads the key; a key beside the database is made if there is none.
///
/// # Errors
/// The file cannot be read or written, or what it holds is no key.
pub(crate) fn load(source: &MasterKeySource, env: &Env) -> anyhow::Result<MasterKey> {
    match source {
        MasterKeySource::Given(text) => text
            .expose()
            .parse()
            .context("GANTRY_MASTER_KEY or master_key"),
        MasterKeySource::File(path) => read(path),
        MasterKeySource::Generated(path) => {
            if !path.exists() {
                generate(path, env)?;
            }
            read(path)
        }
    }
}

fn read(path: &Path) -> anyhow::Result<MasterKey> {
    let text = fs::read_to_string(path)
        .with_context(|| format!("cannot read the master key {}", path.display()))?;
    text.parse().with_context(|| format!("{}", path.display()))
}

fn generate(path: &Path, env: &Env) -> anyhow::Result<()> {
    keep(path, &MasterKey::generate(env))
}

/// Writes a key where none is: under a name of its own first, so that nobody ever reads half a key
/// and of two processes that start together both use the same one.
///
/// # Errors
/// The file cannot be written.
pub(crate) fn keep(path: &Path, key: &MasterKey) -> anyhow::Result<()> {
    let failed = || format!("cannot write the master key {}", path.display());
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).with_context(failed)?;
    }
    let draft = path.with_extension(format!("draft-{}", std::process::id()));
    let mut file = create_private(&draft).with_context(failed)?;
    let text = key.encode();
    writeln!(file, "{}", text.expose()).with_context(failed)?;
    file.sync_all().with_context(failed)?;
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft).with_context(failed)?;
    match linked {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error).with_context(failed),
        _ => Ok(()),
    }
}

fn create_private(path: &Path) -> std::io::Result<fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn the_first_start_makes_a_key_that_only_its_owner_reads_and_later_starts_keep_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data/master.key");
        let source = MasterKeySource::Generated(path.clone());
        let env = Env::system();

        let first = load(&source, &env).unwrap();
        let second = load(&source, &env).unwrap();

        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert!(first.encode().matches(&second.encode()));
        assert_eq!(fs::read_dir(folder.path().join("data")).unwrap().count(), 1);
    }

    #[test]
    fn a_named_file_without_a_key_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        fs::write(&path, "not a key").unwrap();

        let error = load(&MasterKeySource::File(path), &Env::system()).unwrap_err();

        assert!(format!("{error:#}").contains("32 bytes in base64"));
    }
}
