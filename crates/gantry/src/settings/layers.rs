//! Gathers the settings from flags, environment and file, the first one winning.
//!
//! Everything is kept as text together with the place it came from; `reader.rs` parses it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use crate::settings::key;
use crate::settings::problem::Problem;

/// The file that is read from the data directory when none is named.
const FILE_NAME: &str = "gantry.toml";
const DEFAULT_DATA_DIR: &str = "gantry-data";

/// Variables that are not settings: for the tools around Gantry, for tests, and those that
/// Kubernetes makes up for a service called `gantry`.
const FOREIGN: [&str; 6] = [
    "GANTRY_TEST_",
    "GANTRY_TOOLS",
    "GANTRY_BENCH_",
    "GANTRY_PORT",
    "GANTRY_SERVICE_HOST",
    "GANTRY_SERVICE_PORT",
];

/// What was given on the command line.
#[derive(Debug, Clone, Default)]
pub(crate) struct Flags {
    /// The file to read instead of the data directory's `gantry.toml`.
    pub(crate) config: Option<PathBuf>,
    /// Settings by key.
    pub(crate) values: Vec<(&'static str, String)>,
}

/// The process environment, or a made-up one.
pub(crate) type Environment = BTreeMap<String, String>;

/// A value and the place to name when it is wrong.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    /// The value as text.
    pub(crate) text: String,
    /// Flag, variable or file and key.
    pub(crate) place: String,
}

/// The winning value of every setting that was given.
#[derive(Debug, Default)]
pub(crate) struct Layers {
    /// By key.
    pub(crate) found: BTreeMap<&'static str, Found>,
    /// Where the data lives.
    pub(crate) data_dir: PathBuf,
}

/// Reads all three layers.
pub(crate) fn gather(
    flags: &Flags,
    environment: &Environment,
    problems: &mut Vec<Problem>,
) -> Layers {
    let mut layers = Layers::default();
    for (key, text) in &flags.values {
        let place = format!("--{}", key.replace('_', "-"));
        layers.offer(key, text.clone(), place);
    }
    layers.read_environment(environment, problems);
    let explicit = flags.config.clone().or_else(|| {
        let named = environment.get("GANTRY_CONFIG")?;
        (!named.is_empty()).then(|| PathBuf::from(named))
    });
    layers.read_file(explicit.as_deref(), problems);
    layers.data_dir = layers.current_data_dir();
    layers
}

impl Layers {
    fn offer(&mut self, key: &'static str, text: String, place: String) {
        self.found.entry(key).or_insert(Found { text, place });
    }

    fn current_data_dir(&self) -> PathBuf {
        let found = self.found.get(key::DATA_DIR);
        PathBuf::from(found.map_or(DEFAULT_DATA_DIR, |found| found.text.as_str()))
    }

    fn read_environment(&mut self, environment: &Environment, problems: &mut Vec<Problem>) {
        for (variable, text) in environment {
            let Some(rest) = variable.strip_prefix("GANTRY_") else {
                continue;
            };
            let foreign = FOREIGN.iter().any(|prefix| variable.starts_with(prefix));
            if foreign || rest == "CONFIG" || rest.starts_with("BOOTSTRAP_") {
                continue;
            }
            match key::known(&rest.to_ascii_lowercase()) {
                Some(_) if text.is_empty() => {}
                Some(key) => self.offer(key, text.clone(), variable.clone()),
                None => problems.push(Problem::new(variable, unknown(key::variable))),
            }
        }
    }

    fn read_file(&mut self, explicit: Option<&Path>, problems: &mut Vec<Problem>) {
        let path = explicit.map_or_else(
            || self.current_data_dir().join(FILE_NAME),
            Path::to_path_buf,
        );
        if explicit.is_none() && !path.exists() {
            return;
        }
        let shown = path.display().to_string();
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) => {
                return problems.push(Problem::new(shown, format!("cannot be read: {error}")));
            }
        };
        match text.parse::<Table>() {
            Ok(table) => self.read_table(&table, &shown, explicit.is_some(), problems),
            Err(error) => problems.push(Problem::new(shown, format!("is not TOML: {error}"))),
        }
    }

    fn read_table(
        &mut self,
        table: &Table,
        file: &str,
        explicit: bool,
        problems: &mut Vec<Problem>,
    ) {
        for (name, value) in table {
            let place = format!("{name} in {file}");
            match (key::known(name), as_text(value)) {
                (None, _) => problems.push(Problem::new(place, unknown(str::to_owned))),
                (Some(key::DATA_DIR), _) if !explicit => problems.push(Problem::new(
                    place,
                    "stands in the file that was found in the data directory; use --data-dir, \
                     GANTRY_DATA_DIR, or a file named with --config",
                )),
                (Some(_), None) => problems.push(Problem::new(
                    place,
                    "is a text, a number, true or false, or a list of texts",
                )),
                (Some(key), Some(text)) => self.offer(key, text, place),
            }
        }
    }
}

fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Boolean(flag) => Some(flag.to_string()),
        Value::Array(items) => {
            let texts: Option<Vec<&str>> = items.iter().map(Value::as_str).collect();
            Some(texts?.join(","))
        }
        _ => None,
    }
}

fn unknown(spell: impl Fn(&str) -> String) -> String {
    let known: Vec<String> = key::ALL.into_iter().map(spell).collect();
    format!("is no setting; there are {}", known.join(", "))
}
