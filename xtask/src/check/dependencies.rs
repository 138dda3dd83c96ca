//! Every dependency of a manifest is named by the sources it is meant for.

use anyhow::{Context, Result};
use toml::Table;

use crate::check::text::names;
use crate::finding::Finding;
use crate::tree::{SourceFile, Tree};

const CHECK: &str = "unused dependencies";

/// Dependencies that are there for a feature alone: folder, package, reason.
const FOR_A_FEATURE: [(&str, &str, &str); 1] = [(
    "xtask",
    "proc-macro2",
    "span-locations gives syn's tokens their lines",
)];

/// Packages whose library has another name.
const LIBRARY_NAMES: [(&str, &str); 1] = [("gantry-tests", "gantry_test_support")];

/// Reports dependencies that no source names.
pub(crate) fn check(tree: &Tree) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for manifest in tree.files().filter(|file| file.name() == "Cargo.toml") {
        findings.extend(check_package(tree, manifest)?);
    }
    Ok(findings)
}

fn check_package(tree: &Tree, manifest: &SourceFile) -> Result<Vec<Finding>> {
    let Some(folder) = manifest.path.strip_suffix("/Cargo.toml") else {
        return Ok(Vec::new());
    };
    let path = &manifest.path;
    let tables: Table = manifest
        .text
        .parse()
        .with_context(|| format!("cannot read {path}"))?;
    let mut findings = Vec::new();
    // The package of the acceptance tests is a test as a whole.
    let shipped = if folder == "tests" {
        "tests/".to_owned()
    } else {
        format!("{folder}/src/")
    };
    for (table, sources) in [
        ("dependencies", shipped),
        ("dev-dependencies", format!("{folder}/")),
        ("build-dependencies", format!("{folder}/build.rs")),
    ] {
        let Some(entries) = tables.get(table).and_then(|entries| entries.as_table()) else {
            continue;
        };
        for name in entries.keys() {
            let is_excused = FOR_A_FEATURE
                .iter()
                .any(|it| it.0 == folder && it.1 == name);
            if !is_excused && !is_named(tree, &sources, name) {
                let problem = format!("{name} of [{table}] is not named");
                findings.push(Finding::new(CHECK, path, problem));
            }
        }
    }
    Ok(findings)
}

/// By a path, a macro, or an import of the crate itself.
fn is_named(tree: &Tree, sources: &str, package: &str) -> bool {
    let renamed = LIBRARY_NAMES.iter().find(|it| it.0 == package);
    let identifier = renamed.map_or_else(|| package.replace('-', "_"), |it| it.1.to_owned());
    let forms = ["::", "!(", " as ", ";"].map(|after| format!("{identifier}{after}"));
    let [path, in_macro, import_as, import] = forms;
    let imports = [format!("use {import_as}"), format!("use {import}")];
    let is_in = |line: &str| {
        names(line, &path)
            || names(line, &in_macro)
            || imports
                .iter()
                .any(|import| line.trim_start().starts_with(import))
    };
    tree.rust_under(sources)
        .any(|file| file.code_lines().any(|(_, line)| is_in(line)))
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tree::Tree;

    const MANIFEST: &str = "[dependencies]\nserde-json = \"1\"\n[dev-dependencies]\ninsta = \"1\"";

    #[test]
    fn a_dependency_named_by_the_sources_is_used() {
        let tree = Tree::of(&[
            ("crates/a/Cargo.toml", MANIFEST),
            ("crates/a/src/lib.rs", "use serde_json::Value;"),
            ("crates/a/tests/b.rs", "insta::assert_snapshot!(a);"),
        ]);

        assert!(check(&tree).unwrap().is_empty());
    }

    #[test]
    fn a_dependency_named_only_by_tests_belongs_to_the_tests() {
        let tree = Tree::of(&[
            ("crates/a/Cargo.toml", MANIFEST),
            ("crates/a/src/lib.rs", "// use serde_json::Value;"),
            (
                "crates/a/tests/b.rs",
                "use serde_json::Value; use insta::Settings;",
            ),
        ]);

        let findings = check(&tree).unwrap();

        assert_eq!(findings.len(), 1);
        assert!(
            findings[0]
                .to_string()
                .contains("serde-json of [dependencies] is not named")
        );
    }
}
