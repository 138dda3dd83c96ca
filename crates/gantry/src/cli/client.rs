//! `gantry client …`

pub(crate) mod policy;
pub(crate) mod protocol;

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use gantry_core::client_id::ClientId;
use gantry_core::redirect_uri::RedirectUri;
use gantry_core::slug::Slug;
use gantry_rocketchat::settings::ServiceName;
use url::Url;

use crate::cli::JsonArgs;
use crate::cli::client::policy::PolicyArgs;
use crate::cli::client::protocol::{GrantArg, ProtocolArgs};

/// What to do with applications.
#[derive(Debug, Subcommand)]
pub(crate) enum ClientCommand {
    /// Register an application; prints what to enter on its side
    Add(Box<ClientAddArgs>),
    /// List applications
    List(JsonArgs),
    /// Show one application
    Show(ClientShowArgs),
    /// Change an application; lists grow here, and shrink on its page in the administration
    Change(Box<ClientChangeArgs>),
    /// Add a secret and print it once; the others go on working for a day
    RotateSecret(RotateSecretArgs),
    /// Let nobody sign in through an application any more
    Disable(ClientArgs),
    /// Let people sign in through a disabled application again
    Enable(ClientArgs),
    /// List sign-outs that an application was not told of yet, or have them tried again
    LogoutQueue(LogoutQueueArgs),
    /// Remove an application for good
    Remove(ClientArgs),
}

/// The application to register.
#[derive(Debug, Args)]
pub(crate) struct ClientAddArgs {
    /// What people see, such as "Team chat"
    pub(crate) name: String,
    /// What kind of application it is
    #[arg(long, value_enum, default_value_t = TemplateArg::Generic)]
    pub(crate) template: TemplateArg,
    /// Address of the Rocket.Chat workspace
    #[arg(long, required_if_eq("template", "rocketchat"))]
    pub(crate) url: Option<Url>,
    /// Name of the custom OAuth service in Rocket.Chat
    #[arg(long, default_value = "gantry")]
    pub(crate) service: ServiceName,
    /// Where people may be sent back to; may be repeated
    #[arg(long = "redirect-uri", value_name = "URI")]
    pub(crate) redirect_uris: Vec<RedirectUri>,
    /// An application without a secret, such as one in the browser or on a phone
    #[arg(long)]
    pub(crate) public: bool,
    /// What it may use; may be repeated [default: the first two; for Rocket.Chat the first]
    #[arg(long = "grant", value_name = "GRANT", value_enum)]
    pub(crate) grants: Vec<GrantArg>,
    /// The client id, instead of a made-up one
    #[arg(long)]
    pub(crate) client_id: Option<ClientId>,
    /// A file with the client secret, at least 32 characters, instead of a made-up one
    #[arg(long, value_name = "FILE", conflicts_with = "public")]
    pub(crate) client_secret_file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) policy: PolicyArgs,
    #[command(flatten)]
    pub(crate) protocol: ProtocolArgs,
    #[command(flatten)]
    pub(crate) output: JsonArgs,
}

/// What to change.
#[derive(Debug, Args)]
pub(crate) struct ClientChangeArgs {
    /// Its slug, as `client list` shows it
    pub(crate) slug: Slug,
    /// What people see
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// A further address where people may be sent back to; may be repeated
    #[arg(long = "redirect-uri", value_name = "URI")]
    pub(crate) redirect_uris: Vec<RedirectUri>,
    /// A further grant that it may use; may be repeated
    #[arg(long = "grant", value_name = "GRANT", value_enum)]
    pub(crate) grants: Vec<GrantArg>,
    #[command(flatten)]
    pub(crate) policy: PolicyArgs,
    #[command(flatten)]
    pub(crate) protocol: ProtocolArgs,
    #[command(flatten)]
    pub(crate) output: JsonArgs,
}

/// What kind of application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TemplateArg {
    /// Any OpenID Connect application
    Generic,
    /// A Rocket.Chat workspace
    Rocketchat,
}

/// Whose secret, and what becomes of the others.
#[derive(Debug, Args)]
pub(crate) struct RotateSecretArgs {
    /// The application's slug, as `client list` shows it
    pub(crate) slug: Slug,
    /// End the others at once, for a secret that leaked
    #[arg(long)]
    pub(crate) now: bool,
    #[command(flatten)]
    pub(crate) output: JsonArgs,
}

/// Which application, and how to print it.
#[derive(Debug, Args)]
pub(crate) struct ClientShowArgs {
    /// Its slug, as `client list` shows it
    pub(crate) slug: Slug,
    #[command(flatten)]
    pub(crate) output: JsonArgs,
}

/// Which application, and whether to list or to try again.
#[derive(Debug, Args)]
pub(crate) struct LogoutQueueArgs {
    /// Its slug, as `client list` shows it
    pub(crate) slug: Slug,
    /// Try everything that waits again, what was given up too
    #[arg(long)]
    pub(crate) try_again: bool,
    #[command(flatten)]
    pub(crate) output: JsonArgs,
}

/// Which application.
#[derive(Debug, Args)]
pub(crate) struct ClientArgs {
    /// Its slug, as `client list` shows it
    pub(crate) slug: Slug,
}
