//! Paths of our own that a request may name as the place to go next.

/// The longest path that is followed.
const LONGEST: usize = 2048;

/// A path on this very server, or nothing: never a way to another site.
///
/// Browsers read `\` as `/` and drop tabs and line ends, so that `/\evil.example` and `//evil.example`
/// are other hosts to them.
pub(crate) fn local(text: &str) -> Option<&str> {
    let plain = text.len() <= LONGEST && text.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    (plain && text.starts_with('/') && !text.starts_with("//")).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn paths_of_our_own_are_followed() {
        for path in [
            "/",
            "/apps",
            "/application/o/authorize/?request=1&a=%2F%2Fb",
            "/a//b",
        ] {
            assert_eq!(local(path), Some(path));
        }
    }

    #[test]
    fn no_other_site_can_be_reached() {
        let tricks = [
            "",
            "apps",
            "https://evil.example/",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "\\/evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "\t//evil.example",
            " //evil.example",
            "/\r\nLocation: https://evil.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "@evil.example",
            "/\u{ff0f}evil.example",
        ];
        for trick in tricks {
            assert_eq!(local(trick), None, "{trick:?}");
        }
        assert_eq!(local(&format!("/{}", "a".repeat(3000))), None);
    }
}
