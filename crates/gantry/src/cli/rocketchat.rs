//! `gantry rocketchat …`

pub(crate) mod workspace;

use clap::{Args, Subcommand, ValueEnum};
use gantry_core::slug::Slug;
use gantry_rocketchat::settings::{Door, RocketChatVersion};

use crate::cli::rocketchat::workspace::{
    CheckArgs, ConnectArgs, LinkArgs, PeopleArgs, QueueArgs, SyncArgs, UnlinkArgs, WorkspaceArgs,
};

/// What to do for Rocket.Chat's side.
#[derive(Debug, Subcommand)]
pub(crate) enum RocketchatCommand {
    /// Print the exact values to enter in Rocket.Chat
    Settings(SettingsArgs),
    /// Give Gantry an account in Rocket.Chat, for iframe mode and for sign-outs that reach it
    Connect(ConnectArgs),
    /// Say whether a connected workspace is sound
    Check(CheckArgs),
    /// Say who is who there, and who cannot come in
    People(PeopleArgs),
    /// Say that a person is an account that exists there
    Link(LinkArgs),
    /// Forget which account a person is
    Unlink(UnlinkArgs),
    /// Let roles and rooms there follow groups here; without flags, show which do
    Sync(SyncArgs),
    /// Show which sign-outs and changes wait to be told
    Queue(QueueArgs),
    /// Forget the account in Rocket.Chat; who is who stays known
    Disconnect(WorkspaceArgs),
}

/// For which workspace, and in which form.
#[derive(Debug, Args)]
pub(crate) struct SettingsArgs {
    /// The application's slug, as `client list` shows it
    pub(crate) slug: Slug,
    /// The way in; without it iframe from 9.0, where the button needs a licence, else oauth
    #[arg(long, value_enum)]
    pub(crate) door: Option<DoorChoice>,
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

impl SettingsArgs {
    /// The door asked for, or the one that needs no licence.
    pub(crate) fn door(&self) -> Door {
        match self.door {
            Some(DoorChoice::Oauth) => Door::CustomOAuth,
            Some(DoorChoice::Iframe) => Door::Iframe,
            None => Door::fitting(self.rocketchat_version, None),
        }
    }
}

/// The two ways into Rocket.Chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DoorChoice {
    /// A button on its login page: custom OAuth
    Oauth,
    /// Gantry's page in place of the login form: iframe mode
    Iframe,
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
