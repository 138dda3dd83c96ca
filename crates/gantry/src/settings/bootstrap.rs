//! What the first start makes without a browser: an administrator and a Rocket.Chat client.
//!
//! Only the environment is read, because the values are for one start and hold secrets.

use std::fmt::Display;
use std::str::FromStr;

use gantry_core::Secret;
use gantry_core::client_id::ClientId;
use gantry_core::email::Email;
use gantry_core::password::Password;
use gantry_core::username::Username;
use gantry_rocketchat::settings::ServiceName;
use url::Url;

use crate::settings::layers::Environment;
use crate::settings::problem::Problem;

const PREFIX: &str = "GANTRY_BOOTSTRAP_";
const NAMES: [&str; 11] = [
    "ADMIN_USERNAME",
    "ADMIN_EMAIL",
    "ADMIN_PASSWORD",
    "ADMIN_PASSWORD_FILE",
    "CLIENT_TEMPLATE",
    "CLIENT_NAME",
    "CLIENT_URL",
    "CLIENT_SERVICE",
    "CLIENT_ID",
    "CLIENT_SECRET",
    "CLIENT_SECRET_FILE",
];
const SHORTEST_SECRET: usize = 32;
const DEFAULT_SERVICE: &str = "gantry";

/// What to make at the first start.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bootstrap {
    /// The first administrator.
    pub(crate) admin: Option<BootstrapAdmin>,
    /// The first client.
    pub(crate) client: Option<BootstrapClient>,
}

/// The first administrator.
#[derive(Debug, Clone)]
pub(crate) struct BootstrapAdmin {
    /// The name to sign in with.
    pub(crate) username: Username,
    /// The address; counts as verified.
    pub(crate) email: Option<Email>,
    /// The password.
    pub(crate) password: Password,
}

/// The first Rocket.Chat.
#[derive(Debug, Clone)]
pub(crate) struct BootstrapClient {
    /// What people see.
    pub(crate) name: String,
    /// The address of the workspace.
    pub(crate) url: Url,
    /// The custom OAuth name on its side.
    pub(crate) service: ServiceName,
    /// The client id, made up if not given.
    pub(crate) client_id: Option<ClientId>,
    /// The client secret, made up if not given.
    pub(crate) secret: Option<Secret>,
}

/// Reads the bootstrap variables.
pub(crate) fn read(environment: &Environment, problems: &mut Vec<Problem>) -> Bootstrap {
    let mut variables = Variables {
        environment,
        problems,
    };
    variables.refuse_unknown();
    Bootstrap {
        admin: variables.admin(),
        client: variables.client(),
    }
}

struct Variables<'a> {
    environment: &'a Environment,
    problems: &'a mut Vec<Problem>,
}

impl Variables<'_> {
    fn refuse_unknown(&mut self) {
        for variable in self.environment.keys() {
            let unknown = variable
                .strip_prefix(PREFIX)
                .is_some_and(|name| !NAMES.contains(&name));
            if unknown {
                let known = NAMES.map(|name| format!("{PREFIX}{name}")).join(", ");
                self.problem(variable, format!("is not known; there are {known}"));
            }
        }
    }

    fn admin(&mut self) -> Option<BootstrapAdmin> {
        let given = [
            "ADMIN_USERNAME",
            "ADMIN_EMAIL",
            "ADMIN_PASSWORD",
            "ADMIN_PASSWORD_FILE",
        ];
        if !self.any(&given) {
            return None;
        }
        let username = self.required("ADMIN_USERNAME");
        let email = self
            .text("ADMIN_EMAIL")
            .and_then(|text| self.parsed("ADMIN_EMAIL", &text));
        let password = self.secret("ADMIN_PASSWORD");
        if password.is_none() {
            self.problem(
                "ADMIN_PASSWORD",
                "or its _FILE is needed beside ADMIN_USERNAME",
            );
        }
        let password = Password::chosen(password?.expose().to_owned())
            .map_err(|error| self.problem("ADMIN_PASSWORD", error))
            .ok()?;
        Some(BootstrapAdmin {
            username: username?,
            email,
            password,
        })
    }

    fn client(&mut self) -> Option<BootstrapClient> {
        let given: Vec<&str> = NAMES
            .into_iter()
            .filter(|name| name.starts_with("CLIENT"))
            .collect();
        if !self.any(&given) {
            return None;
        }
        if self.text("CLIENT_TEMPLATE").as_deref() != Some("rocketchat") {
            self.problem("CLIENT_TEMPLATE", "is rocketchat");
        }
        let name = self.required::<String>("CLIENT_NAME");
        let url = self.required::<Url>("CLIENT_URL");
        let url = url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        if url.is_none() {
            self.problem(
                "CLIENT_URL",
                "is an address such as https://chat.example.org",
            );
        }
        let service = self
            .text("CLIENT_SERVICE")
            .unwrap_or_else(|| DEFAULT_SERVICE.to_owned());
        let service = self.parsed("CLIENT_SERVICE", &service);
        let client_id = self
            .text("CLIENT_ID")
            .and_then(|text| self.parsed("CLIENT_ID", &text));
        let secret = self.secret("CLIENT_SECRET");
        if secret
            .as_ref()
            .is_some_and(|secret| secret.expose().len() < SHORTEST_SECRET)
        {
            self.problem(
                "CLIENT_SECRET",
                format!("has at least {SHORTEST_SECRET} characters"),
            );
        }
        Some(BootstrapClient {
            name: name?,
            url: url?,
            service: service?,
            client_id,
            secret,
        })
    }

    fn any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.text(name).is_some())
    }

    /// A variable that is set and not blank.
    fn text(&self, name: &str) -> Option<String> {
        let text = self.environment.get(&format!("{PREFIX}{name}"))?;
        (!text.trim().is_empty()).then(|| text.clone())
    }

    fn required<T: FromStr<Err: Display>>(&mut self, name: &str) -> Option<T> {
        let Some(text) = self.text(name) else {
            self.problem(name, "is needed beside the others");
            return None;
        };
        self.parsed(name, &text)
    }

    fn parsed<T: FromStr<Err: Display>>(&mut self, name: &str, text: &str) -> Option<T> {
        text.trim()
            .parse()
            .map_err(|error| self.problem(name, error))
            .ok()
    }

    /// A secret from the variable or from the file that `…_FILE` names.
    fn secret(&mut self, name: &str) -> Option<Secret> {
        let file_name = format!("{name}_FILE");
        match (self.text(name), self.text(&file_name)) {
            (Some(_), Some(_)) => {
                self.problem(&file_name, format!("cannot stand beside {PREFIX}{name}"));
                None
            }
            (Some(text), None) => Some(Secret::new(text)),
            (None, Some(path)) => match std::fs::read_to_string(&path) {
                Ok(text) => Some(Secret::new(text.trim_end_matches(['\r', '\n']).to_owned())),
                Err(error) => {
                    self.problem(&file_name, format!("`{path}` cannot be read: {error}"));
                    None
                }
            },
            (None, None) => None,
        }
    }

    fn problem(&mut self, name: &str, advice: impl Display) {
        let name = name.strip_prefix(PREFIX).unwrap_or(name);
        self.problems
            .push(Problem::new(format!("{PREFIX}{name}"), advice.to_string()));
    }
}
