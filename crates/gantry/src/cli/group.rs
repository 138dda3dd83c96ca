//! `gantry group …`

use clap::{Args, Subcommand};
use gantry_core::group_name::GroupName;
use gantry_core::username::Username;

use crate::cli::JsonArgs;

/// What to do with groups.
#[derive(Debug, Subcommand)]
pub(crate) enum GroupCommand {
    /// Add a group
    Add(GroupAddArgs),
    /// List groups
    List(JsonArgs),
    /// Put a person into a group
    AddMember(MemberArgs),
    /// Take a person out of a group
    RemoveMember(MemberArgs),
    /// Put a group into another, whose members then count those of this one
    Move(MoveArgs),
    /// Ask members for a second factor
    DemandFactor(FactorArgs),
}

/// The group to add.
#[derive(Debug, Args)]
pub(crate) struct GroupAddArgs {
    /// Its name, as applications will receive it
    pub(crate) name: GroupName,
    #[command(flatten)]
    pub(crate) output: JsonArgs,
}

/// Which group, and where to.
#[derive(Debug, Args)]
pub(crate) struct MoveArgs {
    /// The group
    pub(crate) group: GroupName,
    /// The group it is to be in [default: none]
    #[arg(long, value_name = "NAME")]
    pub(crate) into: Option<GroupName>,
}

/// Which group, and whether.
#[derive(Debug, Args)]
pub(crate) struct FactorArgs {
    /// The group
    pub(crate) group: GroupName,
    /// No longer
    #[arg(long)]
    pub(crate) off: bool,
}

/// Who and where.
#[derive(Debug, Args)]
pub(crate) struct MemberArgs {
    /// The group
    pub(crate) group: GroupName,
    /// The user name
    pub(crate) username: Username,
}
