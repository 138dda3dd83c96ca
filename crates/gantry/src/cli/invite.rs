//! `gantry user invite`

use clap::Args;
use gantry_core::email::Email;
use gantry_core::group_name::GroupName;
use gantry_core::role::Role;
use gantry_core::slug::Slug;

use crate::cli::JsonArgs;

/// Whom to invite, and to what.
#[derive(Debug, Args)]
pub(crate) struct InviteArgs {
    /// The address that the letter goes to; it counts as verified
    pub(crate) email: Email,
    /// A group to be in; may be repeated
    #[arg(long = "group", value_name = "GROUP")]
    pub(crate) groups: Vec<GroupName>,
    /// The application to land in
    #[arg(long, value_name = "SLUG")]
    pub(crate) application: Option<Slug>,
    /// The language of the letter, en or de
    #[arg(long, value_name = "LANGUAGE")]
    pub(crate) language: Option<String>,
    /// What the person will do in the administration: administrator, helpdesk or auditor
    #[arg(long, value_name = "ROLE")]
    pub(crate) role: Option<Role>,
    #[command(flatten)]
    pub(crate) output: JsonArgs,
}
