//! The workspace's settings: a store of setting id → JSON value that knows every default and what the licence hides.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde_json::Value;

use crate::custom_oauth::{CustomOAuth, ServiceName};
use crate::definitions::{Kind, SERVICE_SETTINGS, service_setting};
use crate::identity::truthy;
use crate::version::RocketChatVersion;
use crate::workspace::lock;
use crate::workspace_settings::{WORKSPACE_SETTINGS, workspace_setting};

/// A change that Rocket.Chat would refuse.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// No setting has this id.
    #[error("error-invalid-setting: {0}")]
    UnknownSetting(String),
    /// A service needs a letter, a digit or an underscore.
    #[error("error-invalid-name: {0:?}")]
    InvalidName(String),
    /// Custom OAuth without its licence module, from 9.0.0.
    #[error("error-action-not-allowed")]
    NotLicensed,
}

/// A handle on the settings of one workspace; clones share the store.
#[derive(Clone, Debug)]
pub struct Settings {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    version: RocketChatVersion,
    licensed: bool,
    values: Mutex<BTreeMap<String, Value>>,
}

impl Settings {
    pub(crate) fn new(version: RocketChatVersion, licensed: bool, site_url: &str) -> Self {
        let mut values: BTreeMap<String, Value> = WORKSPACE_SETTINGS
            .iter()
            .map(|(id, kind)| ((*id).to_owned(), kind.default_value()))
            .collect();
        values.insert("Site_Url".to_owned(), site_url.into());
        values.insert(
            "Accounts_OAuth_Use_Modern_Flow".to_owned(),
            version.modern_flow_is_default().into(),
        );
        Self {
            shared: Arc::new(Shared {
                version,
                licensed,
                values: Mutex::new(values),
            }),
        }
    }

    /// The release this workspace plays.
    #[must_use]
    pub fn version(&self) -> RocketChatVersion {
        self.shared.version
    }

    /// Whether the module `oauth-enterprise` is licensed.
    #[must_use]
    pub fn licensed(&self) -> bool {
        self.shared.licensed
    }

    /// A setting as Rocket.Chat reads it: without the licence some read as their default.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<Value> {
        let stored = lock(&self.shared.values).get(id).cloned()?;
        let Some((_, suffix)) = ServiceName::split_setting_id(id) else {
            return Some(stored);
        };
        Some(self.under_licence(suffix, stored))
    }

    /// A setting as text, empty if unknown.
    #[must_use]
    pub fn text(&self, id: &str) -> String {
        self.get(id)
            .and_then(|value| value.as_str().map(ToOwned::to_owned))
            .unwrap_or_default()
    }

    /// A setting as a whole number, 0 if it is none.
    #[must_use]
    pub fn number(&self, id: &str) -> i64 {
        self.get(id)
            .as_ref()
            .and_then(Value::as_i64)
            .unwrap_or_default()
    }

    /// A setting as JavaScript would test it.
    #[must_use]
    pub fn flag(&self, id: &str) -> bool {
        self.get(id).as_ref().is_some_and(truthy)
    }

    /// Every setting as stored, licence or not.
    #[must_use]
    pub fn all(&self) -> BTreeMap<String, Value> {
        lock(&self.shared.values).clone()
    }

    /// Changes a setting that exists.
    ///
    /// # Errors
    /// An unknown id, such as one of a service that was never added.
    pub fn set(&self, id: &str, value: impl Into<Value>) -> Result<(), SettingsError> {
        match lock(&self.shared.values).get_mut(id) {
            Some(stored) => {
                *stored = value.into();
                Ok(())
            }
            None => Err(SettingsError::UnknownSetting(id.to_owned())),
        }
    }

    /// Registers a service with its thirty defaults; one that exists keeps its values.
    ///
    /// # Errors
    /// A name of nothing but signs, or a release that wants a licence for it.
    pub fn add_custom_oauth(&self, typed_name: &str) -> Result<ServiceName, SettingsError> {
        if !self.custom_oauth_allowed() {
            return Err(SettingsError::NotLicensed);
        }
        let name = ServiceName::parse(typed_name)
            .ok_or_else(|| SettingsError::InvalidName(typed_name.to_owned()))?;
        self.register(&name, Kind::default_value);
        Ok(name)
    }

    /// Adds the settings of a service that are missing; true if the service is new.
    pub(crate) fn register(
        &self,
        name: &ServiceName,
        mut initial: impl FnMut(Kind) -> Value,
    ) -> bool {
        let mut values = lock(&self.shared.values);
        let is_new = !values.contains_key(&name.setting_id(""));
        for definition in &SERVICE_SETTINGS {
            values
                .entry(name.setting_id(definition.suffix))
                .or_insert_with(|| initial(definition.kind));
        }
        is_new
    }

    /// Removes a service with all its settings.
    pub fn remove_custom_oauth(&self, name: &ServiceName) {
        let mut values = lock(&self.shared.values);
        for definition in &SERVICE_SETTINGS {
            values.remove(&name.setting_id(definition.suffix));
        }
    }

    /// Every custom service, switched on or not.
    #[must_use]
    pub fn services(&self) -> Vec<ServiceName> {
        lock(&self.shared.values)
            .keys()
            .filter_map(|id| ServiceName::split_setting_id(id))
            .filter(|(_, suffix)| suffix.is_empty())
            .map(|(name, _)| name)
            .collect()
    }

    /// The settings of one service by its key, such as `authentik`.
    #[must_use]
    pub fn service(&self, key: &str) -> Option<CustomOAuth> {
        let name = ServiceName::parse(key).filter(|name| name.key() == key)?;
        self.get(&name.setting_id(""))?;
        let values = SERVICE_SETTINGS
            .iter()
            .filter_map(|known| Some((known.suffix, self.get(&name.setting_id(known.suffix))?)))
            .collect();
        Some(CustomOAuth::new(name, values))
    }

    /// The services that a person can use.
    #[must_use]
    pub fn enabled_services(&self) -> Vec<CustomOAuth> {
        let services = self.services();
        services
            .iter()
            .filter_map(|name| self.service(&name.key()))
            .filter(CustomOAuth::enabled)
            .collect()
    }

    /// The workspace's public address without a trailing slash.
    #[must_use]
    pub fn site_url(&self) -> String {
        self.text("Site_Url").trim_end_matches('/').to_owned()
    }

    /// Whether `Accounts_OAuth_Use_Modern_Flow` is on.
    #[must_use]
    pub fn modern_flow(&self) -> bool {
        self.flag("Accounts_OAuth_Use_Modern_Flow")
    }

    /// The type of a setting, workspace or service.
    pub(crate) fn kind(id: &str) -> Option<Kind> {
        match ServiceName::split_setting_id(id) {
            Some((_, suffix)) => service_setting(suffix).map(|definition| definition.kind),
            None => workspace_setting(id),
        }
    }

    fn custom_oauth_allowed(&self) -> bool {
        self.shared.licensed || !self.shared.version.custom_oauth_needs_licence()
    }

    fn under_licence(&self, suffix: &str, stored: Value) -> Value {
        let Some(definition) = service_setting(suffix) else {
            return stored;
        };
        let hidden = (definition.enterprise && !self.shared.licensed)
            || (suffix.is_empty() && !self.custom_oauth_allowed());
        if hidden {
            definition.kind.default_value()
        } else {
            stored
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Settings, SettingsError};
    use crate::version::RocketChatVersion;

    fn settings(version: RocketChatVersion, licensed: bool) -> Settings {
        Settings::new(version, licensed, "https://rocket.company")
    }

    #[test]
    fn a_new_service_has_the_defaults_of_the_table() {
        let settings = settings(RocketChatVersion::default(), false);

        settings.add_custom_oauth("authentik").unwrap();

        assert_eq!(
            settings.text("Accounts_OAuth_Custom-Authentik-identity_path"),
            "/me"
        );
        assert!(!settings.flag("Accounts_OAuth_Custom-Authentik"));
        assert!(settings.flag("Accounts_OAuth_Custom-Authentik-show_button"));
    }

    #[test]
    fn enterprise_settings_read_as_default_without_the_licence() {
        let settings = settings(RocketChatVersion::default(), false);
        settings.add_custom_oauth("authentik").unwrap();

        settings
            .set("Accounts_OAuth_Custom-Authentik-merge_roles", true)
            .unwrap();

        assert!(!settings.flag("Accounts_OAuth_Custom-Authentik-merge_roles"));
    }

    #[test]
    fn nine_refuses_custom_oauth_without_the_licence() {
        let unlicensed = settings(RocketChatVersion::new(9, 0, 0), false);
        let licensed = settings(RocketChatVersion::new(9, 0, 0), true);

        assert_eq!(
            unlicensed.add_custom_oauth("authentik"),
            Err(SettingsError::NotLicensed)
        );
        assert!(licensed.add_custom_oauth("authentik").is_ok());
    }

    #[test]
    fn a_setting_of_a_service_never_added_is_refused() {
        let settings = settings(RocketChatVersion::default(), false);

        assert!(
            settings
                .set("Accounts_OAuth_Custom-Authentik-url", "https://op")
                .is_err()
        );
    }
}
