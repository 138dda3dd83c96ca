//! Why a call failed, sorted by what can be done about it.

use std::time::Duration;

use gantry_core::{Secret, Timestamp};
use gantry_outbound::{OutboundError, Pause, Reply};
use serde_json::Value;

const LONGEST_PAUSE: Duration = Duration::from_hours(1);
const SHORTEST_PAUSE: Duration = Duration::from_secs(1);
/// Rocket.Chat's own default window, for an answer that names none.
const USUAL_PAUSE: Duration = Duration::from_mins(1);
const LONGEST_MESSAGE: usize = 300;

/// Why a call failed; no variant holds a secret.
#[derive(Debug, thiserror::Error)]
pub enum RestError {
    /// No connection, no trust in its certificate, or no answer in time.
    #[error("Rocket.Chat did not answer at {url}")]
    Unreachable {
        /// What was asked, without parameters.
        url: String,
        /// What happened.
        #[source]
        source: OutboundError,
    },
    /// Gantry's own rules for outgoing requests were in the way.
    #[error("{url} cannot be used under the rules for outgoing requests")]
    Unusable {
        /// What was asked, without parameters.
        url: String,
        /// The rule.
        #[source]
        source: OutboundError,
    },
    /// 5xx: Rocket.Chat, or the proxy before it, is not up.
    #[error("Rocket.Chat is not available at the moment (status {status})")]
    Unavailable {
        /// The HTTP status.
        status: u16,
    },
    /// 429.
    #[error("Rocket.Chat limits the rate of calls; next try in {} seconds", retry_after.as_secs())]
    RateLimited {
        /// How long to wait: from a second to an hour.
        retry_after: Duration,
    },
    /// 401: the token is unknown, ended, or another account's.
    #[error("Rocket.Chat does not accept the token (no longer, or not for this user id)")]
    NotSignedIn,
    /// 400 `totp-required`: the token was made without "Ignore Two Factor Authentication".
    #[error("Rocket.Chat asks for a second factor, which a service account does not have")]
    TwoFactorRequired,
    /// Rocket.Chat says no.
    #[error("Rocket.Chat refused: {message}")]
    Refused {
        /// The HTTP status: 400 or 403, rarely another.
        status: u16,
        /// Its `errorType`, or the `[code]` at the end of its text.
        code: Option<String>,
        /// Its words, shortened.
        message: String,
    },
    /// Not JSON, or JSON of another shape: a proxy's page, or somebody else at the address.
    #[error("{url} answered with status {status}, but not as Rocket.Chat's REST API does")]
    Unexpected {
        /// What was asked, without parameters.
        url: String,
        /// The HTTP status.
        status: u16,
    },
}

impl RestError {
    /// Whether the same call may succeed later without anybody's doing.
    ///
    /// A page instead of JSON counts: proxies answer so while the server behind them restarts.
    #[must_use]
    pub const fn is_retryable(&self) -> bool {
        match self {
            Self::Unreachable { .. }
            | Self::Unavailable { .. }
            | Self::RateLimited { .. }
            | Self::Unexpected { .. } => true,
            Self::Unusable { .. }
            | Self::NotSignedIn
            | Self::TwoFactorRequired
            | Self::Refused { .. } => false,
        }
    }

    /// Rocket.Chat's own code for it.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Refused { code, .. } => code.as_deref(),
            Self::TwoFactorRequired => Some("totp-required"),
            Self::RateLimited { .. } => Some("error-too-many-requests"),
            _ => None,
        }
    }

    /// How long Rocket.Chat wants to be left alone, if it said so.
    #[must_use]
    pub const fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after } => Some(*retry_after),
            _ => None,
        }
    }

    /// Whether it is a refusal with this code.
    pub(super) fn is_code(&self, wanted: &[&str]) -> bool {
        self.code().is_some_and(|code| wanted.contains(&code))
    }
}

/// Turns an answer into a body or an error.
pub(super) struct Judge {
    pub(super) url: String,
    pub(super) now: Timestamp,
    pub(super) secrets: Vec<Secret>,
}

impl Judge {
    pub(super) fn unanswered(&self, source: OutboundError) -> RestError {
        let url = self.url.clone();
        match source {
            OutboundError::Connect(_)
            | OutboundError::TimedOut
            | OutboundError::Transport(_)
            | OutboundError::UnknownName(_) => RestError::Unreachable { url, source },
            _ => RestError::Unusable { url, source },
        }
    }

    pub(super) fn unexpected(&self, status: u16) -> RestError {
        RestError::Unexpected {
            url: self.url.clone(),
            status,
        }
    }

    /// The body of a success.
    pub(super) fn body(&self, reply: Reply) -> Result<Value, RestError> {
        let Reply { status, pause, .. } = reply;
        let json = reply.json.filter(Value::is_object);
        // 1. What any server or proxy says in the same way, with or without JSON.
        if status == 429 {
            return Err(self.rate_limited(pause, json.as_ref()));
        }
        if status >= 500 {
            return Err(RestError::Unavailable { status });
        }
        // 2. Everything else must be Rocket.Chat's: a proxy's 401 ends no session.
        let body = json.ok_or_else(|| self.unexpected(status))?;
        let refused = body.get("success") == Some(&Value::Bool(false));
        match status {
            200..=299 if !refused => Ok(body),
            401 => Err(RestError::NotSignedIn),
            200..=299 | 400..=499 => Err(self.refused(status, pause, &body)),
            _ => Err(self.unexpected(status)),
        }
    }

    fn refused(&self, status: u16, pause: Pause, body: &Value) -> RestError {
        let words = ["error", "message"].map(|key| body.get(key).and_then(Value::as_str));
        let message = words.into_iter().flatten().next().unwrap_or_default();
        let code = body
            .get("errorType")
            .and_then(Value::as_str)
            .or_else(|| code_in(message))
            .map(|code| self.cleaned(code));
        match code.as_deref() {
            Some("totp-required") => RestError::TwoFactorRequired,
            Some("error-too-many-requests") => self.rate_limited(pause, Some(body)),
            _ => RestError::Refused {
                status,
                code,
                message: self.cleaned(message),
            },
        }
    }

    /// Rocket.Chat's header counts milliseconds since 1970, its body milliseconds from now.
    fn rate_limited(&self, pause: Pause, body: Option<&Value>) -> RestError {
        let by_header = pause
            .reset_at_millis
            .map(|reset| reset.saturating_sub(self.now.as_i64().saturating_mul(1000)))
            .and_then(|left| u64::try_from(left).ok())
            .filter(|left| *left > 0);
        let by_body = body
            .and_then(|body| body.pointer("/details/timeToReset"))
            .and_then(Value::as_u64);
        let by_standard = pause.retry_after_seconds.map(Duration::from_secs);
        let retry_after = by_header
            .or(by_body)
            .map(Duration::from_millis)
            .or(by_standard)
            .unwrap_or(USUAL_PAUSE)
            .clamp(SHORTEST_PAUSE, LONGEST_PAUSE);
        RestError::RateLimited { retry_after }
    }

    /// A server's words: short, printable, and without what we sent in confidence.
    fn cleaned(&self, text: &str) -> String {
        let hidden = self
            .secrets
            .iter()
            .filter(|secret| !secret.expose().is_empty())
            .fold(text.to_owned(), |text, secret| {
                text.replace(secret.expose(), "***")
            });
        hidden
            .chars()
            .filter(|letter| !letter.is_control())
            .take(LONGEST_MESSAGE)
            .collect()
    }
}

/// `Not allowed [error-not-allowed]`, or a text that is nothing but a code.
fn code_in(message: &str) -> Option<&str> {
    let bracketed = message
        .trim_end()
        .strip_suffix(']')
        .and_then(|text| text.rsplit_once('['))
        .map(|(_, code)| code);
    let code = bracketed.unwrap_or(message);
    let letters = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    (code.contains('-') && code.chars().all(letters)).then_some(code)
}
