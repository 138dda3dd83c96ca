//! `gantry registration …`

use clap::{Args, Subcommand};
use gantry_core::registration::InitialAccessTokenId;

use crate::cli::JsonArgs;

/// What to do about applications that register themselves.
#[derive(Debug, Subcommand)]
pub(crate) enum RegistrationCommand {
    /// Tokens that let others register applications
    #[command(subcommand)]
    Token(TokenCommand),
}

/// What to do with initial access tokens.
#[derive(Debug, Subcommand)]
pub(crate) enum TokenCommand {
    /// Make a token and print it once
    Add(TokenAddArgs),
    /// List tokens, used up ones too
    List(JsonArgs),
    /// Remove a token; applications that registered with it stay
    Remove(TokenArgs),
}

/// The token to make.
#[derive(Debug, Args)]
pub(crate) struct TokenAddArgs {
    /// What to call it, such as who gets it
    pub(crate) name: String,
    /// How many applications may be registered with it
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(crate) uses: i64,
    /// For how many days it is good
    #[arg(long, value_name = "NUMBER", default_value_t = 7)]
    pub(crate) days: i64,
    #[command(flatten)]
    pub(crate) output: JsonArgs,
}

/// Which token.
#[derive(Debug, Args)]
pub(crate) struct TokenArgs {
    /// Its id, as `registration token list` shows it
    pub(crate) id: InitialAccessTokenId,
}
