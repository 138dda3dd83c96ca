//! Settings: flags, then `GANTRY_…` variables, then `gantry.toml`, then defaults.
//!
//! Reading order: `key` (the names), `layers` (where texts come from), `reader` (how they are
//! parsed), this file (what they mean together), `bootstrap` (what the first start makes).

pub(crate) mod backups;
pub(crate) mod bootstrap;
pub(crate) mod database_url;
pub(crate) mod key;
pub(crate) mod layers;
pub(crate) mod network;
pub(crate) mod problem;
pub(crate) mod public_url;
pub(crate) mod reader;
#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::str::FromStr;

use gantry_accounts::throttle::RequestLimits;
use gantry_core::{Seconds, Secret};
use gantry_oidc::RegistrationMode;
use tracing_subscriber::EnvFilter;

use crate::settings::backups::BackupPlan;
use crate::settings::bootstrap::Bootstrap;
use crate::settings::database_url::DatabaseUrl;
use crate::settings::layers::{Environment, Flags};
use crate::settings::network::Network;
use crate::settings::problem::{Problem, Problems};
use crate::settings::public_url::PublicUrl;
use crate::settings::reader::Reader;

const DEFAULT_LISTEN: &str = "127.0.0.1:9000";
const DEFAULT_PUBLIC_URL: &str = "http://localhost:9000";
const DEFAULT_BRAND: &str = "Gantry";
const AT_LEAST_ONE: &str = "a number, at least 1";
const LONGEST_BRAND: usize = 60;
/// Days.
const DEFAULT_ROTATION: u16 = 90;
const LONGEST_ROTATION: u16 = 3650;

/// Everything an operator can set, checked.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// Address and port to listen on.
    pub(crate) listen: SocketAddr,
    /// Where everyone else reaches Gantry.
    pub(crate) public_url: PublicUrl,
    /// Where files live.
    pub(crate) data_dir: PathBuf,
    /// Which database.
    pub(crate) database: DatabaseUrl,
    /// Certificate and key, if Gantry itself speaks TLS.
    pub(crate) tls: Option<TlsFiles>,
    /// Networks whose `X-Forwarded-For` is believed.
    pub(crate) trusted_proxies: Vec<Network>,
    /// Where the master key comes from.
    pub(crate) master_key: MasterKeySource,
    /// What to log, if the operator says.
    pub(crate) log: Option<String>,
    /// How to log it.
    pub(crate) log_format: LogFormat,
    /// How many passwords are checked at once.
    pub(crate) hash_workers: NonZeroUsize,
    /// Whether Gantry itself may call private addresses.
    pub(crate) allow_private_outbound: bool,
    /// Whether it may do so for applications that registered themselves.
    pub(crate) allow_private_registered: bool,
    /// Certificate authorities trusted beside the system's.
    pub(crate) extra_ca_file: Option<PathBuf>,
    /// A list of passwords that nobody may choose.
    pub(crate) breached_passwords: Option<PathBuf>,
    /// The name on the pages.
    pub(crate) brand_name: String,
    /// How many requests a minute are heard.
    pub(crate) limits: RequestLimits,
    /// How old signing keys get before the schedule replaces them; `None` leaves that to people.
    pub(crate) key_rotation: Option<Seconds>,
    /// Who may register applications over HTTP.
    pub(crate) registration: RegistrationMode,
    /// Who may read `/metrics`.
    pub(crate) metrics_networks: Vec<Network>,
    /// Where, when and how many back-ups are made by themselves.
    pub(crate) backups: Option<BackupPlan>,
    /// What the first start makes.
    pub(crate) bootstrap: Bootstrap,
}

/// Certificate and key of the listener.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TlsFiles {
    /// Certificate chain, PEM.
    pub(crate) cert: PathBuf,
    /// Private key, PEM.
    pub(crate) key: PathBuf,
}

/// Where the master key comes from.
#[derive(Debug, Clone)]
pub(crate) enum MasterKeySource {
    /// The setting itself.
    Given(Secret),
    /// A file that must exist.
    File(PathBuf),
    /// A file beside the database, made at the first start.
    Generated(PathBuf),
}

/// How log lines look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For machines: one JSON object a line.
    Json,
}

impl FromStr for LogFormat {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err(()),
        }
    }
}

impl Settings {
    /// Reads all layers.
    ///
    /// # Errors
    /// All problems of all layers together.
    pub(crate) fn load(flags: &Flags, environment: &Environment) -> Result<Self, Problems> {
        let mut problems = Vec::new();
        let layers = layers::gather(flags, environment, &mut problems);
        let bootstrap = bootstrap::read(environment, &mut problems);
        let mut reader = Reader::new(&layers, problems);
        let settings = Self::read(&mut reader, layers.data_dir.clone(), bootstrap);
        match settings {
            Some(settings) if reader.problems.is_empty() => Ok(settings),
            _ => Err(Problems(reader.problems)),
        }
    }

    fn read(reader: &mut Reader<'_>, data_dir: PathBuf, bootstrap: Bootstrap) -> Option<Self> {
        let allow_http = reader.switch(key::ALLOW_HTTP);
        let listen = reader.typed(key::LISTEN, "an address and a port such as 127.0.0.1:9000");
        let public_url = reader.parsed(key::PUBLIC_URL, |text| PublicUrl::parse(text, allow_http));
        let database = reader.parsed(key::DATABASE_URL, DatabaseUrl::parse);
        let tls = read_tls(reader, public_url.as_ref());
        let cores = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        let settings = Self {
            listen: listen.or_else(|| DEFAULT_LISTEN.parse().ok())?,
            public_url: public_url.or_else(|| PublicUrl::parse(DEFAULT_PUBLIC_URL, false).ok())?,
            database: database.unwrap_or_else(|| DatabaseUrl::in_data_dir(&data_dir)),
            tls,
            trusted_proxies: reader.list(key::TRUSTED_PROXIES, network::VALID),
            master_key: read_master_key(reader, &data_dir),
            log: read_log(reader),
            log_format: reader
                .typed(key::LOG_FORMAT, "text or json")
                .unwrap_or_default(),
            hash_workers: reader
                .typed(key::HASH_WORKERS, AT_LEAST_ONE)
                .unwrap_or(cores),
            allow_private_outbound: reader.switch(key::ALLOW_PRIVATE_OUTBOUND),
            allow_private_registered: reader.switch(key::ALLOW_PRIVATE_REGISTERED),
            extra_ca_file: reader.file(key::EXTRA_CA_FILE),
            breached_passwords: reader.file(key::BREACHED_PASSWORDS),
            brand_name: read_brand(reader),
            limits: read_limits(reader),
            key_rotation: read_key_rotation(reader),
            registration: read_registration(reader),
            metrics_networks: read_metrics_networks(reader),
            backups: backups::read(reader),
            data_dir,
            bootstrap,
        };
        Some(settings)
    }
}

fn read_tls(reader: &mut Reader<'_>, public_url: Option<&PublicUrl>) -> Option<TlsFiles> {
    let given = [key::TLS_CERT, key::TLS_KEY].map(|key| reader.found(key).is_some());
    let (cert, key) = (reader.file(key::TLS_CERT), reader.file(key::TLS_KEY));
    if given == [true, false] || given == [false, true] {
        let advice = "belong together: name both, or neither";
        reader
            .problems
            .push(Problem::new("tls_cert and tls_key", advice));
    }
    let files = TlsFiles {
        cert: cert?,
        key: key?,
    };
    if !public_url.is_some_and(PublicUrl::is_https) {
        let advice = "is https when tls_cert and tls_key are set";
        reader.problems.push(Problem::new(key::PUBLIC_URL, advice));
    }
    Some(files)
}

fn read_master_key(reader: &mut Reader<'_>, data_dir: &std::path::Path) -> MasterKeySource {
    let file = reader.file(key::MASTER_KEY_FILE);
    match (reader.found(key::MASTER_KEY), file) {
        (Some(_), Some(file)) => {
            let advice = "are two sources of one key: set one of them";
            let place = "master_key and master_key_file";
            reader.problems.push(Problem::new(place, advice));
            MasterKeySource::File(file)
        }
        (Some(found), None) => MasterKeySource::Given(Secret::new(found.text.clone())),
        (None, Some(file)) => MasterKeySource::File(file),
        (None, None) => MasterKeySource::Generated(data_dir.join("master.key")),
    }
}

fn read_log(reader: &mut Reader<'_>) -> Option<String> {
    reader.parsed(key::LOG, |text| match EnvFilter::try_new(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err("is error, warn, info, debug or trace, or a list such as info,sqlx=warn"),
    })
}

fn read_brand(reader: &mut Reader<'_>) -> String {
    let brand = reader.parsed(key::BRAND_NAME, |text| {
        let fits = (1..=LONGEST_BRAND).contains(&text.chars().count())
            && !text.chars().any(char::is_control);
        if fits {
            Ok(text.to_owned())
        } else {
            Err(format!("has 1 to {LONGEST_BRAND} characters"))
        }
    });
    brand.unwrap_or_else(|| DEFAULT_BRAND.to_owned())
}

fn read_limits(reader: &mut Reader<'_>) -> RequestLimits {
    let usual = RequestLimits::default();
    let mut limit = |key, usual| reader.typed(key, AT_LEAST_ONE).unwrap_or(usual);
    RequestLimits {
        sign_ins_per_address: limit(key::SIGN_INS_PER_ADDRESS, usual.sign_ins_per_address),
        requests_per_account: limit(key::REQUESTS_PER_ACCOUNT, usual.requests_per_account),
    }
}

/// Shorter than a day, keys would go before everybody had fetched their successors.
fn read_key_rotation(reader: &mut Reader<'_>) -> Option<Seconds> {
    let days = reader.parsed(key::KEY_ROTATION_DAYS, |text| match text.parse() {
        Ok(days) if days <= LONGEST_ROTATION => Ok(days),
        _ => Err(format!(
            "is a number of days from 1 to {LONGEST_ROTATION}, or 0 for no rotation by itself"
        )),
    });
    match days.unwrap_or(DEFAULT_ROTATION) {
        0 => None,
        days => Some(Seconds::days(days.into())),
    }
}

fn read_registration(reader: &mut Reader<'_>) -> RegistrationMode {
    let mode = reader.parsed(key::REGISTRATION, |text| match text {
        "off" => Ok(RegistrationMode::Off),
        "token" => Ok(RegistrationMode::InitialAccessToken),
        "open" => Ok(RegistrationMode::Open),
        _ => Err("is off, token or open"),
    });
    mode.unwrap_or_default()
}

fn read_metrics_networks(reader: &mut Reader<'_>) -> Vec<Network> {
    if reader.found(key::METRICS_NETWORKS).is_some() {
        reader.list(key::METRICS_NETWORKS, network::VALID)
    } else {
        Network::LOOPBACK.to_vec()
    }
}
