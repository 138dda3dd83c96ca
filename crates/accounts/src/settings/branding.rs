//! What this place is called and looks like.

use gantry_core::accent::Accent;
use serde::{Deserialize, Serialize};

use crate::error::Refusal;
use crate::settings::Section;
use crate::users::add::checked_language;

/// Languages that can be named.
const MOST_LANGUAGES: usize = 20;

/// Name, colour and logo of the pages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Branding {
    /// The name on every page; the operator's if none is set.
    pub name: Option<String>,
    /// The colour of buttons and links, as `#rrggbb`.
    pub accent: Option<String>,
    /// The public name of the logo. [`crate::Accounts::set_logo`] sets it.
    pub logo: Option<String>,
    /// The languages that pages are offered in; nothing named means all.
    pub languages: Vec<String>,
    /// The language of whoever wishes for none of them.
    pub default_language: Option<String>,
}

impl Section for Branding {
    const NAME: &'static str = "branding";

    fn checked(self) -> Result<Self, Refusal> {
        let name = self.name.map(|name| name.trim().to_owned());
        if name.as_ref().is_some_and(|name| !is_name(name)) {
            return Err(Refusal::Settings(
                "the name of this place has 1 to 60 characters",
            ));
        }
        let languages: Vec<String> = self
            .languages
            .into_iter()
            .filter_map(|tag| checked_language(Some(tag)).transpose())
            .collect::<Result<_, _>>()?;
        if languages.len() > MOST_LANGUAGES {
            return Err(Refusal::Settings("at most 20 languages are named"));
        }
        let default_language = checked_language(self.default_language)?;
        if let Some(default) = &default_language
            && !languages.is_empty()
            && !languages.contains(default)
        {
            return Err(Refusal::Settings(
                "the usual language is one of those that are offered",
            ));
        }
        Ok(Self {
            name,
            accent: checked_accent(self.accent)?,
            logo: self.logo,
            languages,
            default_language,
        })
    }
}

fn is_name(name: &str) -> bool {
    (1..=60).contains(&name.chars().count()) && !name.chars().any(char::is_control)
}

/// A colour that can be seen on light and dark pages, in one spelling.
///
/// # Errors
/// Text that is no colour, or a colour without contrast.
pub(crate) fn checked_accent(accent: Option<String>) -> Result<Option<String>, Refusal> {
    let Some(accent) = accent.filter(|text| !text.trim().is_empty()) else {
        return Ok(None);
    };
    let accent: Accent = accent.parse()?;
    if !accent.stands_out() {
        return Err(Refusal::PaleAccent(accent.nearest().to_string()));
    }
    Ok(Some(accent.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_without_contrast_is_refused_with_one_that_has_it() {
        let pale = checked_accent(Some("#ffe600".to_owned()));
        let good = checked_accent(Some("#0B6BCB ".to_owned()));

        let Err(Refusal::PaleAccent(nearest)) = pale else {
            panic!("{pale:?}");
        };
        assert_eq!(checked_accent(Some(nearest.clone())), Ok(Some(nearest)));
        assert_eq!(good, Ok(Some("#0b6bcb".to_owned())));
        assert!(checked_accent(Some("blue".to_owned())).is_err());
        assert_eq!(checked_accent(Some(" ".to_owned())), Ok(None));
    }

    #[test]
    fn the_usual_language_is_one_of_those_offered() {
        let offered = |default: &str| Branding {
            languages: vec!["de".to_owned()],
            default_language: Some(default.to_owned()),
            ..Branding::default()
        };

        assert!(offered("de").checked().is_ok());
        assert!(offered("en").checked().is_err());
    }
}
