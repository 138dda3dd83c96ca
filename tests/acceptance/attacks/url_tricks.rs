//! Row 2: our reading of an address and a browser's agree on the host, or the address is refused.

use gantry_core::client::{ClientSettings, GrantType};
use gantry_core::redirect_uri::RedirectUri;
use gantry_test_support::{AuthorizeRequest, TestApp};
use proptest::prelude::{prop_assert_eq, proptest};
use url::Url;

const CHAT: &str = "https://chat.example.org/callback";
const LOOPBACK: &str = "http://localhost/callback";

/// Kept for ever: a trick is added, never removed.
const TRICKS: [&str; 70] = [
    "http://localhost:80@evil.example/callback",
    "http://localhost@evil.example/callback",
    "http://localhost:pass@evil.example/callback",
    "http://localhost%40evil.example/callback",
    "http://evil.example@localhost/callback",
    "http://localhost:80#@evil.example/callback",
    "http://localhost:80?@evil.example/callback",
    "http://localhost:80\\@evil.example/callback",
    "http://localhost\\.evil.example/callback",
    "http://localhost.evil.example/callback",
    "http://localhost./callback",
    "http://LOCALHOST/callback",
    "http://localhost:/callback",
    "http://localhost:080/callback",
    "http://localhost:+80/callback",
    "http://localhost:65536/callback",
    "http://localhost:80:90/callback",
    "http://localhost :80/callback",
    "http://localhost\t/callback",
    "http://local\thost/callback",
    "http://local\nhost/callback",
    "http://localhost%00.evil.example/callback",
    "http://localhost%2eevil.example/callback",
    "http://localhost%09/callback",
    "http://127.0.0.1.evil.example/callback",
    "http://127.1/callback",
    "http://0177.0.0.1/callback",
    "http://0x7f.1/callback",
    "http://2130706433/callback",
    "http://0/callback",
    "http://0.0.0.0/callback",
    "http://[::1]@evil.example/callback",
    "http://[::1].evil.example/callback",
    "http://[::1%25eth0]/callback",
    "http://[0:0:0:0:0:0:0:1]/callback",
    "http://[::ffff:127.0.0.1]/callback",
    "http://[::1/callback",
    "http://::1/callback",
    "http://localhost,evil.example/callback",
    "http://localhost;evil.example/callback",
    "http://localhost&evil.example/callback",
    "http:localhost/callback",
    "http:/localhost/callback",
    "http:///localhost/callback",
    "http:\\\\localhost\\callback",
    "//localhost/callback",
    "HTTP://localhost/callback",
    " http://localhost/callback",
    "https://chat.example.org.evil.example/callback",
    "https://chat.example.org@evil.example/callback",
    "https://chat.example.org:443@evil.example/callback",
    "https://evil.example\\@chat.example.org/callback",
    "https://evil.example#@chat.example.org/callback",
    "https://evil.example?@chat.example.org/callback",
    "https://evil.example/@chat.example.org/callback",
    "https://chat.example.org\\.evil.example/callback",
    "https://chat。example。org/callback",
    "https://chat.example.org。evil.example/callback",
    "https://ch\u{430}t.example.org/callback",
    "https://xn--cht-8cd.example.org/callback",
    "https://ch%61t.example.org/callback",
    "https://chat.example.org%2f@evil.example/callback",
    "https://chat.example.org/callback/../../evil",
    "https://chat.example.org/%63allback",
    "https://chat.example.org//callback",
    "https://chat.example.org/callback%0d%0aLocation:%20https://evil.example",
    "https://Chat.example.org/callback",
    "https://chat.example.org:443/callback",
    "javascript://chat.example.org/callback%0aalert(1)",
    "data:text/html,//chat.example.org/callback",
];

/// The host as the text has it: between `://` and the next `/`, `?` or port.
fn written_host(text: &str) -> &str {
    let rest = text.split_once("://").map_or("", |(_, rest)| rest);
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let ends_in_port = |port: &str| port.chars().all(|c| c.is_ascii_digit());
    match authority.rsplit_once(':') {
        Some((host, port)) if ends_in_port(port) => host,
        _ => authority,
    }
}

fn browsers_host(text: &str) -> String {
    Url::parse(text)
        .ok()
        .and_then(|url| url.host_str().map(str::to_owned))
        .unwrap_or_default()
}

#[test]
fn advisory_02_whatever_may_be_registered_has_the_same_host_for_a_browser() {
    for trick in TRICKS {
        if trick.parse::<RedirectUri>().is_ok() {
            assert_eq!(written_host(trick), browsers_host(trick), "{trick}");
        }
    }
}

#[test]
fn advisory_02_what_may_be_registered_without_tls_stays_on_this_machine() {
    for trick in TRICKS.iter().filter(|trick| trick.starts_with("http:")) {
        let host = browsers_host(trick);
        let here = ["localhost", "127.0.0.1", "[::1]"].contains(&host.as_str());
        assert!(
            trick.parse::<RedirectUri>().is_err() || here,
            "{trick} leads to {host}"
        );
    }
}

#[test]
fn advisory_02_no_trick_is_taken_for_a_registered_address() {
    let registered: [RedirectUri; 2] = [CHAT.parse().unwrap(), LOOPBACK.parse().unwrap()];

    for trick in TRICKS {
        for uri in &registered {
            assert!(!uri.is(trick), "{trick}");
            let same_host = browsers_host(trick) == browsers_host(uri.as_str());
            assert!(!uri.is_on_any_port(trick) || same_host, "{trick}");
        }
    }
}

proptest! {
    #[test]
    fn advisory_02_whatever_is_accepted_has_one_host(
        scheme in "(http|https|HTTP|Https|org\\.example)",
        slashes in "(:|:/|://|:///|:\\\\)",
        authority in "[a-z0-9.@:\\\\%\\[\\] \t_-]{0,24}(localhost|127\\.0\\.0\\.1|\\[::1\\])?",
        rest in "[/?#@:\\\\.%a-z]{0,8}",
    ) {
        let text = format!("{scheme}{slashes}{authority}{rest}");
        if text.starts_with("http") && text.parse::<RedirectUri>().is_ok() {
            prop_assert_eq!(written_host(&text), browsers_host(&text));
        }
    }
}

#[tokio::test]
async fn advisory_02_the_endpoint_redirects_to_no_trick() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let settings = ClientSettings {
        public: true,
        consent: false,
        grants: [GrantType::AuthorizationCode].into(),
        redirect_uris: vec![CHAT.parse().unwrap(), LOOPBACK.parse().unwrap()],
        ..ClientSettings::default()
    };
    let client = app.add_client("Native", settings).await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    let to = |redirect_uri: &str| {
        AuthorizeRequest::legacy(&client)
            .with("code_challenge", challenge)
            .with("code_challenge_method", "S256")
            .with("redirect_uri", redirect_uri)
            .path()
    };

    let honest = visitor.get(&to("http://localhost:4711/callback")).await;
    assert!(
        honest
            .location()
            .starts_with("http://localhost:4711/callback?code=")
    );
    for trick in TRICKS {
        let page = visitor.get(&to(trick)).await;
        assert_eq!(
            (page.status.as_u16(), page.location()),
            (400, ""),
            "{trick}"
        );
    }
}
