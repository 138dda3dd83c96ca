//! What this place is called and looks like.

use serde::{Deserialize, Serialize};

use crate::error::Refusal;
use crate::settings::Section;

/// Name and colour of the pages; the logo is a picture of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Branding {
    /// The name on every page.
    pub name: Option<String>,
    /// The colour of buttons and links, as `#rrggbb`.
    pub accent: Option<String>,
    /// The languages that pages are offered in; nothing named means all.
    pub languages: Vec<String>,
}

impl Section for Branding {
    const NAME: &'static str = "branding";

    fn checked(self) -> Result<Self, Refusal> {
        if self
            .name
            .as_ref()
            .is_some_and(|name| name.trim().is_empty() || name.chars().count() > 60)
        {
            return Err(Refusal::Settings(
                "the name of this place has 1 to 60 characters",
            ));
        }
        Ok(self)
    }
}
