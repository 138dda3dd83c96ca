//! People from a table: the form, and what each line does.

use askama::Template;

use crate::render::Shell;

/// What one line of the table does.
#[derive(Clone, Debug)]
pub struct ImportRow {
    /// The line of the file.
    pub line: u64,
    /// The user name as it stands there.
    pub username: String,
    /// `add`, `change`, `unchanged` or `refused`.
    pub kind: &'static str,
    /// Which values change, or why not.
    pub words: String,
}

/// What a whole table does.
#[derive(Clone, Debug, Default)]
pub struct ImportOutcome {
    /// Whether it was done; otherwise it was only tried.
    pub done: bool,
    /// People added.
    pub added: usize,
    /// People changed.
    pub changed: usize,
    /// People who are like that already.
    pub unchanged: usize,
    /// Lines that do nothing.
    pub refused: usize,
    /// The first lines that do something, refused ones first.
    pub rows: Vec<ImportRow>,
    /// How many lines are not shown.
    pub more: usize,
}

/// `/admin/people/import`: posts `table`, `form_token`, and `apply` after a dry run.
#[derive(Template)]
#[template(path = "admin/people_import.html")]
pub struct PeopleImport {
    /// The frame.
    pub shell: Shell,
    /// The text that was sent.
    pub table: String,
    /// What came of it.
    pub outcome: Option<ImportOutcome>,
}
