//! `gantry demo`

use clap::Args;

/// Where the servers of the demonstration listen, on this machine only.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct DemoArgs {
    /// Gantry's port; 0 picks a free one
    #[arg(long, default_value_t = 9000)]
    pub(crate) port: u16,
    /// The port of the stand-in Rocket.Chat with a button; 0 picks a free one
    #[arg(long, default_value_t = 3000)]
    pub(crate) rocketchat_port: u16,
    /// The port of the stand-in Rocket.Chat in iframe mode; 0 picks a free one
    #[arg(long, default_value_t = 3001)]
    pub(crate) iframe_port: u16,
}
