//! What came back.

use std::fmt;
use std::str::FromStr;

use reqwest::header::HeaderMap;
use serde_json::Value;

/// A status and the bytes that came with it.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status; a redirect is an answer like any other.
    pub status: u16,
    /// The `Location` header, if one came.
    pub location: Option<String>,
    /// The media type, without parameters and in lower case.
    pub content_type: Option<String>,
    /// The body, at most as large as the rules allow.
    pub body: Vec<u8>,
    pub(crate) pause: Pause,
}

/// A status and the JSON that came with it.
#[derive(Debug, Clone, PartialEq)]
pub struct JsonAnswer {
    /// The HTTP status; anything but 2xx is the caller's to judge.
    pub status: u16,
    /// The parsed body.
    pub body: Value,
}

/// A status, the JSON that came with it if it was JSON, and how long to leave the server alone.
#[derive(Clone, PartialEq)]
pub struct Reply {
    /// The HTTP status; anything but 2xx is the caller's to judge.
    pub status: u16,
    /// The `Location` of a redirect, which was not followed.
    pub location: Option<String>,
    /// The parsed body, if it was JSON.
    pub json: Option<Value>,
    /// What the headers say about asking again.
    pub pause: Pause,
}

/// When a server wants to be asked again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pause {
    /// `Retry-After`, if it came as a number of seconds.
    pub retry_after_seconds: Option<u64>,
    /// `X-RateLimit-Reset`: milliseconds since 1970.
    pub reset_at_millis: Option<i64>,
}

impl Pause {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        Self {
            retry_after_seconds: number(headers, "retry-after"),
            reset_at_millis: number(headers, "x-ratelimit-reset"),
        }
    }
}

fn number<N: FromStr>(headers: &HeaderMap, name: &str) -> Option<N> {
    text(headers, name)?.trim().parse().ok()
}

pub(crate) fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?;
    Some(value.to_owned())
}

pub(crate) fn media_type(headers: &HeaderMap) -> Option<String> {
    let whole = text(headers, "content-type")?;
    let kind = whole.split(';').next()?.trim();
    Some(kind.to_ascii_lowercase())
}

/// Bodies may hold tokens: they are not printed.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("content_type", &self.content_type)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Bodies may hold tokens: they are not printed.
impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("status", &self.status)
            .field("is_json", &self.json.is_some())
            .field("pause", &self.pause)
            .finish_non_exhaustive()
    }
}
