//! `gantry keys …`

use clap::Subcommand;

use crate::cli::JsonArgs;

/// What to do with signing keys.
#[derive(Debug, Subcommand)]
pub(crate) enum KeysCommand {
    /// List signing keys
    List(JsonArgs),
    /// Publish new keys now; they sign once every application had time to fetch them
    Rotate(JsonArgs),
}
