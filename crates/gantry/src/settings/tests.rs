//! What the layers make of each other, and what is refused.

use std::fs;

use gantry_core::Seconds;

use crate::settings::layers::{Environment, Flags};
use crate::settings::{LogFormat, MasterKeySource, Settings, key};

fn environment(pairs: &[(&str, &str)]) -> Environment {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn load(flags: &[(&'static str, &str)], variables: &[(&str, &str)]) -> Result<Settings, String> {
    let flags = Flags {
        config: None,
        values: flags
            .iter()
            .map(|(key, text)| (*key, (*text).to_owned()))
            .collect(),
    };
    Settings::load(&flags, &environment(variables)).map_err(|problems| problems.to_string())
}

#[test]
fn defaults_need_nothing() {
    let settings = load(&[], &[]).unwrap();

    assert_eq!(settings.listen.to_string(), "127.0.0.1:9000");
    assert_eq!(settings.public_url.as_str(), "http://localhost:9000");
    assert_eq!(settings.database.expose(), "sqlite:gantry-data/gantry.db");
    assert!(matches!(
        settings.master_key,
        MasterKeySource::Generated(path) if path.ends_with("gantry-data/master.key")
    ));
    assert_eq!(settings.log_format, LogFormat::Text);
    assert_eq!(settings.brand_name, "Gantry");
    assert_eq!(settings.limits.sign_ins_per_address.get(), 300);
    assert_eq!(settings.limits.requests_per_account.get(), 600);
    assert_eq!(settings.metrics_networks.len(), 2);
    assert_eq!(settings.key_rotation, Some(Seconds::days(90)));
    assert!(settings.bootstrap.admin.is_none() && settings.bootstrap.client.is_none());
}

#[test]
fn a_flag_wins_over_the_environment_and_that_over_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().to_str().unwrap();
    let file = "listen = '127.0.0.1:1'\nlog = 'warn'\nbrand_name = 'File'\nhash_workers = 3\n\
                trusted_proxies = ['10.0.0.0/8', '::1']\nallow_private_outbound = true\nallow_private_registered = true\n";
    fs::write(folder.path().join("gantry.toml"), file).unwrap();

    let settings = load(
        &[(key::DATA_DIR, dir), (key::LISTEN, "127.0.0.1:3")],
        &[
            ("GANTRY_LISTEN", "127.0.0.1:2"),
            ("GANTRY_LOG", "debug"),
            ("GANTRY_TLS_CERT", ""),
            ("GANTRY_SIGN_INS_PER_ADDRESS", "1000000"),
            ("GANTRY_METRICS_NETWORKS", "10.0.0.7"),
            ("GANTRY_KEY_ROTATION_DAYS", "0"),
        ],
    )
    .unwrap();

    assert_eq!(settings.listen.port(), 3);
    assert_eq!(settings.log.as_deref(), Some("debug"));
    assert_eq!(settings.brand_name, "File");
    assert_eq!(settings.hash_workers.get(), 3);
    assert_eq!(settings.trusted_proxies.len(), 2);
    assert!(settings.allow_private_outbound && settings.allow_private_registered);
    assert_eq!(settings.limits.sign_ins_per_address.get(), 1_000_000);
    assert_eq!(settings.metrics_networks.len(), 1);
    assert_eq!(settings.key_rotation, None);
}

#[test]
fn all_problems_are_reported_at_once_with_what_would_be_valid() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("settings.toml");
    fs::write(&file, "lisen = 'x'\nlog_format = 'xml'\nhash_workers = 0\n").unwrap();

    let report = load(
        &[(key::LISTEN, "9000")],
        &[
            ("GANTRY_CONFIG", file.to_str().unwrap()),
            ("GANTRY_PUBLIC_URL", "http://id.example.org"),
            ("GANTRY_LISTENN", "x"),
            ("GANTRY_REQUESTS_PER_ACCOUNT", "0"),
            ("GANTRY_KEY_ROTATION_DAYS", "-1"),
            ("GANTRY_TRUSTED_PROXIES", "10.0.0.0/99"),
            ("GANTRY_TLS_CERT", "missing.pem"),
            ("GANTRY_DATABASE_URL", "mysql://root:hunter2@db/x"),
            ("GANTRY_BOOTSTRAP_ADMIN_USERNAME", "al ice"),
        ],
    )
    .unwrap_err();

    for part in [
        "lisen in ",
        "log_format in ",
        "text or json",
        "hash_workers in ",
        "--listen: `9000`",
        "127.0.0.1:9000",
        "GANTRY_PUBLIC_URL: is https",
        "GANTRY_LISTENN: is no setting; there are GANTRY_LISTEN,",
        "GANTRY_TRUSTED_PROXIES: `10.0.0.0/99`",
        "GANTRY_REQUESTS_PER_ACCOUNT: `0`",
        "GANTRY_KEY_ROTATION_DAYS: is a number of days",
        "missing.pem",
        "tls_cert and tls_key: belong together",
        "GANTRY_DATABASE_URL: is sqlite:PATH",
        "GANTRY_BOOTSTRAP_ADMIN_USERNAME: username",
        "GANTRY_BOOTSTRAP_ADMIN_PASSWORD: or its _FILE",
    ] {
        assert!(report.contains(part), "{part} is missing in {report}");
    }
    assert!(!report.contains("hunter2"));
}

#[test]
fn variables_of_tools_tests_and_kubernetes_are_left_alone() {
    let settings = load(
        &[],
        &[
            ("GANTRY_TEST_POSTGRES", "x"),
            ("GANTRY_TOOLS", "x"),
            ("GANTRY_PORT_9000_TCP_ADDR", "10.0.0.1"),
            ("GANTRY_SERVICE_HOST", "10.0.0.1"),
            ("PATH", "/bin"),
        ],
    );

    assert!(settings.is_ok());
}

#[test]
fn the_first_administrator_and_client_come_from_the_environment_and_files() {
    let folder = tempfile::tempdir().unwrap();
    let password = folder.path().join("password");
    fs::write(&password, "correct horse\n").unwrap();

    let bootstrap = load(
        &[],
        &[
            ("GANTRY_BOOTSTRAP_ADMIN_USERNAME", "alice"),
            ("GANTRY_BOOTSTRAP_ADMIN_EMAIL", "alice@example.org"),
            (
                "GANTRY_BOOTSTRAP_ADMIN_PASSWORD_FILE",
                password.to_str().unwrap(),
            ),
            ("GANTRY_BOOTSTRAP_CLIENT_TEMPLATE", "rocketchat"),
            ("GANTRY_BOOTSTRAP_CLIENT_NAME", "Team chat"),
            ("GANTRY_BOOTSTRAP_CLIENT_URL", "http://localhost:3000"),
            ("GANTRY_BOOTSTRAP_CLIENT_ID", "rocketchat"),
            (
                "GANTRY_BOOTSTRAP_CLIENT_SECRET",
                "0123456789abcdef0123456789abcdef",
            ),
        ],
    )
    .unwrap()
    .bootstrap;

    assert_eq!(bootstrap.admin.unwrap().username.as_str(), "alice");
    let client = bootstrap.client.unwrap();
    assert_eq!(client.service.key(), "gantry");
    assert_eq!(client.client_id.unwrap().as_str(), "rocketchat");
}

#[test]
fn a_short_client_secret_and_a_misspelt_bootstrap_variable_are_refused() {
    let report = load(
        &[],
        &[
            ("GANTRY_BOOTSTRAP_CLIENT_TEMPLATE", "rocketchat"),
            ("GANTRY_BOOTSTRAP_CLIENT_NAME", "Team chat"),
            ("GANTRY_BOOTSTRAP_CLIENT_URL", "http://localhost:3000"),
            ("GANTRY_BOOTSTRAP_CLIENT_SECRET", "short"),
            ("GANTRY_BOOTSTRAP_CLIENT_SECERT_FILE", "x"),
        ],
    )
    .unwrap_err();

    assert!(report.contains("GANTRY_BOOTSTRAP_CLIENT_SECRET: has at least 32 characters"));
    assert!(report.contains("GANTRY_BOOTSTRAP_CLIENT_SECERT_FILE: is not known"));
}

/// The commented lines of an example become lines that count.
fn uncommented(example: &str) -> String {
    let keeps = |line: &&str| line.starts_with('#') && !line.starts_with("# ");
    let lines: Vec<&str> = example.lines().filter(keeps).collect();
    lines.join("\n").replace('#', "")
}

#[test]
fn settings_example_toml_names_every_setting_with_a_value_that_is_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let text = uncommented(include_str!("../../../../settings.example.toml"));
    let table: toml::Table = text.parse().unwrap();
    // Files of the example do not exist here, and one source of the master key is enough.
    let usable: Vec<&str> = text
        .lines()
        .filter(|line| {
            !["tls_", "extra_ca_file", "master_key", "breached_passwords"]
                .iter()
                .any(|key| line.starts_with(key))
        })
        .collect();
    let file = folder.path().join("settings.toml");
    fs::write(&file, usable.join("\n")).unwrap();

    let loaded = load(&[], &[("GANTRY_CONFIG", file.to_str().unwrap())]);

    let mut named: Vec<&str> = table.keys().map(String::as_str).collect();
    named.sort_unstable();
    let mut expected = key::ALL.to_vec();
    expected.sort_unstable();
    assert_eq!(named, expected);
    assert!(loaded.is_ok(), "{loaded:?}");
}

#[test]
fn the_environment_example_names_every_variable_with_a_value_that_is_accepted() {
    let text = uncommented(include_str!("../../../../.env.example"));
    let variables: Vec<(&str, &str)> = text
        .lines()
        .filter_map(|line| line.split_once('='))
        .collect();
    let usable: Vec<(&str, &str)> = variables
        .iter()
        .filter(|(name, _)| !name.ends_with("_FILE") && !name.contains("_TLS_"))
        .filter(|(name, _)| !name.ends_with("BREACHED_PASSWORDS"))
        .filter(|(name, _)| !["GANTRY_CONFIG", "GANTRY_MASTER_KEY"].contains(name))
        .copied()
        .collect();

    let loaded = load(&[], &usable);

    for key in key::ALL {
        let variable = key::variable(key);
        assert!(
            variables.iter().any(|(name, _)| *name == variable),
            "{variable}"
        );
    }
    assert!(loaded.is_ok(), "{loaded:?}");
}
