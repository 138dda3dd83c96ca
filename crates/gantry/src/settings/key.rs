//! The names of the settings: one name for the file, the environment and the flags.

/// Address and port to listen on.
pub(crate) const LISTEN: &str = "listen";
/// The address under which browsers and applications reach Gantry.
pub(crate) const PUBLIC_URL: &str = "public_url";
/// Where the database, the master key and `gantry.toml` live.
pub(crate) const DATA_DIR: &str = "data_dir";
/// Which database.
pub(crate) const DATABASE_URL: &str = "database_url";
/// Certificate chain, PEM.
pub(crate) const TLS_CERT: &str = "tls_cert";
/// Private key of the certificate, PEM.
pub(crate) const TLS_KEY: &str = "tls_key";
/// Whether a public URL with http may have a name other than a loopback one.
pub(crate) const ALLOW_HTTP: &str = "allow_http";
/// Networks whose `X-Forwarded-For` is believed.
pub(crate) const TRUSTED_PROXIES: &str = "trusted_proxies";
/// The master key itself.
pub(crate) const MASTER_KEY: &str = "master_key";
/// A file with the master key.
pub(crate) const MASTER_KEY_FILE: &str = "master_key_file";
/// What to log.
pub(crate) const LOG: &str = "log";
/// How to log it.
pub(crate) const LOG_FORMAT: &str = "log_format";
/// How many passwords are checked at once.
pub(crate) const HASH_WORKERS: &str = "hash_workers";
/// Whether Gantry itself may call private addresses.
pub(crate) const ALLOW_PRIVATE_OUTBOUND: &str = "allow_private_outbound";
/// The same for addresses of applications that registered themselves.
pub(crate) const ALLOW_PRIVATE_REGISTERED: &str = "allow_private_registered";
/// Certificate authorities trusted beside the system's.
pub(crate) const EXTRA_CA_FILE: &str = "extra_ca_file";
/// A list of passwords that nobody may choose.
pub(crate) const BREACHED_PASSWORDS: &str = "breached_passwords";
/// The name on the pages.
pub(crate) const BRAND_NAME: &str = "brand_name";

/// How many sign-ins a minute are heard from one address.
pub(crate) const SIGN_INS_PER_ADDRESS: &str = "sign_ins_per_address";
/// How many requests a minute are heard for one account of one application.
pub(crate) const REQUESTS_PER_ACCOUNT: &str = "requests_per_account";
/// After how many days signing keys are replaced.
pub(crate) const KEY_ROTATION_DAYS: &str = "key_rotation_days";
/// Who may register applications over HTTP.
pub(crate) const REGISTRATION: &str = "registration";
/// Networks that `/metrics` answers.
pub(crate) const METRICS_NETWORKS: &str = "metrics_networks";

/// Where nightly back-ups go.
pub(crate) const BACKUP_DIR: &str = "backup_dir";
/// The hour of the day, in UTC, at which they are made.
pub(crate) const BACKUP_HOUR: &str = "backup_hour";
/// How many of them are kept.
pub(crate) const BACKUP_KEEP: &str = "backup_keep";

/// Every setting.
pub(crate) const ALL: [&str; 26] = [
    LISTEN,
    PUBLIC_URL,
    DATA_DIR,
    DATABASE_URL,
    TLS_CERT,
    TLS_KEY,
    ALLOW_HTTP,
    TRUSTED_PROXIES,
    MASTER_KEY,
    MASTER_KEY_FILE,
    LOG,
    LOG_FORMAT,
    HASH_WORKERS,
    ALLOW_PRIVATE_OUTBOUND,
    ALLOW_PRIVATE_REGISTERED,
    EXTRA_CA_FILE,
    BREACHED_PASSWORDS,
    BRAND_NAME,
    SIGN_INS_PER_ADDRESS,
    REQUESTS_PER_ACCOUNT,
    METRICS_NETWORKS,
    KEY_ROTATION_DAYS,
    REGISTRATION,
    BACKUP_DIR,
    BACKUP_HOUR,
    BACKUP_KEEP,
];

/// The setting of this name, if there is one.
pub(crate) fn known(name: &str) -> Option<&'static str> {
    ALL.into_iter().find(|key| *key == name)
}

/// The environment variable of a setting.
pub(crate) fn variable(key: &str) -> String {
    format!("GANTRY_{}", key.to_ascii_uppercase())
}
