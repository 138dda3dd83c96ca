//! `gantry apply` and `gantry export`

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::JsonArgs;

/// The document to put into force.
#[derive(Debug, Args)]
pub(crate) struct ApplyArgs {
    /// TOML, or JSON if its name ends in .json; - reads TOML from standard input
    pub(crate) file: PathBuf,
    /// Only print what would be done
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) output: JsonArgs,
}

/// The document to write.
#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// People too, without passwords
    #[arg(long)]
    pub(crate) people: bool,
    /// How to write it
    #[arg(long, value_enum, default_value_t = DocumentFormat::Toml)]
    pub(crate) format: DocumentFormat,
}

/// How a document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DocumentFormat {
    /// For people.
    Toml,
    /// For programs.
    Json,
}
