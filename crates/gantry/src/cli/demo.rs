//! `gantry demo`

use clap::Args;

/// Where the two servers of the demonstration listen, on this machine only.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct DemoArgs {
    /// Gantry's port; 0 picks a free one
    #[arg(long, default_value_t = 9000)]
    pub(crate) port: u16,
    /// The stand-in Rocket.Chat's port; 0 picks a free one
    #[arg(long, default_value_t = 3000)]
    pub(crate) rocketchat_port: u16,
}
