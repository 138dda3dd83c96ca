//! What is wrong with an answer, as a value; the words live in the locales under [`Warning::key`].

use crate::claims::Hazard;

/// One thing Rocket.Chat would stumble over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// The answer is not a JSON object.
    NotAnObject,
    /// No claim serves as user id.
    IdMissing,
    /// Another claim than `sub` became the account's key.
    IdNotFromSub(String),
    /// The `result` claim replaced the whole answer.
    IdentityReplaced,
    /// The username field finds nothing: `Failed to extract username`.
    UsernameMissing,
    /// The e-mail field finds nothing: `Failed to extract email`.
    EmailMissing,
    /// No name and nothing to fall back to.
    NameMissing,
    /// A template placeholder finds nothing and is rendered as the word `undefined`.
    RendersUndefined(String),
    /// A template holds a pattern, which only Rocket.Chat evaluates.
    PatternNotRead(String),
    /// The claim must be a string.
    NotAString(String),
    /// The claim is an empty string.
    EmptyString(String),
    /// The username cannot be mentioned in Rocket.Chat.
    UsernameUnsafe(String),
    /// Rocket.Chat compares e-mail addresses by case.
    EmailNotLowerCase,
    /// The claim must be a flat array of strings.
    NotAFlatArray(String),
    /// The array claim is absent; an empty array should be sent instead.
    ArrayMissing(String),
    /// The array claim repeats a value.
    RepeatedValue(String),
    /// The claim's name does harm.
    HarmfulName(String, Hazard),
    /// The whole answer is stored in the user's document; this many bytes are too many.
    TooLarge(usize),
}

impl Warning {
    /// The key of the text that explains it.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::NotAnObject => "rocketchat-warning-not-an-object",
            Self::IdMissing => "rocketchat-warning-id-missing",
            Self::IdNotFromSub(_) => "rocketchat-warning-id-not-from-sub",
            Self::IdentityReplaced => "rocketchat-warning-identity-replaced",
            Self::UsernameMissing => "rocketchat-warning-username-missing",
            Self::EmailMissing => "rocketchat-warning-email-missing",
            Self::NameMissing => "rocketchat-warning-name-missing",
            Self::RendersUndefined(_) => "rocketchat-warning-renders-undefined",
            Self::PatternNotRead(_) => "rocketchat-warning-pattern-not-read",
            Self::NotAString(_) => "rocketchat-warning-not-a-string",
            Self::EmptyString(_) => "rocketchat-warning-empty-string",
            Self::UsernameUnsafe(_) => "rocketchat-warning-username-unsafe",
            Self::EmailNotLowerCase => "rocketchat-warning-email-not-lower-case",
            Self::NotAFlatArray(_) => "rocketchat-warning-not-a-flat-array",
            Self::ArrayMissing(_) => "rocketchat-warning-array-missing",
            Self::RepeatedValue(_) => "rocketchat-warning-repeated-value",
            Self::HarmfulName(_, hazard) => hazard.key(),
            Self::TooLarge(_) => "rocketchat-warning-too-large",
        }
    }

    /// The claim, field or value it is about.
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        match self {
            Self::IdNotFromSub(subject)
            | Self::RendersUndefined(subject)
            | Self::PatternNotRead(subject)
            | Self::NotAString(subject)
            | Self::EmptyString(subject)
            | Self::UsernameUnsafe(subject)
            | Self::NotAFlatArray(subject)
            | Self::ArrayMissing(subject)
            | Self::RepeatedValue(subject)
            | Self::HarmfulName(subject, _) => Some(subject),
            _ => None,
        }
    }

    /// Whether Rocket.Chat refuses the login because of it.
    #[must_use]
    pub fn blocks_login(&self) -> bool {
        matches!(
            self,
            Self::NotAnObject | Self::IdMissing | Self::UsernameMissing | Self::EmailMissing
        )
    }
}
