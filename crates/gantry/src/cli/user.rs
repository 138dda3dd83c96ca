//! `gantry user …`

use std::path::PathBuf;

use clap::{Args, Subcommand};
use gantry_core::email::Email;
use gantry_core::group_name::GroupName;
use gantry_core::user::DisplayName;
use gantry_core::username::Username;

use crate::cli::JsonArgs;

/// What to do with people.
#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Add a person
    Add(UserAddArgs),
    /// List people
    List(JsonArgs),
    /// Show one person
    Show(UserShowArgs),
    /// Set a person's password; every session and token of the person ends
    SetPassword(SetPasswordArgs),
    /// Let a person no longer sign in; every session and token of the person ends
    Disable(UserArgs),
    /// Let a disabled person sign in again
    Enable(UserArgs),
    /// Delete a person for good
    Delete(UserArgs),
}

/// The person to add.
#[derive(Debug, Args)]
pub(crate) struct UserAddArgs {
    /// The name to sign in with, such as alice
    pub(crate) username: Username,
    /// E-mail address; counts as verified
    #[arg(long)]
    pub(crate) email: Option<Email>,
    /// Full name [default: the user name]
    #[arg(long)]
    pub(crate) name: Option<DisplayName>,
    /// A JSON file with standard claims, such as birthdate, gender and address
    #[arg(long, value_name = "FILE")]
    pub(crate) profile: Option<PathBuf>,
    /// A group to be in, made if it is not there; may be repeated
    #[arg(long = "group", value_name = "GROUP")]
    pub(crate) groups: Vec<GroupName>,
    /// Let the person administrate Gantry
    #[arg(long)]
    pub(crate) admin: bool,
    /// Read the password from standard input; otherwise one is made up and printed once
    #[arg(long)]
    pub(crate) password_stdin: bool,
    #[command(flatten)]
    pub(crate) output: JsonArgs,
}

/// Whom to show.
#[derive(Debug, Args)]
pub(crate) struct UserShowArgs {
    /// The user name
    pub(crate) username: Username,
    #[command(flatten)]
    pub(crate) output: JsonArgs,
}

/// Whose password to set.
#[derive(Debug, Args)]
pub(crate) struct SetPasswordArgs {
    /// The user name
    pub(crate) username: Username,
    /// Read the password from standard input; otherwise one is made up and printed once
    #[arg(long)]
    pub(crate) password_stdin: bool,
    #[command(flatten)]
    pub(crate) output: JsonArgs,
}

/// Whom.
#[derive(Debug, Args)]
pub(crate) struct UserArgs {
    /// The user name
    pub(crate) username: Username,
}
