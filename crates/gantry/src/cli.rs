//! The command line: one file a noun; this one joins them.

pub(crate) mod api_token;
pub(crate) mod apply;
pub(crate) mod audit;
pub(crate) mod backup;
pub(crate) mod client;
pub(crate) mod demo;
pub(crate) mod group;
pub(crate) mod invite;
pub(crate) mod keys;
pub(crate) mod registration;
pub(crate) mod rocketchat;
pub(crate) mod serve;
pub(crate) mod user;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::settings::key;
use crate::settings::layers::Flags;

/// An OpenID Connect provider made for Rocket.Chat.
#[derive(Debug, Parser)]
#[command(name = "gantry", version, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) common: CommonArgs,
    /// `serve` unless another one is named.
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// What every command takes.
#[derive(Debug, Args)]
pub(crate) struct CommonArgs {
    /// Folder of the database, the master key and gantry.toml [default: gantry-data]
    #[arg(long, global = true, value_name = "FOLDER")]
    pub(crate) data_dir: Option<String>,
    /// sqlite:PATH or postgres://… [default: gantry.db in the data folder]
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) database_url: Option<String>,
    /// Where browsers and applications reach Gantry [default: <http://localhost:9000>]
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) public_url: Option<String>,
    /// Let the public URL be http with a name that is not this machine's
    #[arg(long, global = true)]
    pub(crate) allow_http: bool,
    /// Settings file [default: gantry.toml in the data folder]
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start the server; without a command, Gantry does this
    Serve(serve::ServeArgs),
    /// Serve made-up people from a throw-away folder, with a stand-in Rocket.Chat for each door
    Demo(demo::DemoArgs),
    /// People who sign in
    #[command(subcommand)]
    User(user::UserCommand),
    /// Groups of people
    #[command(subcommand)]
    Group(group::GroupCommand),
    /// Applications that people sign in to
    #[command(subcommand)]
    Client(client::ClientCommand),
    /// Applications that register themselves
    #[command(subcommand)]
    Registration(registration::RegistrationCommand),
    /// What to enter on Rocket.Chat's side, and the connection to it
    #[command(subcommand)]
    Rocketchat(rocketchat::RocketchatCommand),
    /// Keys that sign ID tokens
    #[command(subcommand)]
    Keys(keys::KeysCommand),
    /// Tokens with which programs use the administration
    #[command(subcommand)]
    ApiToken(api_token::ApiTokenCommand),
    /// Bring groups, applications and settings to what a document says
    Apply(apply::ApplyArgs),
    /// Write groups, applications and settings as a document
    Export(apply::ExportArgs),
    /// What happened, and why it was refused
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Write everything that lasts into one file, beside a running server
    Backup(backup::BackupArgs),
    /// Fill an empty database from a back-up; no server may run on it
    Restore(backup::RestoreArgs),
    /// Say whether this set-up is sound
    Check(JsonArgs),
}

/// How to print.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct JsonArgs {
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

impl Cli {
    /// The settings that were given as flags.
    pub(crate) fn flags(&self) -> Flags {
        let common = &self.common;
        let mut flags = Flags {
            config: common.config.clone(),
            values: Vec::new(),
        };
        let texts = [
            (key::DATA_DIR, &common.data_dir),
            (key::DATABASE_URL, &common.database_url),
            (key::PUBLIC_URL, &common.public_url),
        ];
        flags.add(texts);
        if common.allow_http {
            flags.values.push((key::ALLOW_HTTP, "true".to_owned()));
        }
        if let Some(Command::Serve(serve)) = &self.command {
            serve.add_to(&mut flags);
        }
        flags
    }
}

impl Flags {
    fn add<const N: usize>(&mut self, texts: [(&'static str, &Option<String>); N]) {
        for (key, text) in texts {
            if let Some(text) = text {
                self.values.push((key, text.clone()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    /// Lines that the manual shows.
    const LINES: &[&str] = &[
        "gantry",
        "gantry serve --listen 127.0.0.1:9000 --public-url http://localhost:9000",
        "gantry serve --data-dir d --database-url sqlite:x --tls-cert c --tls-key k",
        "gantry demo",
        "gantry user add alice --email a@b.c --name Alice --group staff --admin --password-stdin",
        "gantry user list --json --data-dir d",
        "gantry user show alice --json",
        "gantry user set-password alice --password-stdin",
        "gantry user disable alice",
        "gantry user enable alice",
        "gantry user delete alice",
        "gantry user invite a@b.c --group staff --application chat --language de --role helpdesk --json",
        "gantry group add staff --json",
        "gantry group list",
        "gantry group add-member staff alice",
        "gantry group remove-member staff alice",
        "gantry group move night --into staff",
        "gantry group demand-factor staff --off",
        "gantry client add Chat --template rocketchat --url https://chat.example.org --json",
        "gantry client add Wiki --redirect-uri https://w.example.org/cb --public --grant refresh_token",
        "gantry client add Old --redirect-uri https://o.example.org/cb --client-id a --client-secret-file f",
        "gantry client list --json",
        "gantry client show chat",
        "gantry client add Chat --template rocketchat --url https://chat.example.org --id-token-alg EdDSA --no-consent",
        "gantry client add A --redirect-uri https://a.example.org/cb --allow-group staff --claim dept=nickname --issuer per-client --no-userinfo",
        "gantry client change chat --release-group staff --group-prefix chat- --query-token=false --issuer https://old.example.org/",
        "gantry client change chat --post-logout-redirect-uri https://a.example.org/ --bare-authorization --claims-in-id-token --json",
        "gantry client add A --metadata f --response-type none --auth-method private_key_jwt --jwks-file k",
        "gantry client add A --grant client_credentials --grant device_code --grant token_exchange",
        "gantry client change chat --jwks-uri https://a.example.org/k --require-par --require-pkce=false --pairwise",
        "gantry client change chat --backchannel-logout-uri https://a.example.org/o --resource urn:a --grant implicit",
        "gantry client change chat --jwt-access-tokens --serves urn:a --exchanges-from b --default-max-age 600",
        "gantry client rotate-secret chat --json",
        "gantry client rotate-secret chat --now",
        "gantry client disable chat",
        "gantry client remove chat",
        "gantry rocketchat settings chat --format env --rocketchat-version 8.4 --new-secret",
        "gantry rocketchat connect chat --user-id x --token-file t --secret-file -",
        "gantry rocketchat check chat --json",
        "gantry rocketchat people chat --json",
        "gantry rocketchat link chat alice alice.smith --allow-admin",
        "gantry rocketchat unlink chat alice",
        "gantry rocketchat sync chat --role staff=moderator --room staff=general --clear",
        "gantry rocketchat sync chat --confirm-relinquish yes --json",
        "gantry rocketchat queue chat --json --try-again",
        "gantry rocketchat disconnect chat",
        "gantry demo --iframe-port 0",
        "gantry registration token add CI --uses 3 --days 2 --json",
        "gantry registration token list --json",
        "gantry registration token remove 01890a5d-ac96-774b-bcce-b302099a8057",
        "gantry serve --registration token",
        "gantry keys list --json",
        "gantry keys rotate",
        "gantry audit tail --json",
        "gantry api-token add alice CI --scope read --scope people --days 30 --json",
        "gantry api-token list --json",
        "gantry api-token revoke 01890a5d-ac96-774b-bcce-b302099a8057",
        "gantry apply place.toml --dry-run --json",
        "gantry export --people --format json",
        "gantry check --json",
        "gantry backup gantry.backup --with-key --check --json",
        "gantry backup --check",
        "gantry restore gantry.backup --replace https://id.example.org",
        "gantry serve --backup-dir b --backup-hour 4 --backup-keep 30",
    ];

    #[test]
    fn the_commands_of_the_manual_are_understood() {
        for line in LINES {
            let parsed = Cli::try_parse_from(line.split(' '));

            assert!(parsed.is_ok(), "{line}: {parsed:?}");
        }
    }

    #[test]
    fn flags_become_settings() {
        let line = "gantry serve --data-dir d --allow-http --listen [::1]:1 --tls-cert c";
        let flags = Cli::try_parse_from(line.split(' ')).unwrap().flags();

        let shown: Vec<String> = flags
            .values
            .iter()
            .map(|(key, text)| format!("{key}={text}"))
            .collect();
        assert_eq!(
            shown.join(" "),
            "data_dir=d allow_http=true listen=[::1]:1 tls_cert=c"
        );
    }
}
