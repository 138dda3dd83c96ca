//! WebFinger: which issuer vouches for a name or an address of this place.
//!
//! Nobody is looked up, so that nobody learns who is here.
//! <https://openid.net/specs/openid-connect-discovery-1_0.html#IssuerDiscovery>

use serde_json::{Value, json};
use url::{Url, form_urlencoded};

use crate::provider::Provider;

/// The relation that leads to an issuer.
const ISSUER: &str = "http://openid.net/specs/connect/1.0/issuer";
/// Longer than any honest name.
const LONGEST: usize = 2048;

/// What became of a question.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// It is about this place: RFC 7033 §4.4.
    Here(Value),
    /// It is about another one.
    Elsewhere,
    /// It cannot be understood.
    Unreadable,
}

/// A host, and the port if it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    host: String,
    port: Option<u16>,
}

impl Provider {
    /// RFC 7033 §4.2 and §4.3: exactly one `resource`, and any number of `rel`.
    /// <https://www.rfc-editor.org/rfc/rfc7033#section-4.2>
    #[must_use]
    pub fn webfinger(&self, query: &str) -> Found {
        let named = |name: &'static str| {
            form_urlencoded::parse(query.as_bytes())
                .filter(move |(key, _)| key == name)
                .map(|(_, value)| value.into_owned())
        };
        let mut resources = named("resource");
        let (Some(resource), None) = (resources.next(), resources.next()) else {
            return Found::Unreadable;
        };
        let Some(place) = place_of(&resource) else {
            return Found::Unreadable;
        };
        if !self.is_here(&place) {
            return Found::Elsewhere;
        }
        let mut wanted = named("rel").peekable();
        let link = json!({ "rel": ISSUER, "href": self.public_url() });
        let links = if wanted.peek().is_none() || wanted.any(|rel| rel == ISSUER) {
            vec![link]
        } else {
            Vec::new()
        };
        Found::Here(json!({ "subject": resource, "links": links }))
    }

    /// A port that was left out is ours; one that was written has to be.
    fn is_here(&self, place: &Place) -> bool {
        let own = &self.settings.public_url;
        own.host_str() == Some(place.host.as_str())
            && (place.port.is_none() || place.port == own.port_or_known_default())
    }
}

/// Where a resource belongs: `acct:name@host`, or a web address; `None` if it is neither.
/// RFC 7565 §4 and RFC 7033 §4.5. <https://www.rfc-editor.org/rfc/rfc7565#section-4>
///
/// ```
/// use gantry_oidc::webfinger::place_of;
///
/// assert!(place_of("acct:alice@id.example.org").is_some());
/// assert!(place_of("https://id.example.org/alice").is_some());
/// assert!(place_of("acct:@id.example.org").is_none());
/// ```
#[must_use]
pub fn place_of(resource: &str) -> Option<Place> {
    let plain = |c: char| !c.is_control() && !c.is_whitespace();
    if resource.len() > LONGEST || !resource.chars().all(plain) {
        return None;
    }
    let (scheme, rest) = resource.split_once(':')?;
    if scheme.eq_ignore_ascii_case("acct") {
        let (name, host) = rest.rsplit_once('@')?;
        let known = !name.is_empty() && !name.contains(['/', '?', '#', '@']);
        return host_and_port(host).filter(|_| known);
    }
    let url = Url::parse(resource).ok()?;
    let web = matches!(url.scheme(), "https" | "http");
    Some(Place {
        host: url.host_str().filter(|_| web)?.to_owned(),
        port: url.port_or_known_default(),
    })
}

/// The host as a web address would have it.
fn host_and_port(text: &str) -> Option<Place> {
    if text.is_empty() || text.contains(['/', '?', '#', '\\', '@', '%']) {
        return None;
    }
    let url = Url::parse(&format!("https://{text}/")).ok()?;
    let written = text
        .rsplit_once(':')
        .is_some_and(|(_, port)| !port.is_empty() && port.chars().all(|c| c.is_ascii_digit()));
    Some(Place {
        host: url.host_str()?.to_owned(),
        port: url.port_or_known_default().filter(|_| written),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(resource: &str) -> Option<(String, Option<u16>)> {
        place_of(resource).map(|place| (place.host, place.port))
    }

    #[test]
    fn names_and_addresses_have_a_place() {
        let host = |port| Some(("id.example.org".to_owned(), port));

        assert_eq!(shown("acct:alice@id.example.org"), host(None));
        assert_eq!(shown("ACCT:alice%40corp@ID.example.org"), host(None));
        assert_eq!(shown("acct:alice@id.example.org:8443"), host(Some(8443)));
        assert_eq!(shown("https://id.example.org"), host(Some(443)));
        assert_eq!(shown("http://id.example.org:9000/~alice"), host(Some(9000)));
    }

    #[test]
    fn anything_else_has_none() {
        for resource in [
            "",
            "alice@id.example.org",
            "acct:",
            "acct:alice",
            "acct:@id.example.org",
            "acct:alice@",
            "acct:a@b@id.example.org",
            "acct:alice@id.example.org/x",
            "acct:al ice@id.example.org",
            "acct:alice@id.example.org:99999",
            "mailto:alice@id.example.org",
            "https://",
            "javascript:alert(1)",
        ] {
            assert_eq!(shown(resource), None, "{resource}");
        }
    }
}
