//! Request parameters: decoded once, strictly, and never ambiguous.

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::percent_decode_str;
use url::form_urlencoded;

use crate::error::OAuthError;

/// Parameters that may occur more than once: RFC 8707 §2 and RFC 8693 §2.1.
const REPEATABLE: [&str; 2] = ["resource", "audience"];
/// No honest request has more.
const MOST: usize = 64;
/// The longest value of any parameter: 8 KiB, which Rocket.Chat's `state` may need.
const LONGEST: usize = 8192;

/// The parameters of one request, each present at most once, but for those that may be repeated.
///
/// RFC 6749 §3.1: parameters sent without a value are treated as if they were omitted, and
/// parameters must not be included more than once.
/// <https://www.rfc-editor.org/rfc/rfc6749#section-3.1>
#[derive(Debug, Clone, Default)]
pub struct Params {
    values: BTreeMap<String, String>,
    further: Vec<(String, String)>,
    broken: BTreeSet<String>,
    fault: Option<OAuthError>,
}

impl Params {
    /// Decodes `application/x-www-form-urlencoded` text. Never fails: a faulty parameter is
    /// remembered as such, so that the error can go where the sound ones say.
    ///
    /// ```
    /// use gantry_oidc::params::Params;
    ///
    /// let params = Params::parse("scope=openid+email&state=a%2Bb&state=twice");
    /// assert_eq!(params.get("scope"), Some("openid email"));
    /// assert_eq!(params.get("state"), None);
    /// assert!(params.fault().is_some());
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut params = Self::default();
        for (count, pair) in text.split('&').filter(|pair| !pair.is_empty()).enumerate() {
            if count >= MOST {
                params.note(None, "too many parameters", "too_many_parameters");
                break;
            }
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            match (decode(name), decode(value)) {
                (Some(name), Some(value)) => params.add(name, value),
                (name, _) => params.note(name, "a parameter is not UTF-8", "parameter_not_utf8"),
            }
        }
        params
    }

    fn add(&mut self, name: String, value: String) {
        if value.is_empty() {
            return;
        }
        if value.len() > LONGEST || name.len() > 128 {
            self.note(
                Some(name),
                "a parameter is longer than 8192 bytes",
                "parameter_too_long",
            );
        } else if self.values.contains_key(&name) && REPEATABLE.contains(&name.as_str()) {
            self.further.push((name, value));
        } else if self.values.contains_key(&name) {
            self.values.remove(&name);
            self.note(Some(name), "a parameter is repeated", "parameter_repeated");
        } else if !self.broken.contains(&name) {
            self.values.insert(name, value);
        }
    }

    fn note(&mut self, name: Option<String>, description: &'static str, reason: &'static str) {
        self.broken.extend(name);
        self.fault
            .get_or_insert(OAuthError::invalid_request(description, reason));
    }

    /// A parameter's value, if it was sent once and not empty.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// Every value of a parameter that may be repeated, in the order of arrival.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let further = self.further.iter().filter(move |(of, _)| of == name);
        self.get(name)
            .into_iter()
            .chain(further.map(|(_, value)| value.as_str()))
    }

    /// These parameters with others in the place of those of the same names.
    #[must_use]
    pub(crate) fn superseded_by(mut self, others: Vec<(String, String)>) -> Self {
        for (name, _) in &others {
            self.values.remove(name);
        }
        self.further
            .retain(|(name, _)| others.iter().all(|(other, _)| other != name));
        for (name, value) in others {
            self.add(name, value);
        }
        self
    }

    /// All but these.
    #[must_use]
    pub(crate) fn without(&self, names: &[&str]) -> Self {
        let mut rest = self.clone();
        rest.values
            .retain(|name, _| !names.contains(&name.as_str()));
        rest.further
            .retain(|(name, _)| !names.contains(&name.as_str()));
        rest
    }

    /// None but these.
    #[must_use]
    pub(crate) fn only(&self, names: &[&str]) -> Self {
        let mut rest = self.clone();
        rest.values.retain(|name, _| names.contains(&name.as_str()));
        rest.further
            .retain(|(name, _)| names.contains(&name.as_str()));
        rest
    }

    /// The text that [`Params::parse`] reads again.
    #[must_use]
    pub(crate) fn to_form(&self) -> String {
        let values = self.values.iter();
        let further = self.further.iter().map(|(name, value)| (name, value));
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(values.chain(further))
            .finish()
    }

    /// The first thing that was wrong with the parameters as such.
    #[must_use]
    pub const fn fault(&self) -> Option<OAuthError> {
        self.fault
    }
}

/// `+` is a space, `%XX` a byte; `None` if the bytes are not UTF-8.
fn decode(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced)
        .decode_utf8()
        .ok()
        .map(std::borrow::Cow::into_owned)
}
