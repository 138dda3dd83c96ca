//! What the commands on a connected workspace take.

use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;
use clap::builder::BoolishValueParser;
use gantry_core::group_name::GroupName;
use gantry_core::slug::Slug;
use gantry_core::username::Username;

use crate::cli::JsonArgs;

/// The longest name of a role or room.
const LONGEST: usize = 100;

/// Which workspace.
#[derive(Debug, Args)]
pub(crate) struct WorkspaceArgs {
    /// The application's slug, as `client list` shows it
    pub(crate) slug: Slug,
}

/// Who Gantry is there.
#[derive(Debug, Args)]
pub(crate) struct ConnectArgs {
    #[command(flatten)]
    pub(crate) workspace: WorkspaceArgs,
    /// The service account's user id, as Rocket.Chat shows it beside the token
    #[arg(long, value_name = "ID")]
    pub(crate) user_id: String,
    /// A file with its personal access token, or `-` for standard input; without it the present
    /// one stays
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
    /// A file with the server's `CREATE_TOKENS_FOR_USERS_SECRET`, or `-`; without it the present
    /// one stays, and before 8.0 there is none
    #[arg(long, value_name = "FILE")]
    pub(crate) secret_file: Option<PathBuf>,
}

/// What to look at.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    pub(crate) workspace: WorkspaceArgs,
    #[command(flatten)]
    pub(crate) output: JsonArgs,
}

/// Whose people.
#[derive(Debug, Args)]
pub(crate) struct PeopleArgs {
    #[command(flatten)]
    pub(crate) workspace: WorkspaceArgs,
    #[command(flatten)]
    pub(crate) output: JsonArgs,
}

/// Who is who.
#[derive(Debug, Args)]
pub(crate) struct LinkArgs {
    #[command(flatten)]
    pub(crate) workspace: WorkspaceArgs,
    /// The user name at Gantry
    pub(crate) username: Username,
    /// The account in Rocket.Chat: its user name, or its id
    #[arg(value_name = "CHAT_ACCOUNT")]
    pub(crate) account: String,
    /// Let the person be an administrator of Rocket.Chat if the account is one
    #[arg(long)]
    pub(crate) allow_admin: bool,
}

/// Whose account to forget.
#[derive(Debug, Args)]
pub(crate) struct UnlinkArgs {
    #[command(flatten)]
    pub(crate) workspace: WorkspaceArgs,
    /// The user name at Gantry
    pub(crate) username: Username,
}

/// What follows groups.
#[derive(Debug, Args)]
pub(crate) struct SyncArgs {
    #[command(flatten)]
    pub(crate) workspace: WorkspaceArgs,
    /// Members of the group have the role with this id; nothing after `=` forgets it; may be
    /// repeated
    #[arg(long = "role", value_name = "GROUP=ROLE_ID")]
    pub(crate) roles: Vec<Follows>,
    /// Members of the group are in this room; nothing after `=` forgets it; may be repeated
    #[arg(long = "room", value_name = "GROUP=ROOM")]
    pub(crate) rooms: Vec<Follows>,
    /// Whether to close the account of a disabled person who is the only owner of a room
    #[arg(long, value_name = "yes|no", value_parser = BoolishValueParser::new())]
    pub(crate) confirm_relinquish: Option<bool>,
    /// Forget first what was set before
    #[arg(long)]
    pub(crate) clear: bool,
    #[command(flatten)]
    pub(crate) output: JsonArgs,
}

/// What to do with what waits.
#[derive(Debug, Args)]
pub(crate) struct QueueArgs {
    #[command(flatten)]
    pub(crate) workspace: WorkspaceArgs,
    /// Try everything again at once, also what stopped and waits for an administrator
    #[arg(long)]
    pub(crate) try_again: bool,
    #[command(flatten)]
    pub(crate) output: JsonArgs,
}

/// A group, and the role or room that follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Follows {
    /// The group.
    pub(crate) group: GroupName,
    /// The role's id or the room's name; empty for none.
    pub(crate) name: String,
}

impl FromStr for Follows {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (group, name) = text
            .rsplit_once('=')
            .ok_or("write the group, an equals sign, and the role or room")?;
        let name = name.trim().trim_start_matches('#');
        if name.chars().count() > LONGEST {
            return Err(format!("a role or room has at most {LONGEST} characters"));
        }
        let group = group.parse::<GroupName>();
        Ok(Self {
            group: group.map_err(|error| error.to_string())?,
            name: name.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Follows;

    #[test]
    fn a_group_and_what_follows_it_are_told_apart() {
        let follows: Follows = "staff=#general".parse().unwrap();

        assert_eq!(follows.group.as_str(), "staff");
        assert_eq!(follows.name, "general");
        assert_eq!("staff=".parse::<Follows>().unwrap().name, "");
        assert!("staff".parse::<Follows>().is_err());
        assert!("=general".parse::<Follows>().is_err());
    }
}
