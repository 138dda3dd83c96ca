//! Tokens of the API: one's own, and everybody's.

use askama::Template;

use crate::render::Shell;

/// One token.
#[derive(Clone, Debug)]
pub struct ApiTokenRow {
    /// Posted as `…/<id>/end`.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Whose it is.
    pub owner: String,
    /// The page of its owner.
    pub owner_address: String,
    /// What it may be used for, in words.
    pub scopes: String,
    /// When it was last used, written out.
    pub last_used: Option<String>,
    /// When it runs out, written out.
    pub ends: String,
    /// Whether it is good.
    pub live: bool,
}

/// One choice of what a token may be used for.
#[derive(Clone, Debug)]
pub struct ScopeChoice {
    /// The word that is posted.
    pub name: &'static str,
    /// The key of its words.
    pub label_key: &'static str,
    /// Whether it is chosen.
    pub on: bool,
}

/// `/account/api-tokens`; posts `name`, `scope`, `days` to itself, nothing to `…/<id>/end`.
#[derive(Template)]
#[template(path = "pages/account_api_tokens.html")]
pub struct OwnApiTokens {
    /// The frame.
    pub shell: Shell,
    /// The page of the list.
    pub rows: Vec<ApiTokenRow>,
    /// Path and query of the next page, if there is one.
    pub next: Option<String>,
    /// What can be chosen; nothing if the person makes no tokens.
    pub scopes: Vec<ScopeChoice>,
    /// The name typed before.
    pub name: String,
    /// The days typed before.
    pub days: String,
    /// The token that was just made.
    pub made: Option<String>,
}

/// `/admin/api-tokens`; posts nothing to `…/<id>/end`.
#[derive(Template)]
#[template(path = "admin/api_tokens.html")]
pub struct ApiTokens {
    /// The frame.
    pub shell: Shell,
    /// The page of the list.
    pub rows: Vec<ApiTokenRow>,
    /// Path and query of the next page, if there is one.
    pub next: Option<String>,
    /// Whether who looks may end them.
    pub may_end: bool,
}
