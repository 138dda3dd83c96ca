//! Reason codes and events in words.

use gantry_core::audit::Event;

use crate::i18n::Language;

/// What a reason code says; the code itself if it has no words, which a test rules out.
pub(crate) fn words(lang: Language, reason: &str) -> String {
    let key = reason.replace('_', "-");
    lang.find(&format!("reason-{key}"), &[])
        .unwrap_or_else(|| reason.to_owned())
}

/// What was done.
pub(crate) fn event(lang: Language, event: Event) -> String {
    let key = event.as_str().replace('_', "-");
    lang.find(&format!("trail-event-{key}"), &[])
        .unwrap_or_else(|| event.as_str().to_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use gantry_core::audit::Event;

    use crate::i18n::Language;

    const CRATES: [&str; 3] = [
        "../oidc/src",
        "../accounts/src",
        "../rocketchat/src/workspaces",
    ];

    /// Files whose every arm `=> "code"` is a reason.
    const LISTS: [&str; 3] = [
        "accounts/src/error.rs",
        "obstacle.rs",
        "authorize/problem.rs",
    ];

    fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, found);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            found.push((path.display().to_string(), code.to_owned()));
        }
    }

    fn is_code(text: &str) -> bool {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c == '_')
    }

    /// What stands between quotes, with what stands before and behind it.
    fn quoted(code: &str) -> Vec<(&str, &str, &str)> {
        let parts: Vec<&str> = code.split('"').collect();
        let places = (1..parts.len().saturating_sub(1)).step_by(2);
        places
            .map(|place| (parts[place - 1], parts[place], parts[place + 1]))
            .collect()
    }

    /// A reason is the last of several arguments, behind a sentence; or stands where a reason is
    /// set; or is a code in a list of them.
    fn reasons() -> BTreeSet<String> {
        let mut files = Vec::new();
        for folder in CRATES {
            let here = Path::new(env!("CARGO_MANIFEST_DIR"));
            sources(&here.join(folder), &mut files);
        }
        let mut found = BTreeSet::new();
        for (path, code) in &files {
            let in_list = LISTS.iter().any(|name| path.ends_with(name));
            let mut sentence = false;
            for (before, text, behind) in quoted(code) {
                let last = behind.trim_start_matches([',', ' ', '\n']).starts_with(')');
                let after_sentence = sentence && before.trim() == "," && last;
                let set = before.contains("reason") && before.ends_with("Some(");
                let listed = in_list && before.trim_end().ends_with("=>");
                if is_code(text) && (after_sentence || set || listed) {
                    found.insert(text.to_owned());
                }
                sentence = text.contains(' ');
            }
        }
        found
    }

    #[test]
    fn every_reason_has_words_in_both_languages() {
        let reasons = reasons();
        assert!(
            reasons.len() > 150,
            "only {} reasons were found",
            reasons.len()
        );
        for expected in [
            "code_used",
            "wrong_password",
            "chat_down",
            "redirect_uri_mismatch",
        ] {
            assert!(reasons.contains(expected), "{expected}");
        }

        let english = Language::En;
        let wordless: Vec<&String> = reasons
            .iter()
            .filter(|code| {
                let key = format!("reason-{}", code.replace('_', "-"));
                let words = |lang: Language| lang.find(&key, &[]);
                // A language without the words falls back to the English ones.
                words(english).is_none() || words(english) == words(Language::De)
            })
            .collect();

        assert!(wordless.is_empty(), "without words: {wordless:?}");
    }

    #[test]
    fn every_event_has_words_in_both_languages() {
        for event in Event::ALL {
            let word = |lang| super::event(lang, event);
            assert_ne!(word(Language::En), event.as_str(), "{event:?}");
            assert_ne!(word(Language::De), event.as_str(), "{event:?}");
        }
    }
}
