//! What is entered on Rocket.Chat's side for iframe mode, setting by setting.

use std::collections::BTreeMap;

use gantry_core::client::Client;
use serde_json::Value;
use url::Url;

use crate::rest::{Act, explain};
use crate::settings::{Bridge, Setting, iframe_settings};
use crate::template::bridge_of;
use crate::workspaces::check::Subject;
use crate::workspaces::check::found::{Findings, Level};

const SWITCH: &str = "Accounts_iframe_enabled";
const LOGIN_URL: &str = "Accounts_iframe_url";
const API_URL: &str = "Accounts_Iframe_api_url";
const METHOD: &str = "Accounts_Iframe_api_method";
const SCRIPT: &str = "Custom_Script_On_Logout";

/// The settings of the workspace beside what they should be.
pub(super) struct Entered {
    found: BTreeMap<String, Value>,
    rows: Vec<Setting>,
    /// The addresses of django-rocketchat-auth mean this workspace too.
    legacy: Option<Url>,
}

impl Entered {
    /// Reads them; what cannot be read is reported.
    pub(super) async fn read(
        subject: &Subject<'_>,
        legacy: bool,
        findings: &mut Findings,
    ) -> Option<Self> {
        let bridge = bridge_of(subject.client, subject.public_url, subject.version)?;
        let wanted = [SWITCH, LOGIN_URL, API_URL, METHOD, SCRIPT];
        match subject.rest.public_settings(&wanted).await {
            Ok(found) => Some(Self::of(found, &bridge, legacy)),
            Err(error) => {
                findings.explained(&explain(&error, Act::Inspect, subject.version));
                None
            }
        }
    }

    fn of(found: BTreeMap<String, Value>, bridge: &Bridge, legacy: bool) -> Self {
        Self {
            found,
            rows: iframe_settings(bridge).rows,
            legacy: legacy.then(|| bridge.public_url.clone()),
        }
    }

    /// Whether iframe mode is switched on.
    pub(super) fn is_on(&self) -> bool {
        self.found.get(SWITCH) == Some(&Value::Bool(true))
    }

    /// Reports each wrong setting by its id. `needed`: nobody can come in by another door.
    pub(super) fn report(&self, needed: bool, findings: &mut Findings) {
        let wrong: Vec<_> = [SWITCH, LOGIN_URL, API_URL, METHOD]
            .into_iter()
            .filter(|id| !self.is_right(id))
            .collect();
        let untouched = [LOGIN_URL, API_URL]
            .into_iter()
            .all(|id| self.text(id).is_empty());
        if !self.is_on() && !needed && (untouched || wrong == [SWITCH]) {
            return findings.good(
                "check-iframe-off",
                "Iframe mode is off: people come in by the button of the custom OAuth service.",
            );
        }
        if wrong.is_empty() {
            return findings.good("check-iframe-settings", "Iframe mode is on and set up.");
        }
        let level = if self.is_on() || needed {
            Level::Bad
        } else {
            Level::Warn
        };
        for id in wrong {
            let (found, expected) = (self.text(id), self.expected(id));
            findings.add(
                level,
                "check-iframe-setting",
                &format!("Rocket.Chat's setting {id} must be {expected}."),
            );
            findings.detail(format!("{id}: {found:?}, not {expected:?}"));
        }
    }

    /// Reports whether Rocket.Chat's own sign-out ends the session at Gantry.
    pub(super) fn report_script(&self, client: &Client, findings: &mut Findings) {
        let Some(Value::String(script)) = self.found.get(SCRIPT) else {
            return;
        };
        let address = format!("/rocketchat/{}/logout", client.slug.as_str());
        if script.contains(&address) {
            findings.good(
                "check-logout-script",
                "Signing out of Rocket.Chat ends the session at Gantry too.",
            );
        } else {
            findings.warn(
                "check-logout-script-missing",
                "Signing out of Rocket.Chat does not end the session at Gantry, and iframe mode \
                 then signs people in again at once: enter the script that Gantry shows as \
                 Rocket.Chat's setting Custom_Script_On_Logout.",
            );
            findings.detail(SCRIPT.to_owned());
        }
    }

    fn is_right(&self, id: &str) -> bool {
        match id {
            SWITCH => self.is_on(),
            METHOD => matches!(self.text(id).to_ascii_uppercase().as_str(), "POST" | "GET"),
            _ => self.text(id) == self.expected(id) || self.is_legacy(id),
        }
    }

    /// Whether the address is the one that django-rocketchat-auth had.
    fn is_legacy(&self, id: &str) -> bool {
        let Some(home) = &self.legacy else {
            return false;
        };
        let found = self.text(id);
        let home = home.as_str().trim_end_matches('/');
        let Some(path) = found.strip_prefix(home) else {
            return false;
        };
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        match (id, path.trim_end_matches('/')) {
            (API_URL, path) => path == "/rocketchat/api",
            (_, "/rocketchat/redirect") => true,
            (_, "/login") => query.starts_with("next=") && query.contains("redirect"),
            _ => false,
        }
    }

    fn text(&self, id: &str) -> String {
        match self.found.get(id) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Null) | None => String::new(),
            Some(other) => other.to_string(),
        }
    }

    fn expected(&self, id: &str) -> String {
        let row = self.rows.iter().find(|row| row.id == id);
        row.map_or_else(String::new, |row| row.value.stored_text().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use super::{API_URL, Entered, LOGIN_URL, METHOD, SWITCH};
    use crate::settings::{Bridge, RocketChatVersion, ServiceName};
    use crate::workspaces::check::found::{Findings, Level};

    fn entered(values: &[(&str, Value)], legacy: bool) -> Entered {
        let bridge = Bridge {
            public_url: "https://id.example.org/sso/".parse().unwrap(),
            slug: "chat".parse().unwrap(),
            service: ServiceName::parse("gantry").unwrap(),
            version: RocketChatVersion::default(),
        };
        let found = values.iter().cloned();
        let found: BTreeMap<_, _> = found.map(|(id, value)| (id.to_owned(), value)).collect();
        Entered::of(found, &bridge, legacy)
    }

    fn told(entered: &Entered, needed: bool) -> Vec<(Level, String)> {
        let mut findings = Findings::default();
        entered.report(needed, &mut findings);
        let all = findings.all().into_iter();
        all.map(|it| (it.level, it.detail.unwrap_or_default()))
            .collect()
    }

    #[test]
    fn the_addresses_of_the_package_before_are_right_where_they_mean_this_workspace() {
        let values = [
            (SWITCH, json!(true)),
            (
                LOGIN_URL,
                json!("https://id.example.org/sso/login/?next=/rocketchat/redirect"),
            ),
            (API_URL, json!("https://id.example.org/sso/rocketchat/api")),
            (METHOD, json!("GET")),
        ];

        assert_eq!(told(&entered(&values, true), true)[0].0, Level::Good);
        assert_eq!(told(&entered(&values, false), true).len(), 2);
    }

    #[test]
    fn iframe_mode_that_is_off_is_bad_only_where_it_is_needed() {
        let untouched = entered(&[(SWITCH, json!(false)), (METHOD, json!("POST"))], false);

        assert_eq!(told(&untouched, false), [(Level::Good, String::new())]);
        let needed = told(&untouched, true);
        assert!(needed.iter().all(|(level, _)| *level == Level::Bad));
        assert_eq!(needed.len(), 3);
    }
}
