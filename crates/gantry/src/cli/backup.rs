//! `gantry backup` and `gantry restore`

use std::path::PathBuf;

use clap::Args;

/// Where to, and what with.
#[derive(Debug, Args)]
pub(crate) struct BackupArgs {
    /// The file to write; it must not be there yet [default: a new one in the folder for nightly back-ups]
    pub(crate) file: Option<PathBuf>,
    /// Put the master key into the file: whoever has it then has everything
    #[arg(long)]
    pub(crate) with_key: bool,
    /// Restore the file into a scratch database and sign in there, to see that it is good
    #[arg(long)]
    pub(crate) check: bool,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// What to restore.
#[derive(Debug, Args)]
pub(crate) struct RestoreArgs {
    /// A file that `gantry backup` wrote
    pub(crate) file: PathBuf,
    /// Remove everything that the database holds; to be sure, name its public URL
    #[arg(long, value_name = "URL")]
    pub(crate) replace: Option<String>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}
