//! Optional settings of the whole workspace: once people sign in through Gantry, their name,
//! address and password are kept there, not in two places.

use crate::settings::{Door, Place, RocketChatVersion, Setting, SettingValue};

const OFF: [(&str, &str, Option<&str>); 6] = [
    ("Accounts_AllowRealNameChange", "Allow Name Change", None),
    (
        "Accounts_AllowUsernameChange",
        "Allow Username Change",
        None,
    ),
    ("Accounts_AllowEmailChange", "Allow Email Change", None),
    (
        "Accounts_AllowPasswordChange",
        "Allow Password Change",
        Some("Also holds for local accounts: set the local administrator's password first."),
    ),
    (
        "Accounts_AllowPasswordChangeForOAuthUsers",
        "Allow Password Change for OAuth Users",
        None,
    ),
    (
        "Accounts_TwoFactorAuthentication_Enabled",
        "Enable Two Factor Authentication",
        Some("Gantry asks for the second factor; Rocket.Chat cannot see that it did."),
    ),
];

pub(crate) fn rows(door: Door, version: RocketChatVersion) -> Vec<Setting> {
    let off = SettingValue::Switch(false);
    let mut rows = OFF
        .into_iter()
        .map(|(id, label, note)| row(id, label, Place::Accounts, off.clone(), note))
        .collect::<Vec<_>>();
    rows.push(row(
        "Accounts_RegistrationForm",
        "Registration Form",
        Place::Accounts,
        SettingValue::Choice {
            stored: "Disabled",
            shown: "Disabled",
        },
        None,
    ));
    rows.push(row(
        "Accounts_ShowFormLogin",
        "Show Default Login Form",
        Place::LookOnly,
        SettingValue::Switch(true),
        Some(match door {
            Door::CustomOAuth => "Leave it on: it is the way in for the local administrator.",
            Door::Iframe => "Leave it on: it is the way in when iframe mode is switched off.",
        }),
    ));
    if door == Door::CustomOAuth && version.has_modern_flow_switch() {
        rows.push(row(
            "Accounts_OAuth_Use_Modern_Flow",
            "Use Modern OAuth Flow",
            Place::LookOnly,
            off,
            Some("Either works with Gantry; on, Rocket.Chat must be served over https."),
        ));
    }
    rows
}

fn row(
    id: &str,
    label: &'static str,
    place: Place,
    value: SettingValue,
    note: Option<&'static str>,
) -> Setting {
    Setting {
        id: id.to_owned(),
        label,
        place,
        value,
        note,
    }
}
