//! The workspace settings around sign-in, with Rocket.Chat's defaults and which of them anybody may read.

use crate::definitions::Kind;

/// Every setting of the workspace that is not one of a custom service.
pub(crate) const WORKSPACE_SETTINGS: [(&str, Kind); 30] = [
    ("Site_Url", Kind::Text("")),
    ("Accounts_OAuth_Use_Modern_Flow", Kind::Flag(false)),
    ("Accounts_OAuth_Session_Secret", Kind::Text("")),
    ("Accounts_iframe_enabled", Kind::Flag(false)),
    ("Accounts_iframe_url", Kind::Text("")),
    ("Accounts_Iframe_api_url", Kind::Text("")),
    ("Accounts_Iframe_api_method", Kind::Text("POST")),
    ("Accounts_LoginExpiration", Kind::Number(90)),
    ("Accounts_Password_Policy_Enabled", Kind::Flag(true)),
    ("Accounts_Password_Policy_MinLength", Kind::Number(14)),
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
    ("UTF8_User_Names_Validation", Kind::Text("[0-9a-zA-Z-_.]+")),
    ("API_Enable_Rate_Limiter", Kind::Flag(true)),
    (
        "API_Enable_Rate_Limiter_Limit_Calls_Default",
        Kind::Number(10),
    ),
    (
        "API_Enable_Rate_Limiter_Limit_Time_Default",
        Kind::Number(60_000),
    ),
];

/// What only administrators read.
const PRIVATE: [&str; 5] = [
    "Accounts_OAuth_Session_Secret",
    "Accounts_AllowedDomainsList",
    "API_Enable_Rate_Limiter",
    "API_Enable_Rate_Limiter_Limit_Calls_Default",
    "API_Enable_Rate_Limiter_Limit_Time_Default",
];

/// The definition of a workspace setting by its id.
pub(crate) fn workspace_setting(id: &str) -> Option<Kind> {
    WORKSPACE_SETTINGS
        .iter()
        .find(|(known, _)| *known == id)
        .map(|(_, kind)| *kind)
}

/// The ids that `settings.public` shows to anybody.
pub(crate) fn public_ids() -> impl Iterator<Item = &'static str> {
    WORKSPACE_SETTINGS
        .iter()
        .map(|(id, _)| *id)
        .filter(|id| !PRIVATE.contains(id))
}
