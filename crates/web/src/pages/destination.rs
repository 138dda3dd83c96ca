//! The application that a person is on the way to, as pages of the journey show it.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use gantry_core::client::{Client, Presentation};
use gantry_core::redirect_uri::is_plain_host;
use url::Url;

use crate::http::headers;
use crate::look::picture_address;
use crate::render::Shell;
use crate::views::login::Destination;

/// OpenID Connect Registration §2: name, picture, policy and terms.
/// <https://openid.net/specs/openid-connect-registration-1_0.html#ClientMetadata>
pub(crate) fn of(client: &Client) -> Destination {
    let presentation = &client.settings.presentation;
    Destination {
        name: client.name.clone(),
        icon: icon(presentation),
        policy: web_address(presentation.policy_uri.as_ref()),
        terms: web_address(presentation.tos_uri.as_ref()),
    }
}

/// The frame of a page on the way to an application: in its colour, if it has one.
pub(crate) fn coloured<'c>(shell: Shell, client: impl Into<Option<&'c Client>>) -> Shell {
    let client: Option<&Client> = client.into();
    let accent = client.and_then(|client| client.settings.presentation.accent.as_ref());
    Shell {
        look: shell.look.coloured(accent),
        ..shell
    }
}

/// The icon that an administrator uploaded, or the picture that the application named.
fn icon(presentation: &Presentation) -> Option<String> {
    let own = presentation.icon.as_deref().map(picture_address);
    own.or_else(|| web_address(presentation.logo_uri.as_ref()))
}

/// A page that may show this picture and none from elsewhere.
pub(crate) fn showing(picture: Option<&str>, page: impl IntoResponse) -> Response {
    let mut response = page.into_response();
    let Some(url) = picture.and_then(|picture| Url::parse(picture).ok()) else {
        return response;
    };
    let policy = headers::showing(&url.origin().ascii_serialization());
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// An address that a browser may be led to; anything else, such as a script, is left out.
fn web_address(address: Option<&String>) -> Option<String> {
    let url = Url::parse(address?).ok()?;
    let plain = url.host().is_some_and(|host| is_plain_host(&host));
    let leads_to_web = matches!(url.scheme(), "https" | "http") && plain;
    leads_to_web.then(|| url.into())
}

#[cfg(test)]
mod tests {
    use super::web_address;

    #[test]
    fn only_addresses_of_the_web_are_shown() {
        let shown = |text: &str| web_address(Some(&text.to_owned()));

        assert!(shown("https://app.example.org/logo.svg").is_some());
        assert_eq!(shown("javascript:alert(1)"), None);
        assert_eq!(shown("data:image/svg+xml,x"), None);
        assert_eq!(shown("logo.svg"), None);
        assert_eq!(shown("https://a;sandbox/logo.svg"), None);
    }
}
