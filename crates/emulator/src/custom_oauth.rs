//! One custom OAuth service: its name as Rocket.Chat spells it, and its settings as the engines read them.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::identity::truthy;

const PREFIX: &str = "Accounts_OAuth_Custom-";

/// The name of a service, such as `Authentik`; exists only in the spelling that Rocket.Chat makes of what was typed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ServiceName(String);

impl ServiceName {
    /// Lower-cases, drops everything outside `[a-z0-9_]` and capitalises the first letter; nothing left is no name.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let kept: String = typed
            .to_lowercase()
            .chars()
            .filter(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '_')
            .collect();
        let mut rest = kept.chars();
        let first = rest.next()?;
        Some(Self(format!(
            "{}{}",
            first.to_ascii_uppercase(),
            rest.as_str()
        )))
    }

    /// The key in user documents and the last segment of the callback, such as `authentik`.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }

    /// The setting with this suffix; the empty suffix is the Enable setting.
    #[must_use]
    pub fn setting_id(&self, suffix: &str) -> String {
        if suffix.is_empty() {
            format!("{PREFIX}{}", self.0)
        } else {
            format!("{PREFIX}{}-{suffix}", self.0)
        }
    }

    /// Takes a setting id apart into service and suffix.
    pub(crate) fn split_setting_id(id: &str) -> Option<(Self, &str)> {
        let rest = id.strip_prefix(PREFIX)?;
        let (name, suffix) = rest.split_once('-').unwrap_or((rest, ""));
        let parsed = Self::parse(name)?;
        (parsed.0 == name).then_some((parsed, suffix))
    }
}

/// Where the access token or the client's credentials travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SentVia {
    Header,
    Payload,
}

/// The login style of a service; Default is stored as an empty text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LoginStyle {
    Redirect,
    Popup,
    Default,
}

impl LoginStyle {
    /// What the browser does and what `state` says: no style at all opens a popup.
    pub(crate) fn in_state(self) -> &'static str {
        if self == Self::Redirect {
            "redirect"
        } else {
            "popup"
        }
    }
}

/// The settings of one service at one moment, with licence rules already applied.
#[derive(Clone, Debug)]
pub struct CustomOAuth {
    name: ServiceName,
    values: BTreeMap<&'static str, Value>,
}

impl CustomOAuth {
    pub(crate) fn new(name: ServiceName, values: BTreeMap<&'static str, Value>) -> Self {
        Self { name, values }
    }

    /// The service's name.
    #[must_use]
    pub fn name(&self) -> &ServiceName {
        &self.name
    }

    /// A setting as text; the suffix is one of the reference's table, such as `token_path`.
    #[must_use]
    pub fn text(&self, suffix: &str) -> &str {
        self.values
            .get(suffix)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// A setting as JavaScript would test it: any non-empty text counts, even `false`.
    #[must_use]
    pub fn flag(&self, suffix: &str) -> bool {
        self.values.get(suffix).is_some_and(truthy)
    }

    /// The Enable setting.
    #[must_use]
    pub fn enabled(&self) -> bool {
        self.flag("")
    }

    /// The text of the login button.
    #[must_use]
    pub fn button_label(&self) -> String {
        match self.text("button_label_text") {
            "" => format!("Login with {}", self.name.0),
            label => label.to_owned(),
        }
    }

    pub(crate) fn login_style(&self) -> LoginStyle {
        match self.text("login_style") {
            "redirect" => LoginStyle::Redirect,
            "popup" => LoginStyle::Popup,
            _ => LoginStyle::Default,
        }
    }

    pub(crate) fn token_sent_via(&self) -> SentVia {
        if self.text("token_sent_via") == "header" {
            SentVia::Header
        } else {
            SentVia::Payload
        }
    }

    /// `default` copies "Token Sent Via".
    pub(crate) fn identity_token_sent_via(&self) -> SentVia {
        match self.text("identity_token_sent_via") {
            "header" => SentVia::Header,
            "payload" => SentVia::Payload,
            _ => self.token_sent_via(),
        }
    }

    pub(crate) fn authorize_url(&self) -> String {
        self.joined(self.text("authorize_path"))
    }

    pub(crate) fn token_url(&self) -> String {
        self.joined(self.text("token_path"))
    }

    pub(crate) fn identity_url(&self) -> String {
        self.joined(self.text("identity_path"))
    }

    /// The modern engine prefixes Token and Authorize Path always, absolute or not.
    pub(crate) fn always_prefixed(&self, suffix: &str) -> String {
        format!("{}{}", self.text("url"), self.text(suffix))
    }

    /// The redirect URI of both engines; only the legacy one without a login style adds `?close`.
    pub(crate) fn redirect_uri(&self, site_url: &str) -> String {
        format!(
            "{}/_oauth/{}",
            site_url.trim_end_matches('/'),
            self.name.key()
        )
    }

    /// The legacy redirect URI.
    pub(crate) fn legacy_redirect_uri(&self, site_url: &str) -> String {
        let plain = self.redirect_uri(site_url);
        if self.login_style() == LoginStyle::Default {
            format!("{plain}?close")
        } else {
            plain
        }
    }

    fn joined(&self, path: &str) -> String {
        if path.starts_with("http://") || path.starts_with("https://") {
            path.to_owned()
        } else {
            format!("{}{path}", self.text("url"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ServiceName;

    #[test]
    fn a_typed_name_follows_the_name_rule() {
        let name = ServiceName::parse("My-Authentik 2").unwrap();

        assert_eq!(name.key(), "myauthentik2");
        assert_eq!(
            name.setting_id("url"),
            "Accounts_OAuth_Custom-Myauthentik2-url"
        );
    }

    #[test]
    fn a_setting_id_is_taken_apart() {
        let (name, suffix) =
            ServiceName::split_setting_id("Accounts_OAuth_Custom-Authentik-token_path").unwrap();

        assert_eq!((name.key().as_str(), suffix), ("authentik", "token_path"));
    }

    #[test]
    fn a_name_of_signs_only_is_none() {
        assert_eq!(ServiceName::parse("-- !"), None);
    }
}
