//! The Gantry server and its commands.
//!
//! Reading order: `cli` (what can be asked), `settings` (what can be set), `serve` (how the server
//! starts), `listen` (how it ends), then one file a command in `commands`.

mod cli;
mod listen;
mod master_key;
mod settings;
mod telemetry;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::Cli;
use crate::settings::Settings;

/// Many small answers on several threads: the system's allocator is the slower one.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // Several libraries speak TLS; without a common engine some of them panic at first use.
    if rustls::crypto::aws_lc_rs::default_provider()
        .install_default()
        .is_err()
    {
        eprintln!("gantry: a TLS engine was installed twice");
    }
    let cli = Cli::parse();
    match run(&cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("gantry: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: &Cli) -> anyhow::Result<()> {
    let environment = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    let settings = Settings::load(&cli.flags(), &environment)?;
    telemetry::start_logging(&settings)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(start(&settings))
}

async fn start(settings: &Settings) -> anyhow::Result<()> {
    let stop = listen::stop_at_signal()?;
    let metrics = telemetry::Metrics::start()?;
    let _key = master_key::load(&settings.master_key, &gantry_core::Env::system())?;
    let listener = listen::Listener::bind(settings.listen)?;
    println!("{} {}", listener.address(), metrics.renderer()());
    listener
        .serve(axum::Router::new(), settings.tls.as_ref(), stop)
        .await
}
