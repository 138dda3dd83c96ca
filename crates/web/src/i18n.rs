//! The languages of the pages: which one a reader gets, and the texts in it.
//!
//! Texts live in `web/locales/<language>/*.ftl`; the tests below hold templates and languages together.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, langid};
use time::OffsetDateTime;

fluent_templates::static_loader! {
    static TEXTS = {
        locales: "../../web/locales",
        fallback_language: "en",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static ENGLISH: LanguageIdentifier = langid!("en");
static GERMAN: LanguageIdentifier = langid!("de");

/// A language the pages are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English, also the last resort.
    #[default]
    En,
    /// German.
    De,
}

/// Everything that says which language a reader wants, strongest first.
#[derive(Clone, Copy, Debug, Default)]
pub struct LanguageWishes<'a> {
    /// `ui_locales` of the authorization request: tags separated by spaces, best first.
    pub ui_locales: Option<&'a str>,
    /// What the signed-in person chose in the account.
    pub stored: Option<&'a str>,
    /// What this browser chose.
    pub cookie: Option<&'a str>,
    /// The `Accept-Language` header.
    pub accept_language: Option<&'a str>,
}

impl Language {
    /// Every language, in the order the chooser shows them.
    pub const ALL: [Self; 2] = [Self::En, Self::De];

    /// The first wish that names a language we have; English if none does.
    #[must_use]
    pub fn negotiate(wishes: &LanguageWishes<'_>) -> Self {
        Self::negotiate_among(wishes, &Self::ALL, Self::default())
    }

    /// The first wish that names a language that is offered; the usual one if none does.
    #[must_use]
    pub fn negotiate_among(wishes: &LanguageWishes<'_>, offered: &[Self], usual: Self) -> Self {
        let tag = |tag: &str| Self::from_tag(tag).filter(|it| offered.contains(it));
        let listed = |list: &str| list.split_ascii_whitespace().find_map(tag);
        wishes
            .ui_locales
            .and_then(listed)
            .or_else(|| wishes.stored.and_then(tag))
            .or_else(|| wishes.cookie.and_then(tag))
            .or_else(|| from_header(wishes.accept_language?, offered))
            .unwrap_or(usual)
    }

    /// The language of a tag such as `de-AT`; the primary subtag decides.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?;
        Self::ALL
            .into_iter()
            .find(|language| primary.eq_ignore_ascii_case(language.code()))
    }

    /// The tag for `lang`, cookies and storage.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
        }
    }

    /// The language's name in itself.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::De => "Deutsch",
        }
    }

    /// The text of a key; `⟦key⟧` if it is missing, which the tests rule out.
    #[must_use]
    pub fn t(self, key: &str) -> String {
        self.find(key, &[]).unwrap_or_else(|| missing(key))
    }

    /// The text of a key with its variables filled in.
    #[must_use]
    pub fn t_args(self, key: &str, args: &[(&str, String)]) -> String {
        self.find(key, args).unwrap_or_else(|| missing(key))
    }

    /// The text of a key, if there is one: for keys made from reason codes.
    #[must_use]
    pub fn find(self, key: &str, args: &[(&str, String)]) -> Option<String> {
        let args: HashMap<Cow<'static, str>, FluentValue<'_>> = args
            .iter()
            .map(|(name, value)| (Cow::Owned((*name).to_owned()), fluent(value)))
            .collect();
        let args = (!args.is_empty()).then_some(&args);
        [self.identifier(), &ENGLISH]
            .into_iter()
            .find_map(|language| TEXTS.lookup_single_language(language, key, args).ok())
    }

    /// A point in time as the language writes it, to the minute, in UTC.
    #[must_use]
    pub fn moment(self, unix_seconds: i64) -> String {
        let Ok(at) = OffsetDateTime::from_unix_timestamp(unix_seconds) else {
            return String::new();
        };
        let (year, month, day) = (at.year(), u8::from(at.month()), at.day());
        let (hour, minute) = (at.hour(), at.minute());
        match self {
            Self::En => format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02} UTC"),
            Self::De => format!("{day:02}.{month:02}.{year}, {hour:02}:{minute:02} UTC"),
        }
    }

    fn identifier(self) -> &'static LanguageIdentifier {
        match self {
            Self::En => &ENGLISH,
            Self::De => &GERMAN,
        }
    }
}

/// Whole numbers become Fluent numbers, so that plurals work; everything else is text.
fn fluent(value: &str) -> FluentValue<'_> {
    value
        .parse::<i32>()
        .map_or_else(|_| FluentValue::from(value), FluentValue::from)
}

fn missing(key: &str) -> String {
    tracing::error!(key, "text.missing");
    format!("⟦{key}⟧")
}

/// RFC 9110 §12.5.4: a comma list with weights; weight 0 means "not this one".
/// <https://www.rfc-editor.org/rfc/rfc9110#section-12.5.4>
fn from_header(header: &str, offered: &[Language]) -> Option<Language> {
    let mut best: Option<(u16, Language)> = None;
    for part in header.split(',').take(32) {
        let mut pieces = part.split(';');
        let language = pieces.next().and_then(Language::from_tag);
        let Some(language) = language.filter(|it| offered.contains(it)) else {
            continue;
        };
        let weight = pieces
            .find_map(|piece| piece.trim().strip_prefix("q="))
            .map_or(1000, thousandths);
        if weight > best.map_or(0, |(known, _)| known) {
            best = Some((weight, language));
        }
    }
    best.map(|(_, language)| language)
}

/// `0.8` is 800; text that is no weight counts as 0.
fn thousandths(weight: &str) -> u16 {
    let (whole, fraction) = weight.trim().split_once('.').unwrap_or((weight.trim(), ""));
    if whole == "1" {
        return 1000;
    }
    format!("{fraction:0<3}")
        .get(..3)
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{Language, LanguageWishes};

    fn header(accept_language: &str) -> Language {
        Language::negotiate(&LanguageWishes {
            accept_language: Some(accept_language),
            ..LanguageWishes::default()
        })
    }

    #[test]
    fn the_request_beats_the_account_the_browser_and_the_header() {
        let wishes = LanguageWishes {
            ui_locales: Some("fr de-CH"),
            stored: Some("en"),
            cookie: Some("en"),
            accept_language: Some("en"),
        };

        assert_eq!(Language::negotiate(&wishes), Language::De);
    }

    #[test]
    fn a_wish_for_a_language_we_lack_falls_through() {
        let wishes = LanguageWishes {
            ui_locales: Some("fr"),
            stored: Some("xx"),
            cookie: Some("de"),
            accept_language: Some("en"),
        };

        assert_eq!(Language::negotiate(&wishes), Language::De);
    }

    #[test]
    fn the_header_is_read_by_weight() {
        assert_eq!(header("en;q=0.4, de-AT;q=0.8"), Language::De);
        assert_eq!(header("fr, de;q=0, en;q=0.1"), Language::En);
        assert_eq!(header("de, en"), Language::De);
        assert_eq!(header("…;q=x,,;"), Language::En);
    }

    #[test]
    fn plurals_follow_the_number() {
        let one = Language::En.t_args("login-slow-down", &[("seconds", "1".to_owned())]);
        let many = Language::De.t_args("login-slow-down", &[("seconds", "12".to_owned())]);

        assert!(one.contains("1 second "), "{one}");
        assert!(many.contains("12 Sekunden"), "{many}");
    }

    #[test]
    fn time_is_written_as_the_language_writes_it() {
        assert_eq!(Language::En.moment(1_700_000_000), "2023-11-14 22:13 UTC");
        assert_eq!(Language::De.moment(1_700_000_000), "14.11.2023, 22:13 UTC");
    }
}
