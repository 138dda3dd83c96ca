//! The project's own tool: `cargo xtask check` holds the code to the numbers it promises.
//!
//! Read `check/mod.rs` for the list of checks; each check is one file beside it.

mod bench;
mod check;
mod finding;
mod tree;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, Parser, Subcommand};

use crate::finding::Finding;

/// The commands of the tool.
#[derive(Parser)]
#[command(name = "xtask", about = "Checks that this repository does to itself")]
struct Command {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Measure the code, print the figures, fail past a limit.
    Check(CheckOptions),
    /// Measure what sign-ins cost the packaged server.
    Bench(bench::BenchOptions),
}

/// What `check` may be told.
#[derive(Args)]
struct CheckOptions {
    /// A folder with `sqlite.log` and `postgres.log`, the outputs of `cargo test` on each.
    #[arg(long)]
    reports: Option<PathBuf>,
    /// Add the checksums of new migrations to the record.
    #[arg(long)]
    record_migrations: bool,
}

fn main() -> ExitCode {
    match Command::parse().task {
        Task::Check(options) => report(check(&options)),
        Task::Bench(options) => finish(root().and_then(|root| bench::run(root, &options))),
    }
}

fn finish(result: Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench could not run: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn root() -> Result<&'static Path> {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .context("the tool's folder has no parent")
}

fn report(result: Result<Vec<Finding>>) -> ExitCode {
    match result {
        Ok(findings) if findings.is_empty() => {
            println!("check: nothing found");
            ExitCode::SUCCESS
        }
        Ok(findings) => {
            print_findings(&findings);
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("check could not run: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn check(options: &CheckOptions) -> Result<Vec<Finding>> {
    let root = root()?;
    if options.record_migrations {
        check::migrations::record_new(root)?;
    }
    let tree = tree::Tree::read(root)?;
    let mut findings = check::of_the_tree(&tree)?;
    if let Some(reports) = &options.reports {
        findings.extend(check::reports::check(&tree, reports)?);
    }
    Ok(findings)
}

fn print_findings(findings: &[Finding]) {
    println!("\nfindings");
    for finding in findings {
        println!("  {finding}");
    }
    println!("check: {} found", findings.len());
}
