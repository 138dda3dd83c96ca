//! `gantry keys …`

use std::path::PathBuf;

use clap::{Args, Subcommand};
use gantry_core::signing_key::SigningAlgorithm;

use crate::cli::JsonArgs;

/// What to do with signing keys.
#[derive(Debug, Subcommand)]
pub(crate) enum KeysCommand {
    /// List signing keys, and say when the next ones come
    List(JsonArgs),
    /// Publish new keys; they sign after an hour, when every application had time to fetch them
    Rotate(RotateArgs),
    /// Take over a private key from a PEM file; it signs after an hour
    Import(ImportArgs),
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

/// Which key to take over.
#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// A PEM file with a private key: RSA of at least 2048 bits, P-256, P-384 or Ed25519
    pub(crate) file: PathBuf,
    /// What it signs with, such as PS256 [default: RS256 for RSA, and what the curve says]
    #[arg(long)]
    pub(crate) algorithm: Option<SigningAlgorithm>,
    /// Sign with it at once; former keys of its algorithm are no longer published
    #[arg(long)]
    pub(crate) now: bool,
    /// A file with the passphrase of an encrypted key
    #[arg(long, value_name = "FILE", conflicts_with = "passphrase_stdin")]
    pub(crate) passphrase_file: Option<PathBuf>,
    /// Read the passphrase of an encrypted key from standard input
    #[arg(long)]
    pub(crate) passphrase_stdin: bool,
    #[command(flatten)]
    pub(crate) output: JsonArgs,
}
