//! What an application makes of a person.

use askama::Template;

use crate::render::Shell;

/// `/admin/people/{id}/as`: the applications to choose from.
#[derive(Template)]
#[template(path = "admin/look_choice.html")]
pub struct LookChoice {
    /// The frame.
    pub shell: Shell,
    /// The person's page.
    pub person_href: String,
    /// The person's user name.
    pub person: String,
    /// Name, address, and whether the person may enter.
    pub rows: Vec<(String, String, bool)>,
}

/// `/admin/people/{id}/as/{slug}`.
#[derive(Template)]
#[template(path = "admin/look.html")]
pub struct Look {
    /// The frame.
    pub shell: Shell,
    /// The person's page.
    pub person_href: String,
    /// The person's user name.
    pub person: String,
    /// The application's page.
    pub application_href: String,
    /// The application's name.
    pub application: String,
    /// Whether the person would come in.
    pub entry: Entry,
    /// What stands in the way, or what it depends on, in words.
    pub reasons: Vec<String>,
    /// Every binding and how it is fulfilled.
    pub bindings: Vec<BindingRow>,
    /// The scopes that were taken as asked for.
    pub scopes: String,
    /// Whether this application alone knows the person by this subject.
    pub pairwise: bool,
    /// What userinfo answers.
    pub userinfo: String,
    /// What an ID token says.
    pub id_token: String,
    /// What Rocket.Chat makes of it.
    pub chat: Option<ChatLook>,
}

/// Whether somebody would come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Yes.
    Yes,
    /// It depends on place, time or proof.
    Depends,
    /// No.
    No,
}

impl Entry {
    /// The key of the sentence.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Yes => "look-entry-yes",
            Self::Depends => "look-entry-depends",
            Self::No => "look-entry-no",
        }
    }

    /// The CSS class.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Yes => "good",
            Self::Depends => "warn",
            Self::No => "bad",
        }
    }
}

/// One binding.
#[derive(Clone, Debug)]
pub struct BindingRow {
    /// What it asks, in words.
    pub text: String,
    /// The key of how it stands.
    pub state_key: &'static str,
    /// Whether it speaks for the person.
    pub good: bool,
}

/// The account as Rocket.Chat would find or make it.
#[derive(Clone, Debug)]
pub struct ChatLook {
    /// Whether Rocket.Chat would refuse the sign-in.
    pub refused: bool,
    /// The key of each field's label, and its value.
    pub fields: Vec<(&'static str, String)>,
    /// What it would stumble over, in words.
    pub warnings: Vec<String>,
    /// The user name of the account that is known.
    pub known_as: Option<String>,
}
