//! What a token says, once it is believed, and when it may be.

use gantry_core::{Seconds, Timestamp};
use serde_json::{Map, Value};

use crate::jwt::Fault;

/// How far the clocks of two servers may differ.
const SKEW: Seconds = Seconds::new(10);

/// The claims of a token.
#[derive(Debug, Clone, Default)]
pub struct Claims(Map<String, Value>);

/// RFC 7519 §4.1.3: whom a token is for. <https://www.rfc-editor.org/rfc/rfc7519#section-4.1.3>
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audience<'a> {
    /// It does not say.
    Missing,
    /// One, as a text.
    One(&'a str),
    /// Several, or one in an array.
    Several(Vec<&'a str>),
    /// Neither a text nor an array of texts.
    Malformed,
}

impl Claims {
    pub(super) const fn new(members: Map<String, Value>) -> Self {
        Self(members)
    }

    /// A claim that is a text and not empty.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        let text = self.0.get(name)?.as_str()?;
        Some(text).filter(|text| !text.is_empty())
    }

    /// Whether there is such a claim at all, of whatever type.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// When it runs out, if it says so.
    #[must_use]
    pub fn expires_at(&self) -> Option<Timestamp> {
        self.time("exp").ok().flatten()
    }

    /// Whom it is for.
    #[must_use]
    pub fn audience(&self) -> Audience<'_> {
        match self.0.get("aud") {
            None => Audience::Missing,
            Some(Value::String(one)) => Audience::One(one),
            Some(Value::Array(several)) => {
                let texts: Option<Vec<&str>> = several.iter().map(Value::as_str).collect();
                texts.map_or(Audience::Malformed, Audience::Several)
            }
            Some(_) => Audience::Malformed,
        }
    }

    /// Names and values.
    pub fn members(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// RFC 7519 §4.1.4 to §4.1.6, each if it is there.
    /// <https://www.rfc-editor.org/rfc/rfc7519#section-4.1.4>
    pub(super) fn check_times(&self, now: Timestamp) -> Result<(), Fault> {
        let latest = now.as_i64().saturating_add(SKEW.as_i64());
        let earliest = now.as_i64().saturating_sub(SKEW.as_i64());
        if self
            .time("exp")?
            .is_some_and(|end| end.as_i64() <= earliest)
        {
            return Err(Fault::Expired);
        }
        for name in ["nbf", "iat"] {
            if self
                .time(name)?
                .is_some_and(|begin| begin.as_i64() > latest)
            {
                return Err(Fault::NotYet);
            }
        }
        Ok(())
    }

    /// RFC 7519 §2: a number of seconds, perhaps with a fraction, which is cut off.
    fn time(&self, name: &str) -> Result<Option<Timestamp>, Fault> {
        let Some(value) = self.0.get(name) else {
            return Ok(None);
        };
        let Value::Number(number) = value else {
            return Err(Fault::Times);
        };
        let text = number.to_string();
        let whole = text
            .split_once('.')
            .map_or(text.as_str(), |(whole, _)| whole);
        let fits = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        match whole.parse() {
            Ok(seconds) if fits => Ok(Some(Timestamp::from_i64(seconds))),
            _ => Err(Fault::Times),
        }
    }
}
