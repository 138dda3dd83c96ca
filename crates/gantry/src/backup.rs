//! Making a back-up file: only its owner reads it, and it is there whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use gantry_accounts::Accounts;
use gantry_store::copy::{Manifest, Stamp, back_up};

/// What was made.
#[derive(Debug)]
pub(crate) struct Made {
    /// How large the file is.
    pub(crate) bytes: u64,
    /// What it holds.
    pub(crate) manifest: Manifest,
}

/// Writes a back-up of a database that may be in use. The master key goes in only if asked for.
///
/// # Errors
/// The file is there already, cannot be written, or the database broke down.
pub(crate) async fn make(accounts: &Accounts, file: &Path, with_key: bool) -> anyhow::Result<Made> {
    if file.symlink_metadata().is_ok() {
        bail!("{} is there already", file.display());
    }
    let draft = Draft::create(file).with_context(|| format!("cannot write {}", file.display()))?;
    let key = accounts.master_key();
    let stamp = Stamp {
        key_id: key.id(),
        made_at: accounts.env().now(),
        gantry: env!("CARGO_PKG_VERSION").to_owned(),
        master_key: with_key.then(|| key.encode()),
    };
    let manifest = back_up(accounts.store(), &draft.path, stamp).await?;
    let bytes = draft.publish(file)?;
    Ok(Made { bytes, manifest })
}

/// A file under a name of its own; what is not published goes.
struct Draft {
    path: PathBuf,
}

impl Draft {
    fn create(file: &Path) -> std::io::Result<Self> {
        let mut name = file.file_name().unwrap_or_default().to_owned();
        name.push(format!(".draft-{}", std::process::id()));
        let path = file.with_file_name(name);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true).mode(0o600);
        options.open(&path)?;
        Ok(Self { path })
    }

    /// Brings the file to the disk, then gives it its name; nobody else's file is replaced.
    fn publish(self, file: &Path) -> anyhow::Result<u64> {
        let shown = file.display();
        let written = File::open(&self.path)?;
        written.sync_all()?;
        match fs::hard_link(&self.path, file) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                bail!("{shown} is there already")
            }
            // Some file systems have no links.
            Err(_) => fs::rename(&self.path, file).with_context(|| shown.to_string())?,
            Ok(()) => {}
        }
        let folder = file.parent().filter(|one| !one.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
        Ok(written.metadata()?.len())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        let mut journal = self.path.clone().into_os_string();
        journal.push("-journal");
        // Neither may be there any more.
        let _gone = (fs::remove_file(&self.path), fs::remove_file(journal));
    }
}
