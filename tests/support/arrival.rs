//! What an application gets through the browser, and in which of the three places.

use std::collections::BTreeSet;

use url::Url;
use url::form_urlencoded::parse;

use crate::visitor::Landing;

/// Where the parameters of an answer stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the query of a redirect.
    Query,
    /// In the fragment of a redirect.
    Fragment,
    /// In a form that the browser posts.
    Form,
}

/// An answer of the authorization endpoint.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// Where its parameters stand.
    pub place: Place,
    /// Where it goes, without its parameters unless they are in the query.
    pub address: String,
    /// Its parameters.
    pub parameters: Vec<(String, String)>,
}

impl Arrival {
    /// Reads the end of a walk; a problem page is none.
    #[must_use]
    pub fn read(landing: Landing) -> Self {
        match landing {
            Landing::Client(url) => Self::redirected(url),
            Landing::Page(page) => {
                assert!(page.problem().is_none(), "a problem: {}", page.body);
                let (address, parameters) = page.form_with("#form-post-submit");
                Self {
                    place: Place::Form,
                    address,
                    parameters,
                }
            }
        }
    }

    fn redirected(mut url: Url) -> Self {
        let fragment = url.fragment().map(ToOwned::to_owned);
        url.set_fragment(None);
        let (place, text) = match &fragment {
            Some(fragment) => (Place::Fragment, fragment.as_str()),
            None => (Place::Query, url.query().unwrap_or_default()),
        };
        Self {
            place,
            parameters: parse(text.as_bytes()).into_owned().collect(),
            address: url.to_string(),
        }
    }

    /// A parameter's value.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    /// A parameter that has to be there.
    #[must_use]
    pub fn need(&self, name: &str) -> &str {
        self.get(name)
            .unwrap_or_else(|| panic!("no {name}: {self:?}"))
    }

    /// The names of all parameters.
    #[must_use]
    pub fn names(&self) -> BTreeSet<&str> {
        self.parameters
            .iter()
            .map(|(name, _)| name.as_str())
            .collect()
    }
}
