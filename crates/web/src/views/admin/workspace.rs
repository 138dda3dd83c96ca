//! The connection to a Rocket.Chat workspace: what it is, what waits, who is who.

use askama::Template;

use crate::render::Shell;

/// How a workspace stands.
#[derive(Clone, Debug)]
pub enum ConnectionState {
    /// Nobody has entered credentials.
    NotConnected,
    /// Credentials are stored, but for another address than the application has now.
    Elsewhere {
        /// The address that they are for.
        site: String,
    },
    /// Connected.
    Connected {
        /// The chat's id of the service account.
        account: String,
        /// The version that the workspace told last.
        version: String,
        /// When the connection was last changed, written out.
        since: String,
    },
}

/// How a finding of the test is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is as it should be.
    Good,
    /// It works, but there is something to know.
    Warn,
    /// It does not work.
    Bad,
}

impl Verdict {
    /// The key of its word.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Good => "check-good",
            Self::Warn => "workspace-check-warn",
            Self::Bad => "check-bad",
        }
    }
}

/// One line of what the test found.
#[derive(Clone, Debug)]
pub struct FindingRow {
    /// How it is meant.
    pub verdict: Verdict,
    /// The finished sentence.
    pub text: String,
    /// Names and numbers, word for word.
    pub detail: Option<String>,
}

/// One thing that has to be done in the chat.
#[derive(Clone, Debug)]
pub struct TaskRow {
    /// What it is, in words.
    pub kind: String,
    /// Whose account it is about.
    pub person: String,
    /// The page of that person, if there still is one.
    pub address: Option<String>,
    /// When it was asked for, written out.
    pub since: String,
    /// How often it was tried.
    pub attempts: i64,
    /// Why it waits for an administrator, in words.
    pub stopped: Option<String>,
}

/// A person who cannot get in until somebody decides.
#[derive(Clone, Debug)]
pub struct ProblemRow {
    /// Posted as `person`.
    pub id: String,
    /// Display name.
    pub name: String,
    /// Username.
    pub username: String,
    /// What is the matter, in words.
    pub problem: String,
    /// The account typed before, or the one that is in the way.
    pub account: String,
}

/// A line of the form that keeps roles and rooms in step.
#[derive(Clone, Debug, Default)]
pub struct SyncRow {
    /// The group's id; empty on a free line.
    pub group: String,
    /// The id of a role.
    pub role: String,
    /// The name of a room.
    pub room: String,
}

/// Something that happened between here and the chat.
#[derive(Clone, Debug)]
pub struct EventRow {
    /// When, written out.
    pub time: String,
    /// What, in words.
    pub event: String,
    /// Who, as far as known.
    pub person: String,
    /// Why it was refused, in words; empty if it went well.
    pub reason: String,
    /// What was recorded, word for word.
    pub detail: String,
}

/// `/admin/applications/<slug>/connection`.
///
/// Posts, each with `form_token`: `service_user_id`, `token`, `secret` to itself; nothing more to
/// `…/check` and `…/again`; `confirm` to `…/disconnect`; `group`, `role`, `room` (repeated in that
/// order) and `confirm_relinquish` to `…/sync`; `person`, `account`, `may_administer` to `…/link`;
/// `person` to `…/unlink`.
#[derive(Template)]
#[template(path = "admin/workspace.html")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts that the page shows"
)]
pub struct Connection {
    /// The frame.
    pub shell: Shell,
    /// The slug of the application.
    pub slug: String,
    /// The name of the application.
    pub name: String,
    /// The address of the workspace.
    pub site: String,
    /// How it stands.
    pub state: ConnectionState,
    /// The service account's id, as stored or as typed before.
    pub service_user_id: String,
    /// Whether a token is stored and stays if none is typed.
    pub token_kept: bool,
    /// Whether a secret is stored and stays if none is typed.
    pub secret_kept: bool,
    /// Whether signing somebody out everywhere would end personal access tokens too.
    pub tokens_would_die: bool,
    /// What the test found; empty if it did not run.
    pub findings: Vec<FindingRow>,
    /// What waits.
    pub tasks: Vec<TaskRow>,
    /// Who waits.
    pub problems: Vec<ProblemRow>,
    /// Id and name of every group.
    pub groups: Vec<(String, String)>,
    /// Roles and rooms by group, and free lines.
    pub sync: Vec<SyncRow>,
    /// Whether even the last owner of a room is deactivated.
    pub confirm_relinquish: bool,
    /// What happened lately, newest first.
    pub events: Vec<EventRow>,
}

impl Connection {
    /// Whether it is connected.
    #[must_use]
    pub const fn connected(&self) -> bool {
        matches!(self.state, ConnectionState::Connected { .. })
    }

    /// The address of the page, with which those of its forms begin.
    #[must_use]
    pub fn here(&self) -> String {
        format!("/admin/applications/{}/connection", self.slug)
    }
}

/// Who somebody is in the chat.
#[derive(Clone, Debug)]
pub struct LinkRow {
    /// Posted as `person`.
    pub id: String,
    /// Display name.
    pub name: String,
    /// Username here.
    pub username: String,
    /// The user name there; empty while there is no account.
    pub account: String,
    /// Whether it may administer the chat.
    pub may_administer: bool,
    /// Whether it was closed from here.
    pub closed: bool,
    /// What is the matter, in words.
    pub problem: Option<String>,
}

/// `/admin/applications/<slug>/connection/people`; pages with `after`.
///
/// Posts, each with `form_token` and `list`: `username`, `account`, `may_administer` to `../link`;
/// `person` to `../unlink`.
#[derive(Template)]
#[template(path = "admin/workspace_people.html")]
pub struct WhoIsWho {
    /// The frame.
    pub shell: Shell,
    /// The slug of the application.
    pub slug: String,
    /// The name of the application.
    pub name: String,
    /// The page of the list.
    pub rows: Vec<LinkRow>,
    /// Path and query of the next page, if there is one.
    pub next: Option<String>,
    /// The username typed before.
    pub username: String,
    /// The account typed before.
    pub account: String,
}

/// A person's account in one workspace, for the person's page.
#[derive(Clone, Debug)]
pub struct ChatRow {
    /// The slug of the workspace.
    pub slug: String,
    /// The name of the workspace.
    pub workspace: String,
    /// The user name there; empty while there is no account.
    pub account: String,
    /// Whether it was closed from here.
    pub closed: bool,
    /// What is the matter, in words.
    pub problem: Option<String>,
    /// Sign-outs that the chat has not heard yet.
    pub sign_outs: usize,
}
