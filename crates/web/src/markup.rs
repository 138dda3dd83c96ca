//! HTML that is finished: its parts were escaped where they came in.

use std::fmt::{self, Display};

use askama::filters::HtmlSafe;

/// A piece of a page.
pub struct Markup(String);

impl Markup {
    /// A picture that a library drew.
    pub(crate) const fn picture(svg: String) -> Self {
        Self(svg)
    }

    /// A text with a value set in bold where the mark stands; both are escaped.
    pub(crate) fn bold(text: &str, mark: &str, value: &str) -> Self {
        let bold = format!("<strong>{}</strong>", escape(value));
        Self(escape(text).replace(mark, &bold))
    }
}

impl Display for Markup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Markup {}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}
