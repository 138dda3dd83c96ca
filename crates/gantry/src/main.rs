//! The Gantry server and its commands.
//!
//! Reading order: `cli` (what can be asked), `settings` (what can be set), `serve` (how the server
//! starts), `listen` (how it ends), then one file a command in `commands`.

mod backup;
mod cli;
mod commands;
mod demo;
mod jobs;
mod listen;
mod master_key;
mod nightly;
mod output;
mod secrets;
mod serve;
mod settings;
mod startup;
mod telemetry;
mod trial;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::serve::ServeArgs;
use crate::cli::{Cli, Command};
use crate::settings::Settings;

/// Many small answers on several threads: the system's allocator is the slower one.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // Several libraries speak TLS; without a common engine some of them panic at first use.
    let engine = rustls::crypto::aws_lc_rs::default_provider();
    if engine.install_default().is_err() {
        eprintln!("gantry: a TLS engine was installed twice");
    }
    match run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("gantry: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<()> {
    let environment = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    let settings = Settings::load(&cli.flags(), &environment)?;
    let command = cli
        .command
        .unwrap_or_else(|| Command::Serve(ServeArgs::default()));
    let serves = matches!(command, Command::Serve(_));
    telemetry::start_logging(&settings, if serves { "info" } else { "warn" })?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(commands::run(&settings, command))
}
