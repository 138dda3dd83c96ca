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
}

impl ServeArgs {
    /// Adds what was given.
    pub(crate) fn add_to(&self, flags: &mut Flags) {
        flags.add([
            (key::LISTEN, &self.listen),
            (key::TLS_CERT, &self.tls_cert),
            (key::TLS_KEY, &self.tls_key),
            (key::REGISTRATION, &self.registration),
        ]);
    }
}
