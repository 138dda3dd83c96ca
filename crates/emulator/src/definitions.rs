//! The types of settings and the thirty settings of a custom OAuth service, with Rocket.Chat's defaults.

use serde_json::Value;

/// The type of a setting with its default.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Flag(bool),
    Text(&'static str),
    Choice(&'static str, &'static [&'static str]),
    Code(&'static str),
    Number(i64),
}

impl Kind {
    /// The value before anybody typed one.
    pub(crate) fn default_value(self) -> Value {
        match self {
            Self::Flag(on) => Value::Bool(on),
            Self::Text(text) | Self::Choice(text, _) | Self::Code(text) => {
                Value::String(text.to_owned())
            }
            Self::Number(number) => Value::from(number),
        }
    }

    /// The value that a typed text stands for.
    pub(crate) fn parse(self, text: &str) -> Value {
        match self {
            Self::Flag(_) => Value::Bool(text == "true"),
            Self::Number(number) => Value::from(text.trim().parse().unwrap_or(number)),
            _ => Value::String(text.to_owned()),
        }
    }
}

/// One setting of a custom service; the empty suffix is the Enable setting.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Definition {
    pub(crate) suffix: &'static str,
    pub(crate) label: &'static str,
    pub(crate) kind: Kind,
    /// Without the licence module such a setting reads as its default.
    pub(crate) enterprise: bool,
}

const fn free(suffix: &'static str, label: &'static str, kind: Kind) -> Definition {
    Definition {
        suffix,
        label,
        kind,
        enterprise: false,
    }
}

const fn enterprise(suffix: &'static str, label: &'static str, kind: Kind) -> Definition {
    Definition {
        suffix,
        label,
        kind,
        enterprise: true,
    }
}

const SAMPLE_CHANNEL_MAP: &str = r#"{"rocket-admin":"admin","tech-support":"support"}"#;

/// The thirty settings of one service, in the order of the administration page.
pub(crate) const SERVICE_SETTINGS: [Definition; 30] = [
    free("", "Enable", Kind::Flag(false)),
    free("url", "URL", Kind::Text("")),
    free("token_path", "Token Path", Kind::Text("/oauth/token")),
    free(
        "token_sent_via",
        "Token Sent Via",
        Kind::Choice("payload", &["header", "payload"]),
    ),
    free(
        "identity_token_sent_via",
        "Identity Token Sent Via",
        Kind::Choice("default", &["default", "header", "payload"]),
    ),
    free("identity_path", "Identity Path", Kind::Text("/me")),
    free(
        "authorize_path",
        "Authorize Path",
        Kind::Text("/oauth/authorize"),
    ),
    free("scope", "Scope", Kind::Text("openid")),
    free(
        "access_token_param",
        "Param Name for access token",
        Kind::Text("access_token"),
    ),
    free("id", "Id", Kind::Text("")),
    free("secret", "Secret", Kind::Text("")),
    free(
        "login_style",
        "Login Style",
        Kind::Choice("popup", &["redirect", "popup", ""]),
    ),
    free("button_label_text", "Button Text", Kind::Text("")),
    free(
        "button_label_color",
        "Button Text Color",
        Kind::Text("#FFFFFF"),
    ),
    free("button_color", "Button Color", Kind::Text("#1d74f5")),
    free(
        "key_field",
        "Key Field",
        Kind::Choice("username", &["username", "email"]),
    ),
    free("username_field", "Username field", Kind::Text("")),
    free("email_field", "Email field", Kind::Text("")),
    free("name_field", "Name field", Kind::Text("")),
    free("avatar_field", "Avatar field", Kind::Text("")),
    enterprise(
        "roles_claim",
        "Roles/Groups field name",
        Kind::Text("roles"),
    ),
    enterprise(
        "groups_claim",
        "Roles/Groups field for channel mapping",
        Kind::Text("groups"),
    ),
    enterprise(
        "channels_admin",
        "User Data Group Map",
        Kind::Text("rocket.cat"),
    ),
    enterprise(
        "map_channels",
        "Map Roles/Groups to channels",
        Kind::Flag(false),
    ),
    enterprise("merge_roles", "Merge Roles from SSO", Kind::Flag(false)),
    enterprise("roles_to_sync", "Roles to Sync", Kind::Text("")),
    free("merge_users", "Merge users", Kind::Flag(false)),
    free(
        "merge_users_distinct_services",
        "Merge users from distinct services",
        Kind::Flag(false),
    ),
    free("show_button", "Show Button on Login Page", Kind::Flag(true)),
    enterprise(
        "groups_channel_map",
        "OAuth Group Channel Map",
        Kind::Code(SAMPLE_CHANNEL_MAP),
    ),
];

/// The definition of a service setting by its suffix.
pub(crate) fn service_setting(suffix: &str) -> Option<&'static Definition> {
    SERVICE_SETTINGS
        .iter()
        .find(|definition| definition.suffix == suffix)
}

#[cfg(test)]
mod tests {
    use super::SERVICE_SETTINGS;

    #[test]
    fn every_suffix_is_named_once() {
        let mut suffixes: Vec<&str> = SERVICE_SETTINGS
            .iter()
            .map(|definition| definition.suffix)
            .collect();
        suffixes.sort_unstable();
        suffixes.dedup();

        assert_eq!(suffixes.len(), 30);
    }
}
