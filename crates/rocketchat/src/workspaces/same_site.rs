//! Whether browsers take two addresses for one site: the registrable domain by the public suffix
//! list, and the scheme. <https://html.spec.whatwg.org/multipage/browsers.html#same-site>

use url::{Host, Url};

/// Whether a cookie with `SameSite=Lax` of the one travels in a frame of the other.
///
/// ```
/// use gantry_rocketchat::workspaces::same_site::same_site;
///
/// let url = |text: &str| text.parse().unwrap();
/// assert!(same_site(&url("https://chat.example.org"), &url("https://id.example.org:8443")));
/// assert!(!same_site(&url("https://chat.example.org"), &url("http://id.example.org")));
/// assert!(!same_site(&url("https://a.github.io"), &url("https://b.github.io")));
/// ```
#[must_use]
pub fn same_site(one: &Url, other: &Url) -> bool {
    one.scheme() == other.scheme() && (one.host() == other.host() || same_domain(one, other))
}

fn same_domain(one: &Url, other: &Url) -> bool {
    match (registrable(one), registrable(other)) {
        (Some(one), Some(other)) => one == other,
        _ => false,
    }
}

/// The registrable domain of an address: `example.org` of `chat.example.org`.
#[must_use]
pub fn registrable(url: &Url) -> Option<String> {
    let Some(Host::Domain(domain)) = url.host() else {
        return None;
    };
    psl::domain_str(domain).map(ToOwned::to_owned)
}

#[cfg(test)]
mod tests {
    use super::same_site;

    fn same(one: &str, other: &str) -> bool {
        same_site(&one.parse().unwrap(), &other.parse().unwrap())
    }

    #[test]
    fn one_registrable_domain_is_one_site() {
        assert!(same("https://example.org", "https://id.example.org"));
        assert!(same(
            "https://chat.example.co.uk",
            "https://id.example.co.uk"
        ));
        assert!(same("http://localhost:3000", "http://localhost:9000"));
        assert!(same(
            "http://chat.ship.localhost:1",
            "http://id.ship.localhost:2"
        ));
        assert!(same("http://192.168.1.2:1", "http://192.168.1.2:2"));
    }

    #[test]
    fn anything_else_is_another() {
        assert!(!same(
            "https://chat.example.org",
            "https://chat.example.com"
        ));
        assert!(!same("https://one.co.uk", "https://two.co.uk"));
        assert!(!same("http://chat.localhost", "http://id.localhost"));
        assert!(!same("http://192.168.1.2", "http://192.168.1.3"));
        assert!(!same("http://localhost", "http://127.0.0.1"));
        assert!(!same("https://evilexample.org", "https://example.org"));
    }
}
