//! `gantry rocketchat …`

use clap::{Args, Subcommand, ValueEnum};
use gantry_core::slug::Slug;
use gantry_rocketchat::settings::RocketChatVersion;

/// What to do for Rocket.Chat's side.
#[derive(Debug, Subcommand)]
pub(crate) enum RocketchatCommand {
    /// Print the exact values to enter in Rocket.Chat
    Settings(SettingsArgs),
}

/// For which workspace, and in which form.
#[derive(Debug, Args)]
pub(crate) struct SettingsArgs {
    /// The application's slug, as `client list` shows it
    pub(crate) slug: Slug,
    /// As a form to type, environment variables, or REST calls
    #[arg(long, value_enum, default_value_t = SheetFormat::Form)]
    pub(crate) format: SheetFormat,
    /// The version of Rocket.Chat
    #[arg(long, value_name = "VERSION", default_value = "8.4")]
    pub(crate) rocketchat_version: RocketChatVersion,
    /// Add a client secret and print it; otherwise a placeholder stands in its place
    #[arg(long)]
    pub(crate) new_secret: bool,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// How the values are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SheetFormat {
    /// Label and value, in the order of Rocket.Chat's page
    Form,
    /// Environment variables of the container
    Env,
    /// REST calls
    Rest,
}
