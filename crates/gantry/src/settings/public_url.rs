//! The address under which everyone else reaches Gantry.

use std::fmt;

use gantry_core::redirect_uri::is_loopback;
use url::Url;

/// Scheme, host and port, without a path and without a trailing slash: the global issuer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PublicUrl(Url);

/// What is wrong with a public URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PublicUrlError {
    /// Something else than scheme, host and port.
    #[error(
        "is scheme, host and port only, such as https://id.example.org: \
         no path, no trailing slash, no query, no user name"
    )]
    Shape,
    /// http where others could listen.
    #[error(
        "is https; http is for localhost, names under .localhost, 127.0.0.0/8 and [::1] only, \
         unless allow_http is true"
    )]
    PlainHttp,
}

impl PublicUrl {
    /// Reads an address; `allow_http` lifts the rule that http needs a loopback name.
    pub(crate) fn parse(text: &str, allow_http: bool) -> Result<Self, PublicUrlError> {
        let url = Url::parse(text).map_err(|_| PublicUrlError::Shape)?;
        let host = url.host().ok_or(PublicUrlError::Shape)?;
        let bare = url.path() == "/"
            && !text.ends_with('/')
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        match url.scheme() {
            "https" | "http" if !bare => Err(PublicUrlError::Shape),
            "https" => Ok(Self(url)),
            "http" if allow_http || is_loopback(&host) => Ok(Self(url)),
            "http" => Err(PublicUrlError::PlainHttp),
            _ => Err(PublicUrlError::Shape),
        }
    }

    /// The text without a trailing slash.
    pub(crate) fn as_str(&self) -> &str {
        self.0.as_str().trim_end_matches('/')
    }

    /// The parsed form.
    pub(crate) const fn as_url(&self) -> &Url {
        &self.0
    }

    /// Whether browsers use TLS.
    pub(crate) fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> Option<PublicUrlError> {
        PublicUrl::parse(text, false).err()
    }

    #[test]
    fn http_is_for_loopback_names_only() {
        for allowed in [
            "http://localhost:9000",
            "http://id.localhost:9000",
            "http://127.3.2.1",
            "http://[::1]:9000",
            "https://id.example.org",
        ] {
            assert_eq!(error(allowed), None, "{allowed}");
        }
        for refused in [
            "http://id.example.org",
            "http://localhost.example.org",
            "http://10.0.0.1",
        ] {
            assert_eq!(error(refused), Some(PublicUrlError::PlainHttp), "{refused}");
            assert!(PublicUrl::parse(refused, true).is_ok(), "{refused}");
        }
    }

    #[test]
    fn anything_but_scheme_host_and_port_is_refused() {
        for refused in [
            "id.example.org",
            "https://id.example.org/",
            "https://id.example.org/sso",
            "https://id.example.org?x=1",
            "https://id.example.org#x",
            "https://alice@id.example.org",
            "ftp://id.example.org",
            "mailto:alice@example.org",
        ] {
            assert_eq!(error(refused), Some(PublicUrlError::Shape), "{refused}");
        }
    }
}
