//! Every check, in the order in which it runs.
//!
//! The figures that the project promises are constants at the top of the file that enforces them.

mod boundaries;
mod checksum;
mod dependencies;
mod edges;
mod functions;
mod lints;
mod locales;
pub(crate) mod migrations;
mod modules;
mod named_paths;
mod protocol;
mod report_lines;
pub(crate) mod reports;
mod sizes;
mod text;

use anyhow::Result;

use crate::finding::Finding;
use crate::tree::Tree;

/// Runs every check that needs nothing but the files.
pub(crate) fn of_the_tree(tree: &Tree) -> Result<Vec<Finding>> {
    let mut findings = sizes::check(tree);
    findings.extend(functions::check(tree));
    findings.extend(edges::check(tree)?);
    findings.extend(dependencies::check(tree)?);
    findings.extend(boundaries::check(tree));
    findings.extend(lints::check(tree));
    findings.extend(named_paths::check(tree));
    findings.extend(protocol::check(tree));
    findings.extend(modules::check(tree));
    findings.extend(migrations::check(tree));
    findings.extend(locales::check(tree));
    Ok(findings)
}
