//! The signing keys.

use askama::Template;

use crate::render::Shell;

/// Where a key is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// Published, not used yet.
    Next,
    /// Signs now.
    Active,
    /// Signs no more, still published.
    Retired,
}

impl KeyState {
    /// The key of its word.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Next => "keys-state-next",
            Self::Active => "keys-state-active",
            Self::Retired => "keys-state-retired",
        }
    }
}

/// One key.
#[derive(Clone, Debug)]
pub struct KeyRow {
    /// Its thumbprint.
    pub kid: String,
    /// e.g. `RS256`.
    pub algorithm: String,
    /// Where it is in its life.
    pub state: KeyState,
    /// When it was made, written out.
    pub created: String,
    /// When it takes over or is taken down, written out.
    pub until: Option<String>,
}

/// `/admin/keys`; posts `immediately`, `form_token` to `/admin/keys/rotate`.
#[derive(Template)]
#[template(path = "admin/keys.html")]
pub struct Keys {
    /// The frame.
    pub shell: Shell,
    /// Every published key.
    pub rows: Vec<KeyRow>,
    /// When the schedule makes the next keys, written out; `None` without a schedule.
    pub next: Option<String>,
}
