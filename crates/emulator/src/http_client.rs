//! The legacy engine's calls to the provider: node-fetch with a time limit, and a record of every call.

use std::time::{SystemTime, UNIX_EPOCH};

use reqwest::Method;
use reqwest::header::{HeaderName, HeaderValue, LOCATION};
use serde::Serialize;
use serde_json::{Map, Value};
use url::Url;

use crate::encoding::{decode_pairs, mask};
use crate::workspace::{Workspace, lock};

/// One call made to the provider, as it went out and as it came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProviderCall {
    /// `GET` or `POST`.
    pub method: String,
    /// The address with its query; an access token in it is masked.
    pub url: String,
    /// The request's headers in order.
    pub headers: Vec<(String, String)>,
    /// The request body, taken apart.
    pub form: Vec<(String, String)>,
    /// The answer's status, none if there was no answer.
    pub status: Option<u16>,
    /// The answer's body, or what went wrong instead.
    pub body: String,
}

impl ProviderCall {
    /// A request header, named ignoring case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// A field of the request body.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        crate::encoding::first(&self.form, name)
    }
}

/// A request to the provider.
#[derive(Clone, Debug)]
pub(crate) struct Outgoing {
    pub(crate) method: Method,
    pub(crate) url: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Option<String>,
    /// A token in the address, kept out of the record.
    pub(crate) hidden: String,
}

/// The provider's answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
    pub(crate) location: Option<String>,
}

impl Answer {
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The phrase that belongs to the status, all that the legacy engine tells of a refusal.
    pub(crate) fn reason(&self) -> String {
        let known = reqwest::StatusCode::from_u16(self.status)
            .ok()
            .and_then(|status| status.canonical_reason());
        known.map_or_else(|| self.status.to_string(), ToOwned::to_owned)
    }

    /// The body as a JSON object, whatever its content type.
    pub(crate) fn object(&self) -> Option<Map<String, Value>> {
        serde_json::from_str(&self.body).ok()
    }
}

/// Sends as the legacy engine does, redirects included.
///
/// # Errors
/// No answer: the text says why.
pub(crate) async fn send(workspace: &Workspace, mut outgoing: Outgoing) -> Result<Answer, String> {
    let repeats = workspace.settings.version().redirects_repeat_the_request();
    let hops = if repeats { 5 } else { 20 };
    for _ in 0..=hops {
        let answer = send_once(workspace, &outgoing).await?;
        let (Some(location), 301 | 302 | 303 | 307 | 308) = (&answer.location, answer.status)
        else {
            return Ok(answer);
        };
        let next = Url::parse(&outgoing.url)
            .and_then(|url| url.join(location))
            .map_err(|error| error.to_string())?;
        outgoing.url = next.to_string();
        if !repeats && matches!(answer.status, 301..=303) && outgoing.method == Method::POST {
            outgoing.method = Method::GET;
            outgoing.body = None;
        }
    }
    Err("maximum redirect reached".to_owned())
}

/// One exchange through reqwest, recorded.
pub(crate) async fn send_once(
    workspace: &Workspace,
    outgoing: &Outgoing,
) -> Result<Answer, String> {
    let sent = exchange(&workspace.http, outgoing).await;
    record(workspace, outgoing, &sent);
    sent
}

async fn exchange(client: &reqwest::Client, outgoing: &Outgoing) -> Result<Answer, String> {
    let mut request = client.request(outgoing.method.clone(), &outgoing.url);
    for (name, value) in &outgoing.headers {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|error| error.to_string())?;
        request = request.header(
            name,
            HeaderValue::from_str(value).map_err(|error| error.to_string())?,
        );
    }
    if let Some(body) = &outgoing.body {
        request = request.body(body.clone());
    }
    let response = request.send().await.map_err(plain)?;
    let status = response.status().as_u16();
    let location = response
        .headers()
        .get(LOCATION)
        .and_then(|value| value.to_str().ok())
        .map(ToOwned::to_owned);
    let body = response.text().await.map_err(plain)?;
    Ok(Answer {
        status,
        body,
        location,
    })
}

/// Writes a call into the workspace's record.
pub(crate) fn record(workspace: &Workspace, outgoing: &Outgoing, answer: &Result<Answer, String>) {
    let (status, body) = match answer {
        Ok(answer) => (Some(answer.status), answer.body.clone()),
        Err(failure) => (None, failure.clone()),
    };
    lock(&workspace.calls).push(ProviderCall {
        method: outgoing.method.to_string(),
        url: mask(&outgoing.url, &outgoing.hidden),
        headers: outgoing
            .headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect(),
        form: outgoing
            .body
            .as_deref()
            .map(decode_pairs)
            .unwrap_or_default(),
        status,
        body,
    });
}

/// Milliseconds since 1970, as JavaScript's clock counts.
pub(crate) fn now_in_milliseconds() -> i64 {
    let elapsed = SystemTime::elapsed(&UNIX_EPOCH).unwrap_or_default();
    i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX)
}

/// An error without the address, which may hold a token.
fn plain(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(deeper) = cause {
        text = format!("{text}: {deeper}");
        cause = deeper.source();
    }
    text
}
