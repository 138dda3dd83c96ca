//! `gantry audit …`

use clap::{Args, Subcommand};
use gantry_core::correlation::Correlation;

/// What to read of the trail.
#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// Print the newest entries
    Tail(TailArgs),
}

/// How much of it.
#[derive(Debug, Args)]
pub(crate) struct TailArgs {
    /// How many entries
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub(crate) lines: u16,
    /// Only one sign-in: the code that its problem page shows
    #[arg(long, value_name = "CODE")]
    pub(crate) correlation: Option<Correlation>,
    /// Go on printing what comes
    #[arg(long)]
    pub(crate) follow: bool,
    /// Print JSON, one object a line
    #[arg(long)]
    pub(crate) json: bool,
}
