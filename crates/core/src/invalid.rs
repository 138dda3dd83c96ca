//! The one error of parsing: what was refused, and which rule it should have met.

use thiserror::Error;

/// Text that does not fit the grammar of the value it should become.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{what}: {rule}")]
pub struct Invalid {
    /// The value's name, such as `username`.
    pub what: &'static str,
    /// What a valid value looks like, as half a sentence.
    pub rule: &'static str,
}

impl Invalid {
    /// Names the value and its rule.
    #[must_use]
    pub const fn new(what: &'static str, rule: &'static str) -> Self {
        Self { what, rule }
    }
}

/// Gives a parsed text its conversions to and from `String` and its printed form.
///
/// A macro, because seven types of text need the same three impls and share no other behaviour.
macro_rules! text_value {
    ($name:ident) => {
        impl TryFrom<String> for $name {
            type Error = $crate::invalid::Invalid;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

pub(crate) use text_value;
