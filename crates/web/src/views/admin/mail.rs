//! Mail and invitations in the administration.

use askama::Template;

use crate::render::Shell;
use crate::views::admin::application_protocol::Choice;

/// The mail server as it was typed or is stored; never its password.
#[derive(Clone, Debug, Default)]
pub struct MailDraft {
    /// The server's name.
    pub host: String,
    /// Its port.
    pub port: String,
    /// How the connection is protected.
    pub security: Vec<Choice>,
    /// The name to log in with.
    pub username: String,
    /// The sender's address.
    pub from: String,
    /// Whether a password is stored.
    pub has_password: bool,
}

/// One mail that waits or stopped.
#[derive(Clone, Debug)]
pub struct OutboxRow {
    /// What it is about.
    pub kind: String,
    /// The recipient.
    pub to: String,
    /// When it was written.
    pub written: String,
    /// How often it was tried.
    pub attempts: String,
    /// Why it is not tried any more.
    pub stopped: Option<String>,
    /// What went wrong last.
    pub problem: String,
}

/// `/admin/mail`; posts the server to itself, and to `/admin/mail/test`, `/off` and `/again`.
#[derive(Template)]
#[template(path = "admin/mail.html")]
pub struct Mail {
    /// The frame.
    pub shell: Shell,
    /// Whether mail is set up.
    pub set_up: bool,
    /// The server.
    pub draft: MailDraft,
    /// Where a test would go.
    pub test_to: String,
    /// What is in the outbox.
    pub outbox: Vec<OutboxRow>,
    /// Path and query of the next page, if there is one.
    pub next: Option<String>,
    /// Whether anything stopped.
    pub stopped: bool,
}

/// One invitation that waits.
#[derive(Clone, Debug)]
pub struct InvitationRow {
    /// The id in the address of its acts.
    pub id: String,
    /// Who is invited.
    pub email: String,
    /// Into which groups.
    pub groups: Vec<String>,
    /// Until when.
    pub until: String,
}

/// `/admin/invitations`: invites, and lists who has not come yet.
#[derive(Template)]
#[template(path = "admin/invitations.html")]
pub struct Invitations {
    /// The frame.
    pub shell: Shell,
    /// Whether letters can be sent; otherwise an administrator gets the link to pass on.
    pub mail: bool,
    /// The link to pass on, shown once.
    pub link: Option<String>,
    /// The address typed before.
    pub email: String,
    /// The groups to choose from, unless there are many.
    pub groups: Vec<Choice>,
    /// Where there are many: the names of groups, as typed.
    pub further: Vec<String>,
    /// The applications to choose from.
    pub applications: Vec<Choice>,
    /// The languages to choose from.
    pub languages: Vec<Choice>,
    /// The roles to choose from; none for the helpdesk.
    pub roles: Vec<Choice>,
    /// Who has not come yet.
    pub rows: Vec<InvitationRow>,
    /// Path and query of the next page, if there is one.
    pub next: Option<String>,
}
