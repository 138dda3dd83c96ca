//! What must hold for every page, whatever anybody typed.

use gantry_test_support::Page;
use scraper::{ElementRef, Html, Selector};

/// A word in every payload: an element or attribute of this name came from outside.
pub(crate) const MARK: &str = "xssprobe";

/// Texts that become markup wherever somebody forgot to escape.
pub(crate) const PAYLOADS: [&str; 6] = [
    "\"'></title></textarea></option><script>xssprobe()</script><xssprobe xssprobe=1>",
    "<img src=x onerror=xssprobe()>",
    "x\"onmouseover=\"xssprobe()\"xssprobe=\"",
    "x'onmouseover='xssprobe()'xssprobe='",
    "javascript:xssprobe()//",
    "/\"><svg/onload=xssprobe()><xssprobe>",
];

/// Attributes whose value a browser may follow.
const ADDRESSES: [&str; 7] = [
    "href",
    "src",
    "action",
    "formaction",
    "xlink:href",
    "data",
    "poster",
];

/// Whether a page's forms may lead away from this server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// On the way to an application.
    Journey,
    /// A page that stays here.
    Site,
}

/// Parses a page as a browser does and looks for anything that came from outside.
pub(crate) fn assert_harmless(page: &Page, told: &str) {
    let html = Html::parse_document(&page.body);
    for element in html.select(&Selector::parse("*").unwrap()) {
        let name = element.value().name();
        assert!(
            name != MARK,
            "an element from outside: {told}\n{}",
            page.body
        );
        if name == "script" {
            assert_own_script(element, told);
        }
        for (attribute, value) in element.value().attrs() {
            let shown = || format!("<{name} {attribute}={value:?}> {told}");
            assert!(
                !attribute.starts_with("on"),
                "an event handler: {}",
                shown()
            );
            assert!(
                !attribute.contains(MARK),
                "an attribute from outside: {}",
                shown()
            );
            assert!(attribute != "style" && attribute != "srcdoc", "{}", shown());
            if ADDRESSES.contains(&attribute) {
                assert!(is_harmless(value), "an address that runs: {}", shown());
            }
        }
        let refreshes = name == "meta" && element.attr("http-equiv").is_some();
        assert!(
            !refreshes && name != "base" && name != "iframe",
            "<{name}> {told}"
        );
    }
}

fn assert_own_script(script: ElementRef<'_>, told: &str) {
    let source = script.attr("src").unwrap_or_default();
    assert!(
        source.starts_with("/assets/"),
        "a script from {source:?}: {told}"
    );
    let inline: String = script.text().collect();
    assert_eq!(inline.trim(), "", "an inline script: {told}");
}

/// No scheme that runs, as browsers read it: case, tabs, line ends and controls do not matter.
fn is_harmless(address: &str) -> bool {
    let read: String = address.chars().filter(|c| *c > ' ').collect();
    let read = read.to_ascii_lowercase();
    !["javascript:", "data:", "vbscript:"]
        .iter()
        .any(|scheme| read.starts_with(scheme))
}

/// The content security policy of a page, and what goes with it.
pub(crate) fn assert_policy(page: &Page, kind: Kind, told: &str) {
    let policy = page.header("content-security-policy");
    for needed in [
        "default-src 'none'",
        "script-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ] {
        assert!(
            policy.contains(needed),
            "{needed} is missing: {told}: {policy}"
        );
    }
    for forbidden in ["unsafe", "nonce", "*", "script-src 'self' "] {
        assert!(!policy.contains(forbidden), "{forbidden}: {told}: {policy}");
    }
    match kind {
        Kind::Journey => assert!(!policy.contains("form-action"), "{told}: {policy}"),
        Kind::Site => assert!(policy.contains("form-action 'self'"), "{told}: {policy}"),
    }
    assert_eq!(page.header("x-content-type-options"), "nosniff", "{told}");
    assert_eq!(page.header("referrer-policy"), "same-origin", "{told}");
    assert_eq!(page.header("cross-origin-opener-policy"), "", "{told}");
    assert!(
        page.header("content-type").starts_with("text/html"),
        "{told}"
    );
}
