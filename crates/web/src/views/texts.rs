//! Holds templates and languages together: no key without a text, no text in one language only.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::i18n::Language;

/// What stands before a key in templates and in Rust.
const BEFORE_A_KEY: &[&str] = &[
    ".t(\"",
    ".with(\"",
    ".strong(\"",
    ".t_args(\"",
    "label_key=\"",
    "hint_key=\"",
    "_key(\"",
];

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|it| it == extension) {
                found.push(path);
            }
        }
    }
    found
}

fn keys_used() -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for path in [files("../../web/templates", "html"), files("src", "rs")].concat() {
        let text = fs::read_to_string(path).unwrap();
        for before in BEFORE_A_KEY {
            keys.extend(
                text.split(before)
                    .skip(1)
                    .filter_map(|rest| rest.split('"').next())
                    .filter(|key| {
                        key.contains('-')
                            || key.len() > 2 && key.bytes().all(|b| b.is_ascii_lowercase())
                    })
                    .map(ToOwned::to_owned),
            );
        }
    }
    keys
}

/// Every key of a language with the variables its text uses.
fn texts(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut texts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in files(&format!("../../web/locales/{}", language.code()), "ftl") {
        let mut key = String::new();
        for line in fs::read_to_string(path).unwrap().lines() {
            if line.starts_with(|c: char| c.is_ascii_lowercase()) {
                key = line.split(' ').next().unwrap().to_owned();
                let before = texts.insert(key.clone(), BTreeSet::new());
                assert!(before.is_none(), "{key} is defined twice");
            }
            let variables = line
                .split('$')
                .skip(1)
                .filter_map(|rest| rest.split(' ').next());
            let known = texts.entry(key.clone()).or_default();
            known.extend(variables.map(ToOwned::to_owned));
        }
        texts.remove("");
    }
    texts
}

#[test]
fn every_key_used_has_a_text_in_every_language() {
    let used = keys_used();
    assert!(
        used.len() > 100,
        "the search for keys finds too little: {}",
        used.len()
    );

    for language in Language::ALL {
        let texts = texts(language);
        let missing: Vec<&String> = used
            .iter()
            .filter(|key| !texts.contains_key(*key))
            .collect();
        assert!(missing.is_empty(), "{}: {missing:?}", language.code());
    }
}

#[test]
fn every_language_says_the_same_with_the_same_variables() {
    let english = texts(Language::En);

    for language in Language::ALL {
        assert_eq!(texts(language), english, "{}", language.code());
    }
}

#[test]
fn every_text_can_be_spoken() {
    let number = "3".to_owned();
    for language in Language::ALL {
        for (key, variables) in texts(language) {
            let args: Vec<(&str, String)> = variables
                .iter()
                .map(|name| (name.as_str(), number.clone()))
                .collect();

            let text = language.find(&key, &args);

            assert!(
                text.is_some_and(|it| !it.is_empty() && !it.contains('{')),
                "{key}"
            );
        }
    }
}
