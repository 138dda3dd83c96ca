//! `gantry keys …`

use clap::{Args, Subcommand};

use crate::cli::JsonArgs;

/// What to do with signing keys.
#[derive(Debug, Subcommand)]
pub(crate) enum KeysCommand {
    /// List signing keys
    List(JsonArgs),
    /// Publish new keys; they sign after an hour, when every application had time to fetch them
    Rotate(RotateArgs),
}

/// How to rotate.
#[derive(Debug, Args)]
pub(crate) struct RotateArgs {
    /// Sign with the new keys at once, for a key that leaked
    #[arg(long)]
    pub(crate) now: bool,
    #[command(flatten)]
    pub(crate) output: JsonArgs,
}
