//! Finding words in program text: a word counts only where an identifier begins and ends.

/// Whether `word` occurs in `line` and does not continue an identifier or a path before it.
pub(crate) fn names(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).unwrap_or_default();
        !before.ends_with(is_identifier) && !before.ends_with("::")
    })
}

/// Whether `word` occurs in `line` as a whole identifier, wherever it stands in a path.
pub(crate) fn has_identifier(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).unwrap_or_default();
        let after = line.get(at + word.len()..).unwrap_or_default();
        !before.ends_with(is_identifier) && !after.starts_with(is_identifier)
    })
}

/// Whether a character can be part of an identifier.
pub(crate) fn is_identifier(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// The texts between backticks of one line of Markdown.
pub(crate) fn code_spans(line: &str) -> Vec<&str> {
    line.split('`').skip(1).step_by(2).collect()
}

#[cfg(test)]
mod tests {
    use super::{code_spans, has_identifier, names};

    #[test]
    fn a_path_inside_another_path_is_not_named() {
        assert!(names("use http::Uri;", "http::"));
        assert!(!names("use openidconnect::http::Uri;", "http::"));
        assert!(!names("my_http::Uri", "http::"));
    }

    #[test]
    fn an_identifier_is_whole() {
        assert!(has_identifier("use serde;", "serde"));
        assert!(!has_identifier("use serde_json;", "serde"));
    }

    #[test]
    fn code_spans_are_what_stands_between_backticks() {
        assert_eq!(code_spans("see `a b` and `c`."), ["a b", "c"]);
    }
}
