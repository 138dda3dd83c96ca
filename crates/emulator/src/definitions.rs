//! The thirty settings of a custom OAuth service and the workspace settings around them, with Rocket.Chat's defaults.

use serde_json::Value;

/// The type of a setting with its default.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Flag(bool),
    Text(&'static str),
    Choice(&'static str, &'static [&'static str]),
    Code(&'static str),
}

impl Kind {
    /// The value before anybody typed one.
    pub(crate) fn default_value(self) -> Value {
        match self {
            Self::Flag(on) => Value::Bool(on),
            Self::Text(text) | Self::Choice(text, _) | Self::Code(text) => {
                Value::String(text.to_owned())
            }
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

/// The workspace settings that change how a login ends.
pub(crate) const WORKSPACE_SETTINGS: [(&str, Kind); 19] = [
    ("Site_Url", Kind::Text("")),
    ("Accounts_OAuth_Use_Modern_Flow", Kind::Flag(false)),
    ("Accounts_OAuth_Session_Secret", Kind::Text("")),
    (
        "Accounts_Verify_Email_For_External_Accounts",
        Kind::Flag(true),
    ),
    ("Accounts_AllowedDomainsList", Kind::Text("")),
    ("Accounts_ManuallyApproveNewUsers", Kind::Flag(false)),
    (
        "Accounts_Registration_AuthenticationServices_Enabled",
        Kind::Flag(true),
    ),
    (
        "Accounts_Registration_AuthenticationServices_Default_Roles",
        Kind::Text("user"),
    ),
    (
        "Accounts_RegistrationForm",
        Kind::Choice("Public", &["Public", "Disabled", "Secret URL"]),
    ),
    ("Accounts_SetDefaultAvatar", Kind::Flag(true)),
    ("Accounts_ShowFormLogin", Kind::Flag(true)),
    ("Accounts_AllowRealNameChange", Kind::Flag(true)),
    ("Accounts_AllowUsernameChange", Kind::Flag(true)),
    ("Accounts_AllowEmailChange", Kind::Flag(true)),
    ("Accounts_AllowPasswordChange", Kind::Flag(true)),
    (
        "Accounts_AllowPasswordChangeForOAuthUsers",
        Kind::Flag(true),
    ),
    ("Accounts_TwoFactorAuthentication_Enabled", Kind::Flag(true)),
    (
        "Show_Setup_Wizard",
        Kind::Choice("pending", &["pending", "in_progress", "completed"]),
    ),
    ("Custom_Script_On_Logout", Kind::Code("")),
];

/// The definition of a service setting by its suffix.
pub(crate) fn service_setting(suffix: &str) -> Option<&'static Definition> {
    SERVICE_SETTINGS
        .iter()
        .find(|definition| definition.suffix == suffix)
}

/// The definition of a workspace setting by its id.
pub(crate) fn workspace_setting(id: &str) -> Option<Kind> {
    WORKSPACE_SETTINGS
        .iter()
        .find(|(known, _)| *known == id)
        .map(|(_, kind)| *kind)
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
