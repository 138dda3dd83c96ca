//! `gantry api-token …`

use clap::{Args, Subcommand};
use gantry_core::api_token::{ApiScope, ApiTokenId};
use gantry_core::username::Username;

use crate::cli::JsonArgs;

/// What to do with tokens of the API.
#[derive(Debug, Subcommand)]
pub(crate) enum ApiTokenCommand {
    /// Make a token for a person with a role and print it once
    Add(ApiTokenAddArgs),
    /// List everybody's tokens, ended ones too
    List(JsonArgs),
    /// End a token at once
    Revoke(ApiTokenArgs),
}

/// The token to make.
#[derive(Debug, Args)]
pub(crate) struct ApiTokenAddArgs {
    /// Whose token; it never holds more than this person's role
    pub(crate) username: Username,
    /// What to call it, such as what uses it
    pub(crate) name: String,
    /// What it may be used for: read, people or everything
    #[arg(long = "scope", value_name = "SCOPE", default_value = "read")]
    pub(crate) scopes: Vec<ApiScope>,
    /// For how many days it is good, 365 at most
    #[arg(long, value_name = "NUMBER", default_value_t = 90)]
    pub(crate) days: i64,
    #[command(flatten)]
    pub(crate) output: JsonArgs,
}

/// Which token.
#[derive(Debug, Args)]
pub(crate) struct ApiTokenArgs {
    /// Its id, as `api-token list` shows it
    pub(crate) id: ApiTokenId,
}
