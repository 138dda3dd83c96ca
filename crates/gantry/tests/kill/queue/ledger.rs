//! What the servers said, and what was asked of them without an answer.

use std::collections::BTreeSet;

use crate::queue::page::Profile;

/// A browser that is signed in, with its login token.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    pub(crate) browser: Profile,
    pub(crate) token: String,
}

/// Everything that is known.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ledger {
    /// How many answers came that said something was done.
    pub(crate) acknowledged: usize,
    /// Signed in, and nobody asked for an end.
    pub(crate) held: Vec<Held>,
    /// Login tokens of sessions whose end was acknowledged.
    pub(crate) ended: Vec<String>,
    /// Login tokens of sessions whose end was asked for, without an answer.
    pub(crate) unsure: Vec<String>,
    /// People who were shut out, and the servers said so; with the tokens they had.
    pub(crate) disabled: Vec<(String, Vec<String>)>,
    /// People who were signed out everywhere, and the servers said so.
    pub(crate) everywhere: Vec<(String, Vec<String>)>,
}

impl Ledger {
    /// Every login token that was ever handed out.
    pub(crate) fn tokens(&self) -> BTreeSet<String> {
        let held = self.held.iter().map(|held| &held.token);
        let people = self.disabled.iter().chain(&self.everywhere);
        let theirs = people.flat_map(|(_, tokens)| tokens);
        held.chain(&self.ended)
            .chain(&self.unsure)
            .chain(theirs)
            .cloned()
            .collect()
    }
}
