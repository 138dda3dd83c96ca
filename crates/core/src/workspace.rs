//! Rocket.Chat workspaces: how they are reached, who is who there, and what has to be done.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::client::ClientRowId;
use crate::clock::Timestamp;
use crate::digest::Digest;
use crate::group::GroupId;
use crate::id::Id;
use crate::invalid::Invalid;
use crate::session::SessionId;
use crate::user::UserId;

/// The connection to one workspace. Its row belongs to the client of the same id.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// The client.
    pub client_id: ClientRowId,
    /// The address that the credentials are for: they are sent nowhere else.
    pub site: String,
    /// The chat's id of the service account.
    pub service_user_id: String,
    /// The service account's personal access token, sealed.
    pub sealed_token: Vec<u8>,
    /// The secret with which login tokens are made, sealed; workspaces before 8.0 know none.
    pub sealed_secret: Option<Vec<u8>>,
    /// The version that the workspace told last.
    pub version: String,
    /// What is kept in step there.
    pub sync: SyncSettings,
    /// When its accounts are compared again.
    pub reconcile_at: Timestamp,
    /// When an administrator last changed the connection.
    pub updated_at: Timestamp,
}

/// What is kept in step in a workspace. Stored as one document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SyncSettings {
    /// Members of the group have the role of this id; all other roles are left alone.
    pub roles: BTreeMap<GroupId, String>,
    /// Members of the group are in the room of this name; all other rooms are left alone.
    pub rooms: BTreeMap<GroupId, String>,
    /// Deactivate even the last owner of a room.
    pub confirm_relinquish: bool,
}

/// Who a person is in a workspace.
#[derive(Debug, Clone)]
pub struct ChatAccount {
    /// The workspace.
    pub client_id: ClientRowId,
    /// The person.
    pub user_id: UserId,
    /// The chat's id of the account; `None` while it does not exist.
    pub chat_id: Option<String>,
    /// The account's user name there, as last seen, or as wanted.
    pub chat_username: String,
    /// The user name there follows the one here.
    pub follows: bool,
    /// An administrator agreed that this person is an administrator of the chat.
    pub may_administer: bool,
    /// The account was closed from here, and is opened again from here.
    pub deactivated: bool,
    /// The stable reason why the person cannot get in.
    pub problem: Option<String>,
    /// Since when the account is being created: an account of this name made later is ours.
    pub creating_since: Option<Timestamp>,
    /// The digest of the avatar that was uploaded last.
    pub avatar: Option<Digest>,
}

/// A chat session's row id.
pub type ChatSessionId = Id<ChatSession>;

/// That a browser session entered a workspace, and the login token it was given.
#[derive(Debug, Clone)]
pub struct ChatSession {
    /// Row id, bound into the seal.
    pub id: ChatSessionId,
    /// The browser session.
    pub session_id: SessionId,
    /// The workspace.
    pub client_id: ClientRowId,
    /// The person.
    pub user_id: UserId,
    /// It came in by the button, with a token that only the chat knows.
    pub by_button: bool,
    /// The chat's id of the account that the token is for.
    pub chat_id: Option<String>,
    /// The login token, sealed.
    pub sealed: Option<Vec<u8>>,
    /// When the chat last accepted the token.
    pub verified_at: Timestamp,
}

/// What has to be done in a workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TaskKind {
    /// End the one login token that a browser session was given.
    EndSession,
    /// End every login token of an account.
    EndAll,
    /// Bring the account in step with the person: open or closed, name, address, roles, rooms.
    Account,
    /// Find out which account a person came to by the button.
    Learn,
}

impl TaskKind {
    const ALL: [Self; 4] = [Self::EndSession, Self::EndAll, Self::Account, Self::Learn];

    /// The stable word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EndSession => "end_session",
            Self::EndAll => "end_all",
            Self::Account => "account",
            Self::Learn => "learn",
        }
    }

    /// The kind of a stable word.
    ///
    /// # Errors
    /// Another word.
    pub fn from_word(word: &str) -> Result<Self, Invalid> {
        let rule = Invalid::new("task kind", "is end_session, end_all, account or learn");
        let mut all = Self::ALL.into_iter();
        all.find(|kind| kind.as_str() == word).ok_or(rule)
    }
}

/// One thing to do in a workspace, kept until it is done.
#[derive(Debug, Clone)]
pub struct ChatTask {
    /// The workspace.
    pub client_id: ClientRowId,
    /// What to do.
    pub kind: TaskKind,
    /// What it is about: a chat session or a person.
    pub about: Id<ChatTask>,
    /// The person.
    pub user_id: UserId,
    /// The chat's id of the account, if it was known when the task was made.
    pub chat_id: Option<String>,
    /// The login token to end, sealed for the chat session of this id.
    pub sealed: Option<Vec<u8>>,
    /// How often it was asked for: what is asked for again while it is done stays to be done.
    pub wanted: i64,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried next.
    pub due_at: Timestamp,
    /// The stable reason why it waits for an administrator.
    pub stopped: Option<String>,
    /// When it was first asked for.
    pub created_at: Timestamp,
}

/// What a hand-off code is a token for: it carries a sign-in from a window of its own into the
/// frame of a workspace on another site.
#[derive(Debug)]
pub struct HandOff;

/// What the bridge's own cookie is a token for.
#[derive(Debug)]
pub struct BridgeSession;

#[cfg(test)]
mod tests {
    use super::TaskKind;

    #[test]
    fn every_kind_is_found_by_its_word() {
        for kind in TaskKind::ALL {
            assert_eq!(TaskKind::from_word(kind.as_str()), Ok(kind));
        }
        assert!(TaskKind::from_word("restart").is_err());
    }
}
