//! Every language says everything: the same message ids in each, none missing, none left over.
//!
//! Templates and sources name a message by `t("id")`. A message also counts as used when its
//! whole id, or a prefix of it before a `{`, stands between quotes, or another message shows it.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::text::is_identifier;
use crate::finding::Finding;
use crate::tree::{SourceFile, Tree};

const CHECK: &str = "locales";
const FOLDER: &str = "web/locales/";
const REFERENCE: &str = "en";

/// The functions whose first argument is a message id.
const LOOKUPS: [&str; 4] = ["t", "t!", "t_args", "t_with"];

/// Reports messages that a language lacks, that nobody uses, or that nobody wrote.
pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let languages = messages_by_language(tree);
    let Some(reference) = languages.get(REFERENCE) else {
        return vec![Finding::new(
            CHECK,
            format!("{FOLDER}{REFERENCE}"),
            "has no messages",
        )];
    };
    let mut findings = Vec::new();
    for (language, messages) in &languages {
        for id in reference.symmetric_difference(messages) {
            let place = format!("{FOLDER}{language}");
            findings.push(Finding::new(
                CHECK,
                place,
                format!("`{id}` is not in both languages"),
            ));
        }
    }
    findings.extend(check_lookups(tree, reference));
    findings.extend(check_use(tree, reference));
    findings
}

fn messages_by_language(tree: &Tree) -> BTreeMap<&str, BTreeSet<String>> {
    let mut languages: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for file in tree.under(FOLDER).filter(|file| file.extension() == "ftl") {
        if let Some(language) = file.path.split('/').nth(2) {
            languages
                .entry(language)
                .or_default()
                .extend(message_ids(&file.text));
        }
    }
    languages
}

/// The ids of messages and terms, and `id.attribute` for each attribute.
fn message_ids(text: &str) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    let mut message = String::new();
    for line in text.lines() {
        let Some((left, _)) = line.split_once('=') else {
            continue;
        };
        let id = left.trim();
        if let Some(attribute) = id
            .strip_prefix('.')
            .filter(|it| left.starts_with(' ') && is_id(it))
        {
            ids.insert(format!("{message}.{attribute}"));
        } else if !left.starts_with([' ', '#']) && is_id(id) {
            id.clone_into(&mut message);
            ids.insert(message.clone());
        }
    }
    ids
}

fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|it| it.is_ascii_alphanumeric() || it == '-' || it == '_')
}

fn check_lookups(tree: &Tree, messages: &BTreeSet<String>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in speakers(tree).filter(|file| file.path.contains("web/")) {
        for (line, text) in file.code_lines() {
            let missing = looked_up(text)
                .into_iter()
                .filter(|id| !messages.contains(*id));
            for id in missing {
                findings.push(Finding::new(
                    CHECK,
                    file.at(line),
                    format!("`{id}` has no text"),
                ));
            }
        }
    }
    findings
}

/// The files that may show messages to people.
fn speakers(tree: &Tree) -> impl Iterator<Item = &SourceFile> {
    let crates = tree
        .rust_under("crates/")
        .filter(|file| !file.path.contains("/emulator/"));
    tree.under("web/templates/").chain(crates)
}

/// The ids that a line looks up: the text between quotes right after `t(`.
fn looked_up(line: &str) -> Vec<&str> {
    let mut ids = Vec::new();
    for (at, opening) in line.match_indices("(\"") {
        let before = line.get(..at).unwrap_or_default();
        let after = line.get(at + opening.len()..).unwrap_or_default();
        let function = before.rsplit(|it| !is_identifier(it) && it != '!').next();
        let id = after.split('"').next().filter(|id| is_id(id));
        if let (Some(function), Some(id)) = (function, id)
            && LOOKUPS.contains(&function)
        {
            ids.push(id);
        }
    }
    ids
}

fn check_use(tree: &Tree, messages: &BTreeSet<String>) -> Vec<Finding> {
    let quoted: BTreeSet<&str> = speakers(tree)
        .flat_map(|file| file.text.split('"'))
        .collect();
    let prefixes: Vec<&str> = quoted
        .iter()
        .filter_map(|text| text.split_once('{'))
        .map(|(prefix, _)| prefix)
        .filter(|prefix| prefix.ends_with('-') && is_id(prefix))
        .collect();
    let shown: Vec<&SourceFile> = tree
        .under(FOLDER)
        .filter(|file| file.extension() == "ftl")
        .collect();
    let mut findings = Vec::new();
    for id in messages {
        let message = id.split('.').next().unwrap_or_default();
        let is_used = quoted.contains(message)
            || prefixes.iter().any(|prefix| message.starts_with(prefix))
            || shown
                .iter()
                .any(|file| file.text.contains(&format!("{{ {message} ")));
        if !is_used {
            findings.push(Finding::new(CHECK, FOLDER, format!("nobody shows `{id}`")));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::{check, looked_up, message_ids};
    use crate::tree::Tree;

    #[test]
    fn ids_are_messages_terms_and_attributes() {
        let ids =
            message_ids("# a = b\n-brand = Gantry\nlogin = Log in\n    .title = a=b\n  x = y");

        assert_eq!(
            ids.into_iter().collect::<Vec<_>>(),
            ["-brand", "login", "login.title"]
        );
    }

    #[test]
    fn a_lookup_is_the_first_argument_of_t() {
        let line = "{{ l.t(\"login-title\") }} {{ format(\"no\") }} {{ t!(\"b\") }}";

        assert_eq!(looked_up(line), ["login-title", "b"]);
    }

    fn findings_of(german: &str, template: &str) -> Vec<String> {
        let tree = Tree::of(&[
            ("web/locales/en/main.ftl", "login = Log in\nreason-a = A\n"),
            ("web/locales/de/main.ftl", german),
            ("web/templates/login.html", template),
            ("crates/web/src/a.rs", "format!(\"reason-{code}\")"),
        ]);
        check(&tree).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_same_used_messages_are_fine() {
        let german = "login = Anmelden\nreason-a = A\n";

        assert!(findings_of(german, "{{ t(\"login\") }}").is_empty());
    }

    #[test]
    fn a_message_missing_in_german_is_found() {
        assert_eq!(
            findings_of("login = Anmelden\n", "{{ t(\"login\") }}").len(),
            1
        );
    }

    #[test]
    fn an_unknown_and_an_unused_message_are_found() {
        let german = "login = Anmelden\nreason-a = A\n";

        assert_eq!(findings_of(german, "{{ t(\"logon\") }}").len(), 2);
    }
}
