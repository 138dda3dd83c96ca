//! How an application speaks the protocol: the part of its page that ordinary ones leave closed.

use std::collections::BTreeMap;

/// One of several to choose from, or to tick.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The form field, or the value of one.
    pub name: String,
    /// The protocol's word, which is the same in every language.
    pub label: String,
    /// Whether it is chosen.
    pub on: bool,
}

/// The fields, by name where they hold text.
#[derive(Clone, Debug)]
pub struct ProtocolFields {
    /// Whether the part begins open.
    pub open: bool,
    /// The response types.
    pub response_types: Vec<Choice>,
    /// The grants that do not follow from something else.
    pub grants: Vec<Choice>,
    /// Fields with a list to choose from, by name.
    pub lists: BTreeMap<&'static str, Vec<Choice>>,
    /// Fields with text, by name.
    pub texts: BTreeMap<&'static str, String>,
    /// Fields to tick, by name.
    pub ticks: BTreeMap<&'static str, bool>,
}

impl ProtocolFields {
    /// What a field to choose from offers.
    #[must_use]
    pub fn list(&self, name: &str) -> &[Choice] {
        self.lists.get(name).map_or(&[], Vec::as_slice)
    }

    /// What stands in a field.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", String::as_str)
    }

    /// Whether a field is ticked.
    #[must_use]
    pub fn is_on(&self, name: &str) -> bool {
        self.ticks.get(name).copied().unwrap_or_default()
    }
}
