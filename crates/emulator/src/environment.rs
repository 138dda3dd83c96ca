//! What a workspace takes from environment variables when it starts.
//!
//! A service begins with the trigger `Accounts_OAuth_Custom_<Name>=true`; its members give initial values only. `OVERWRITE_SETTING_<id>`
//! forces a value whenever the setting is registered, which for a service needs the trigger as well.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::custom_oauth::ServiceName;
use crate::definitions::{Kind, SERVICE_SETTINGS};
use crate::settings::Settings;
use crate::workspace_settings::WORKSPACE_SETTINGS;

const CUSTOM: &str = "Accounts_OAuth_Custom_";
const OVERWRITE: &str = "OVERWRITE_SETTING_";
/// The two colours of the button are not read from the environment.
const NOT_READ: [&str; 2] = ["button_label_color", "button_color"];

/// Applies the variables of one start.
pub(crate) fn apply(settings: &Settings, variables: &BTreeMap<String, String>) {
    if let Some(root_url) = variables.get("ROOT_URL") {
        // An unknown setting is the only refusal, and this one exists.
        let _ = settings.set("Site_Url", root_url.as_str());
    }
    for (id, kind) in &WORKSPACE_SETTINGS {
        overwrite(settings, variables, id, *kind);
    }
    for (variable, value) in variables {
        let Some(typed_name) = variable.strip_prefix(CUSTOM) else {
            continue;
        };
        if value == "true" && !typed_name.contains('_') {
            register_service(settings, variables, typed_name);
        }
    }
}

fn register_service(settings: &Settings, variables: &BTreeMap<String, String>, typed_name: &str) {
    let Some(name) = ServiceName::parse(typed_name) else {
        return;
    };
    let is_new = settings.register(&name, Kind::default_value);
    for definition in &SERVICE_SETTINGS {
        let id = name.setting_id(definition.suffix);
        if is_new && let Some(value) = initial(variables, typed_name, definition.suffix) {
            // Just registered, so the setting exists.
            let _ = settings.set(&id, value);
        }
        overwrite(settings, variables, &id, definition.kind);
    }
}

/// The initial value that a member gives, if Rocket.Chat reads it.
fn initial(variables: &BTreeMap<String, String>, typed_name: &str, suffix: &str) -> Option<Value> {
    if suffix.is_empty() {
        return Some(Value::Bool(true));
    }
    if NOT_READ.contains(&suffix) {
        return None;
    }
    let text = variables
        .get(&format!("{CUSTOM}{typed_name}_{suffix}"))
        .filter(|text| !text.is_empty())?;
    match suffix {
        "merge_users" | "merge_users_distinct_services" | "merge_roles" => {
            Some(Value::Bool(text == "true"))
        }
        // `false` falls back to the default, which is true.
        "show_button" => Some(Value::Bool(true)),
        // `map_channels=false` arrives as a non-empty text and counts as on.
        _ => Some(Value::String(text.clone())),
    }
}

fn overwrite(settings: &Settings, variables: &BTreeMap<String, String>, id: &str, kind: Kind) {
    let Some(text) = variables.get(&format!("{OVERWRITE}{id}")) else {
        return;
    };
    // Called for registered settings only.
    let _ = settings.set(id, kind.parse(text));
}

#[cfg(test)]
mod tests {
    use super::apply;
    use crate::settings::Settings;
    use crate::version::RocketChatVersion;

    fn started(variables: &[(&str, &str)]) -> Settings {
        let settings = Settings::new(RocketChatVersion::default(), true, "https://rocket.company");
        start_again(&settings, variables);
        settings
    }

    fn start_again(settings: &Settings, variables: &[(&str, &str)]) {
        let variables = variables
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect();
        apply(settings, &variables);
    }

    #[test]
    fn the_trigger_must_be_literally_true() {
        let settings = started(&[("Accounts_OAuth_Custom_Authentik", "True")]);

        assert!(settings.services().is_empty());
    }

    #[test]
    fn the_trigger_enables_the_service_with_its_members() {
        let settings = started(&[
            ("Accounts_OAuth_Custom_Authentik", "true"),
            (
                "Accounts_OAuth_Custom_Authentik_url",
                "https://op/application/o",
            ),
            ("Accounts_OAuth_Custom_Authentik_merge_users", "true"),
        ]);

        assert!(settings.flag("Accounts_OAuth_Custom-Authentik"));
        assert!(settings.flag("Accounts_OAuth_Custom-Authentik-merge_users"));
        assert_eq!(
            settings.text("Accounts_OAuth_Custom-Authentik-url"),
            "https://op/application/o"
        );
    }

    #[test]
    fn a_hyphen_in_the_trigger_does_nothing() {
        let settings = started(&[("Accounts_OAuth_Custom-Authentik", "true")]);

        assert!(settings.services().is_empty());
    }

    #[test]
    fn show_button_false_has_no_effect_and_map_channels_false_switches_on() {
        let settings = started(&[
            ("Accounts_OAuth_Custom_Authentik", "true"),
            ("Accounts_OAuth_Custom_Authentik_show_button", "false"),
            ("Accounts_OAuth_Custom_Authentik_map_channels", "false"),
        ]);

        assert!(settings.flag("Accounts_OAuth_Custom-Authentik-show_button"));
        assert!(settings.flag("Accounts_OAuth_Custom-Authentik-map_channels"));
    }

    #[test]
    fn a_later_start_changes_nothing_without_overwrite() {
        let settings = started(&[
            ("Accounts_OAuth_Custom_Authentik", "true"),
            ("Accounts_OAuth_Custom_Authentik_secret", "first"),
        ]);

        start_again(
            &settings,
            &[
                ("Accounts_OAuth_Custom_Authentik", "true"),
                ("Accounts_OAuth_Custom_Authentik_secret", "second"),
            ],
        );

        assert_eq!(
            settings.text("Accounts_OAuth_Custom-Authentik-secret"),
            "first"
        );
    }

    #[test]
    fn overwrite_needs_hyphens_and_the_trigger() {
        let settings = started(&[("Accounts_OAuth_Custom_Authentik", "true")]);

        start_again(
            &settings,
            &[(
                "OVERWRITE_SETTING_Accounts_OAuth_Custom-Authentik-secret",
                "untriggered",
            )],
        );
        assert_eq!(settings.text("Accounts_OAuth_Custom-Authentik-secret"), "");

        start_again(
            &settings,
            &[
                ("Accounts_OAuth_Custom_Authentik", "true"),
                (
                    "OVERWRITE_SETTING_Accounts_OAuth_Custom-Authentik-secret",
                    "forced",
                ),
                (
                    "OVERWRITE_SETTING_Accounts_OAuth_Custom_Authentik_secret",
                    "underscored",
                ),
            ],
        );
        assert_eq!(
            settings.text("Accounts_OAuth_Custom-Authentik-secret"),
            "forced"
        );
    }

    #[test]
    fn workspace_settings_are_overwritten_by_their_id() {
        let settings = started(&[
            ("OVERWRITE_SETTING_Accounts_ShowFormLogin", "false"),
            ("ROOT_URL", "https://chat.example.org/"),
        ]);

        assert!(!settings.flag("Accounts_ShowFormLogin"));
        assert_eq!(settings.site_url(), "https://chat.example.org");
    }
}
