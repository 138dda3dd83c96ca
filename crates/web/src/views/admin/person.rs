//! One person: everything that is known, and the page before a deletion.

use askama::Template;

use super::workspace::ChatRow;
use crate::render::Shell;

/// A group to tick.
#[derive(Clone, Debug)]
pub struct GroupChoice {
    /// Posted as `group`.
    pub id: String,
    /// The group's name.
    pub name: String,
    /// Whether the person is a member.
    pub member: bool,
}

/// A session that still holds.
#[derive(Clone, Debug)]
pub struct PersonSession {
    /// The id in `…/sessions/<id>/end`.
    pub id: String,
    /// Browser and system.
    pub device: String,
    /// The address that it began from.
    pub address: String,
    /// How the person proved who it is.
    pub methods: String,
    /// When it began, written out.
    pub started: String,
    /// When it was last used, written out.
    pub last_seen: String,
}

/// A second factor.
#[derive(Clone, Debug)]
pub struct PersonFactor {
    /// What the person calls it.
    pub name: String,
    /// Whether it is a passkey; else it is an app that shows codes.
    pub is_passkey: bool,
    /// When it was last used, written out; empty for never.
    pub last_used: String,
}

/// An application that the person may enter, or agreed to.
#[derive(Clone, Debug)]
pub struct PersonApplication {
    /// The slug in `/admin/applications/<slug>`.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Whether person and groups let the person in.
    pub may_enter: bool,
    /// Since when the person agrees, written out; empty without.
    pub agreed: String,
}

/// A line of the person's history.
#[derive(Clone, Debug)]
pub struct HistoryRow {
    /// When, written out.
    pub time: String,
    /// What was done, in words.
    pub event: String,
    /// The reason code of a refusal, or empty.
    pub reason: String,
    /// Who did it, if it was somebody else.
    pub by: String,
    /// Further words, as recorded.
    pub detail: String,
}

/// What the form of the profile shows, as stored or as typed before.
#[derive(Clone, Debug, Default)]
pub struct PersonForm {
    /// Display name.
    pub name: String,
    /// Username.
    pub username: String,
    /// E-mail address.
    pub email: String,
    /// The role's word, or empty.
    pub role: String,
    /// A line `name=value` for each attribute.
    pub attributes: String,
    /// Whether a second factor is demanded.
    pub factor_demanded: bool,
}

/// `/admin/people/<id>`.
///
/// Posts, each with `form_token`: `name`, `username`, `email`, `role`, `attributes`,
/// `factor_demanded` to itself; `group` (repeated) and `further_group` to `…/groups`;
/// `new_password` to `…/password`; nothing more to `…/disable`, `…/enable`, `…/unlock`,
/// `…/factors/reset`, `…/sessions/end` and `…/sessions/<id>/end`.
#[derive(Template)]
#[template(path = "admin/person.html")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts that the page shows"
)]
pub struct Person {
    /// The frame.
    pub shell: Shell,
    /// The id in the address.
    pub id: String,
    /// Display name.
    pub name: String,
    /// The form of the profile.
    pub form: PersonForm,
    /// Whether the person may sign in.
    pub enabled: bool,
    /// Whether this is the reader, who cannot disable or delete the own account.
    pub is_self: bool,
    /// Whether the reader may help this person.
    pub helpable: bool,
    /// The immutable subject that applications know.
    pub subject: String,
    /// Groups to tick: those the person is in, and the others unless there are many.
    pub groups: Vec<GroupChoice>,
    /// Whether there are no groups at all.
    pub no_groups: bool,
    /// Names of the groups that the person is in through others.
    pub inherited: Vec<String>,
    /// The accounts in connected workspaces.
    pub chats: Vec<ChatRow>,
    /// Sessions that still hold.
    pub sessions: Vec<PersonSession>,
    /// Second factors.
    pub factors: Vec<PersonFactor>,
    /// Recovery codes that are left.
    pub recovery_codes: i64,
    /// Applications the person may enter, or agreed to.
    pub applications: Vec<PersonApplication>,
    /// The newest lines of the history.
    pub history: Vec<HistoryRow>,
    /// When the person last signed in, written out.
    pub last_sign_in: Option<String>,
    /// The shortest password allowed.
    pub password_minimum: u32,
    /// The username was just changed and the change waits for a yes (`confirm_username`).
    pub confirm_username: bool,
}

/// `/admin/people/<id>/history`; pages with `after`.
#[derive(Template)]
#[template(path = "admin/person_history.html")]
pub struct PersonHistory {
    /// The frame.
    pub shell: Shell,
    /// The person's id.
    pub id: String,
    /// The person's name.
    pub name: String,
    /// A page of the history.
    pub history: Vec<HistoryRow>,
    /// Path and query of the next page, if there is one.
    pub next: Option<String>,
}

/// `/admin/people/<id>/delete`: what would end; posts `confirm`, `form_token` to itself.
#[derive(Template)]
#[template(path = "admin/person_delete.html")]
pub struct PersonDelete {
    /// The frame.
    pub shell: Shell,
    /// The person's id.
    pub id: String,
    /// The person's name.
    pub name: String,
    /// What ends, a finished line for each.
    pub ends: Vec<String>,
}
