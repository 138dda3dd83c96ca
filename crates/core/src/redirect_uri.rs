//! Redirect URIs: what may be registered, and the exact comparison.

use std::net::IpAddr;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use crate::invalid::{Invalid, text_value};

const RULE: Invalid = Invalid::new(
    "redirect URI",
    "is https, or http on this machine (localhost, 127.0.0.1, [::1]), or a private scheme with a dot; without fragment, user name, backslash or spaces",
);

/// A registered redirect URI: kept and compared as the exact text that was registered.
///
/// ```
/// use gantry_core::redirect_uri::RedirectUri;
///
/// let uri: RedirectUri = "https://chat.example.org/_oauth/gantry?close".parse().unwrap();
/// assert!(uri.is("https://chat.example.org/_oauth/gantry?close"));
/// assert!(!uri.is("https://chat.example.org/_oauth/gantry"));
/// assert!("javascript:alert(1)".parse::<RedirectUri>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RedirectUri(String);

impl RedirectUri {
    /// The registered text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// OpenID Connect Core §3.1.2.1: simple string comparison, query included.
    /// <https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest>
    #[must_use]
    pub fn is(&self, presented: &str) -> bool {
        self.0 == presented
    }

    /// RFC 8252 §7.3: a native client on a loopback address may use any port.
    /// <https://www.rfc-editor.org/rfc/rfc8252#section-7.3>
    #[must_use]
    pub fn is_on_any_port(&self, presented: &str) -> bool {
        let Ok(presented) = presented.parse::<Self>() else {
            return false;
        };
        match (
            self.without_loopback_port(),
            presented.without_loopback_port(),
        ) {
            (Some(registered), Some(presented)) => registered == presented,
            _ => false,
        }
    }

    /// The text without its port, for `http` on a loopback host only.
    fn without_loopback_port(&self) -> Option<String> {
        let rest = self.0.strip_prefix("http://")?;
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let host = match authority.rsplit_once(':') {
            Some((host, port)) if port.chars().all(|c| c.is_ascii_digit()) => host,
            _ => authority,
        };
        Some(format!("{host}{path}"))
    }

    /// Whether its host, if it is an address of the web, is one that policies and pages may name.
    #[must_use]
    pub fn has_plain_host(&self) -> bool {
        let Ok(url) = Url::parse(&self.0) else {
            return false;
        };
        !matches!(url.scheme(), "https" | "http")
            || url.host().is_some_and(|host| is_plain_host(&host))
    }

    /// Scheme, host and port, for pages that name where a person goes next.
    #[must_use]
    pub fn origin(&self) -> String {
        Url::parse(&self.0)
            .ok()
            .filter(|url| url.host().is_some())
            .map_or_else(|| self.0.clone(), |url| url.origin().ascii_serialization())
    }
}

/// Whether a host names this machine: `localhost`, `*.localhost`, `127.0.0.0/8`, `[::1]`.
#[must_use]
pub fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => IpAddr::V4(*address).is_loopback(),
        Host::Ipv6(address) => IpAddr::V6(*address).is_loopback(),
    }
}

/// Whether a host has only what names in use have: letters, digits, hyphens, dots and underscores,
/// or the digits of an address. URLs allow more, such as `;` and `,`, which mean something else in
/// a content security policy. <https://www.w3.org/TR/CSP3/#grammardef-host-part>
#[must_use]
pub fn is_plain_host(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte)),
        Host::Ipv4(_) | Host::Ipv6(_) => true,
    }
}

/// The text must read the same to every parser: what `url` makes of it must start with it.
fn reads_one_way(text: &str, url: &Url) -> bool {
    let host_and_port = |s: &str| {
        let rest = s.split_once("://").map_or("", |(_, rest)| rest);
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        rest.get(..end).unwrap_or("").to_owned()
    };
    let written = host_and_port(text);
    let understood = host_and_port(url.as_str());
    let default_port = if url.scheme() == "https" {
        ":443"
    } else {
        ":80"
    };
    written == understood || written.strip_suffix(default_port) == Some(understood.as_str())
}

impl FromStr for RedirectUri {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let plain = text.len() <= 2048
            && text
                .chars()
                .all(|c| c.is_ascii_graphic() && !"\\\"<>^`{|}#".contains(c));
        if !plain {
            return Err(RULE);
        }
        let url = Url::parse(text).map_err(|_| RULE)?;
        let (scheme, _) = text.split_once(':').ok_or(RULE)?;
        let fits = match scheme {
            "https" | "http" => {
                let host = url.host().ok_or(RULE)?;
                url.username().is_empty()
                    && url.password().is_none()
                    && text.starts_with(&format!("{scheme}://"))
                    && reads_one_way(text, &url)
                    && (scheme == "https" || is_loopback(&host))
            }
            // RFC 8252 §7.1: a private-use scheme is a reversed domain name.
            private => private.contains('.') && url.scheme() == private,
        };
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(RULE)
        }
    }
}

text_value!(RedirectUri);
