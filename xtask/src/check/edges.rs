//! Which crate may know which: the directions between our crates, and the libraries and words
//! that a crate must never name.

use anyhow::{Context, Result};
use toml::Table;

use crate::check::text::names;
use crate::finding::Finding;
use crate::tree::Tree;

const CHECK: &str = "crate edges";
const TABLES: [&str; 3] = ["dependencies", "build-dependencies", "dev-dependencies"];
const SQL: [&str; 3] = ["SELECT ", "INSERT INTO ", "DELETE FROM "];

/// What one folder of ours may and must not name.
struct Rule {
    folder: &'static str,
    /// Our crates that it may depend on, without `gantry-`.
    may: &'static [&'static str],
    /// Libraries that it must not depend on.
    never: &'static [&'static str],
    /// Words that must not be in its sources.
    words: &'static [&'static str],
    /// Whether SQL text has no place in it.
    free_of_sql: bool,
}

const RULES: [Rule; 10] = [
    Rule {
        folder: "crates/core",
        may: &[],
        never: &["sqlx", "axum", "tokio", "askama"],
        words: &["async fn", "async move", "async {"],
        free_of_sql: true,
    },
    Rule {
        folder: "crates/store",
        may: &["core"],
        never: &["axum", "askama", "jsonwebtoken", "openidconnect"],
        words: &[
            "\"invalid_grant\"",
            "\"invalid_client\"",
            "\"invalid_request\"",
        ],
        free_of_sql: false,
    },
    Rule {
        folder: "crates/outbound",
        may: &["core"],
        never: &["axum", "sqlx"],
        words: &[],
        free_of_sql: true,
    },
    Rule {
        folder: "crates/accounts",
        may: &["core", "store", "outbound"],
        never: &["sqlx", "axum", "askama"],
        words: &[],
        free_of_sql: true,
    },
    Rule {
        folder: "crates/oidc",
        may: &["core", "store", "accounts", "outbound"],
        never: &["sqlx", "axum", "axum-extra", "http", "askama", "cookie"],
        words: &[],
        free_of_sql: true,
    },
    Rule {
        folder: "crates/rocketchat",
        may: &["core", "store", "accounts", "outbound"],
        never: &["sqlx", "axum", "askama"],
        words: &[],
        free_of_sql: true,
    },
    Rule {
        folder: "crates/emulator",
        may: &[],
        never: &["sqlx"],
        words: &["gantry_"],
        free_of_sql: true,
    },
    Rule {
        folder: "crates/web",
        may: &[
            "core",
            "store",
            "accounts",
            "oidc",
            "rocketchat",
            "emulator",
        ],
        never: &["sqlx", "jsonwebtoken"],
        words: &[],
        free_of_sql: true,
    },
    Rule {
        folder: "crates/gantry",
        may: &[
            "core",
            "store",
            "accounts",
            "oidc",
            "rocketchat",
            "outbound",
            "emulator",
            "web",
        ],
        never: &["sqlx", "jsonwebtoken"],
        words: &[],
        free_of_sql: true,
    },
    Rule {
        folder: "xtask",
        may: &[],
        never: &[],
        words: &[],
        free_of_sql: false,
    },
];

/// Reports every edge and word that a rule forbids.
pub(crate) fn check(tree: &Tree) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for rule in &RULES {
        findings.extend(check_manifest(tree, rule)?);
        findings.extend(check_sources(tree, rule));
    }
    Ok(findings)
}

fn check_manifest(tree: &Tree, rule: &Rule) -> Result<Vec<Finding>> {
    let path = format!("{}/Cargo.toml", rule.folder);
    let Some(file) = tree.file(&path) else {
        return Ok(vec![Finding::new(CHECK, path, "this crate is missing")]);
    };
    let manifest: Table = file
        .text
        .parse()
        .with_context(|| format!("cannot read {path}"))?;
    let mut findings = Vec::new();
    for table in TABLES {
        let Some(entries) = manifest.get(table).and_then(|entries| entries.as_table()) else {
            continue;
        };
        for name in entries
            .keys()
            .filter(|name| is_forbidden(rule, name, table))
        {
            findings.push(Finding::new(
                CHECK,
                &path,
                format!("must not depend on {name}"),
            ));
        }
    }
    Ok(findings)
}

/// Tests of a lower crate may start a higher one, except where nothing of ours may be known, and
/// may bring a server of their own.
fn is_forbidden(rule: &Rule, name: &str, table: &str) -> bool {
    let for_tests = table == "dev-dependencies";
    match name.strip_prefix("gantry-") {
        Some(ours) => {
            let knows_none = rule.may.is_empty();
            (!for_tests || knows_none) && !rule.may.contains(&ours)
        }
        None => !for_tests && rule.never.contains(&name),
    }
}

fn check_sources(tree: &Tree, rule: &Rule) -> Vec<Finding> {
    let mut words: Vec<String> = rule
        .never
        .iter()
        .map(|library| format!("{}::", library.replace('-', "_")))
        .collect();
    words.extend(rule.words.iter().map(|word| (*word).to_owned()));
    if rule.free_of_sql {
        words.extend(SQL.map(str::to_owned));
    }
    let mut findings = Vec::new();
    for file in tree.rust_under(&format!("{}/src/", rule.folder)) {
        for (line, text) in file.code_lines() {
            for word in words.iter().filter(|word| names(text, word)) {
                let problem = format!("must not say `{}`", word.trim());
                findings.push(Finding::new(CHECK, file.at(line), problem));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::{RULES, check_manifest, check_sources};
    use crate::tree::Tree;

    #[test]
    fn a_lower_crate_does_not_depend_on_a_higher_one() {
        let manifest = "[dependencies]\ngantry-web.workspace = true\ngantry-core.workspace = true";
        let tree = Tree::of(&[("crates/store/Cargo.toml", manifest)]);

        let findings = check_manifest(&tree, &RULES[1]).unwrap();

        assert_eq!(findings.len(), 1);
        assert!(
            findings[0]
                .to_string()
                .contains("must not depend on gantry-web")
        );
    }

    #[test]
    fn a_library_is_found_by_its_path_and_not_in_comments() {
        let text = "//! No sqlx::Row here.\nuse sqlx::Row;\nasync fn a() {}\n";
        let tree = Tree::of(&[("crates/core/src/a.rs", text)]);

        let findings = check_sources(&tree, &RULES[0]);

        assert_eq!(findings.len(), 2);
        assert!(
            findings[0]
                .to_string()
                .contains("a.rs:2: must not say `sqlx::`")
        );
    }

    #[test]
    fn sql_text_stays_in_the_store() {
        let text = "const SQL: &str = \"SELECT id FROM users\";";
        let tree = Tree::of(&[
            ("crates/store/src/a.rs", text),
            ("crates/web/src/a.rs", text),
        ]);

        assert!(check_sources(&tree, &RULES[1]).is_empty());
        assert_eq!(check_sources(&tree, &RULES[7]).len(), 1);
    }

    #[test]
    fn the_emulator_knows_nothing_of_ours_even_in_tests() {
        let manifest = "[dev-dependencies]\ngantry-core.workspace = true";
        let tree = Tree::of(&[("crates/emulator/Cargo.toml", manifest)]);

        assert_eq!(check_manifest(&tree, &RULES[6]).unwrap().len(), 1);
    }
}
