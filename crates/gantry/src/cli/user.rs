//! `gantry user …`

use std::path::PathBuf;

use clap::{Args, Subcommand};
use gantry_core::Invalid;
use gantry_core::email::Email;
use gantry_core::group_name::GroupName;
use gantry_core::role::Role;
use gantry_core::user::DisplayName;
use gantry_core::username::Username;

use crate::cli::JsonArgs;
use crate::cli::invite::InviteArgs;

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
    /// Give a person a role in the administration, or take it away
    SetRole(SetRoleArgs),
    /// Remove a person's second factors and recovery codes; every session and token of the person
    /// ends
    ResetFactors(UserArgs),
    /// Forget the wrong passwords that were counted, so that the next attempt is heard
    Unlock(UserArgs),
    /// Add and change people from a CSV table
    Import(UserImportArgs),
    /// Print everybody as a CSV table, without passwords
    Export,
    /// Invite somebody by mail; without mail the link is printed, to be passed on
    Invite(InviteArgs),
}

/// Whose role to set.
#[derive(Debug, Args)]
pub(crate) struct SetRoleArgs {
    /// The user name
    pub(crate) username: Username,
    /// administrator, helpdesk or auditor; none takes the role away
    #[arg(value_parser = role)]
    pub(crate) role: RoleChoice,
}

/// A role, or none.
pub(crate) type RoleChoice = Option<Role>;

fn role(text: &str) -> Result<RoleChoice, Invalid> {
    match text {
        "none" => Ok(None),
        text => text.parse().map(Some),
    }
}

/// The table to import.
#[derive(Debug, Args)]
pub(crate) struct UserImportArgs {
    /// A CSV file in UTF-8; its first line names the columns
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Only say line by line what would happen
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) output: JsonArgs,
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
    #[arg(long, conflicts_with = "role")]
    pub(crate) admin: bool,
    /// A role in the administration: administrator, helpdesk or auditor
    #[arg(long)]
    pub(crate) role: Option<Role>,
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
