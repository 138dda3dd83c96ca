//! `gantry serve`

use clap::Args;

use crate::settings::key;
use crate::settings::layers::Flags;

/// The settings that only the server needs, as flags.
#[derive(Debug, Default, Args)]
pub(crate) struct ServeArgs {
    /// Address and port to listen on [default: 127.0.0.1:9000]
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// Certificate chain in PEM, to speak TLS without a proxy
    #[arg(long, value_name = "FILE")]
    tls_cert: Option<String>,
    /// Private key of the certificate in PEM
    #[arg(long, value_name = "FILE")]
    tls_key: Option<String>,
    /// Who may register applications over HTTP: off, token or open [default: off]
    #[arg(long, value_name = "MODE")]
    registration: Option<String>,
    /// Make a back-up into this folder every night
    #[arg(long, value_name = "FOLDER")]
    backup_dir: Option<String>,
    /// The hour of the day at which it is made, in UTC [default: 3]
    #[arg(long, value_name = "HOUR")]
    backup_hour: Option<String>,
    /// How many of them are kept [default: 7]
    #[arg(long, value_name = "NUMBER")]
    backup_keep: Option<String>,
}

impl ServeArgs {
    /// Adds what was given.
    pub(crate) fn add_to(&self, flags: &mut Flags) {
        flags.add([
            (key::LISTEN, &self.listen),
            (key::TLS_CERT, &self.tls_cert),
            (key::TLS_KEY, &self.tls_key),
            (key::REGISTRATION, &self.registration),
            (key::BACKUP_DIR, &self.backup_dir),
            (key::BACKUP_HOUR, &self.backup_hour),
            (key::BACKUP_KEEP, &self.backup_keep),
        ]);
    }
}
