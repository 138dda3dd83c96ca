//! What the parsers of untrusted text promise for every text there is.

use gantry_core::redirect_uri::RedirectUri;
use gantry_core::scope::ScopeSet;
use gantry_oidc::params::Params;
use gantry_oidc::untrusted::PARSERS;
use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, proptest};

/// Texts that look like what the parsers expect, so that they come past the first character.
fn likely() -> impl Strategy<Value = String> {
    r#"[a-z]{0,8}(://|=|:|\.|\{"|\["|@|%[0-9a-f]{2}|[&+#?\\/ ]){0,4}[ -~]{0,40}"#
}

proptest! {
    #[test]
    fn no_parser_panics(text in any::<String>(), near in likely()) {
        for (_, parse) in PARSERS {
            parse(&text);
            parse(&near);
        }
    }

    #[test]
    fn a_parameter_that_is_given_was_sent_once(names in proptest::collection::vec("[ab]", 0..6)) {
        let text: Vec<String> = names.iter().map(|name| format!("{name}=x")).collect();
        let params = Params::parse(&text.join("&"));

        for name in ["a", "b"] {
            let sent = names.iter().filter(|sent| *sent == name).count();
            prop_assert_eq!(params.get(name).is_some(), sent == 1);
        }
    }

    #[test]
    fn a_redirect_uri_is_itself_and_nothing_else(
        path in "[a-zA-Z0-9/._~%-]{0,20}",
        query in "(\\?[a-z0-9=&]{0,10})?",
        other in likely(),
    ) {
        let text = format!("https://app.example.org/{path}{query}");
        if let Ok(uri) = text.parse::<RedirectUri>() {
            prop_assert!(uri.is(&text));
            prop_assert_eq!(uri.is(&other), other == text);
            for changed in [
                format!("{text}/"),
                format!("{text}#x"),
                text.to_uppercase(),
                text.replace("app.example.org", "app.example.org.evil.example"),
                text.replace("app.example.org", "app.example.org@evil.example"),
            ] {
                prop_assert!(!uri.is(&changed));
            }
        }
    }

    #[test]
    fn a_loopback_address_may_change_its_port_and_nothing_else(
        port in any::<u16>(),
        other in any::<u16>(),
        path in "[a-z]{1,8}",
    ) {
        let at = |host: &str, port: u16, path: &str| format!("http://{host}:{port}/{path}");
        let uri: RedirectUri = at("127.0.0.1", port, &path).parse().expect("a loopback address");

        prop_assert!(uri.is_on_any_port(&at("127.0.0.1", other, &path)));
        prop_assert!(!uri.is_on_any_port(&at("127.0.0.2", other, &path)));
        prop_assert!(!uri.is_on_any_port(&at("localhost", other, &path)));
        prop_assert!(!uri.is_on_any_port(&at("evil.example", other, &path)));
        let longer = at("127.0.0.1", other, &path) + "x";
        prop_assert!(!uri.is_on_any_port(&longer));
    }

    #[test]
    fn scopes_do_not_depend_on_order_or_repetition(
        mut words in proptest::collection::vec("openid|profile|email|phone|other", 0..6),
    ) {
        let forward = ScopeSet::parse_known(&words.join(" "));
        words.reverse();
        let backward = ScopeSet::parse_known(&words.join("  "));

        prop_assert_eq!(forward, backward);
    }
}
