//! The settings of iframe mode, its switch last: once it is on, nobody sees the login form.

use crate::settings::{
    Bridge, Door, Place, ServerVariable, Setting, SettingValue, Sheet, accounts, logout_script,
};

const SERVICE_STAYS: &str =
    "Leave the custom OAuth service as it is: going back is then one switch.";
const SERVICE_IS_DEAD: &str = "Leave the custom OAuth service as it is. From 9.0 it is dead \
     without a licence that includes oauth-enterprise.";

/// Everything to enter for iframe mode.
#[must_use]
pub fn iframe_settings(bridge: &Bridge) -> Sheet {
    let mut rows = vec![
        row(
            "Accounts_iframe_url",
            "Iframe URL",
            SettingValue::Text(bridge.login_url()),
        ),
        row(
            "Accounts_Iframe_api_url",
            "API URL",
            SettingValue::Text(bridge.api_url()),
        ),
        row(
            "Accounts_Iframe_api_method",
            "API Method",
            SettingValue::Text("POST".to_owned()),
        ),
    ];
    rows.push(logout(logout_script(&bridge.public_url, &bridge.slug)));
    rows.extend(accounts::rows(Door::Iframe, bridge.version));
    rows.push(on());
    let dead = bridge.version.needs_licence_for_custom_oauth();
    Sheet {
        door: Door::Iframe,
        service: bridge.service.clone(),
        version: bridge.version,
        remark: Some(if dead { SERVICE_IS_DEAD } else { SERVICE_STAYS }),
        server: Some(ServerVariable::creating_tokens(bridge.version)),
        rows,
    }
}

/// The row that makes Rocket.Chat's sign-out end the session at Gantry.
pub(crate) fn logout(script: String) -> Setting {
    Setting {
        id: "Custom_Script_On_Logout".to_owned(),
        label: "Custom Script for Logout Flow",
        place: Place::Scripts,
        value: SettingValue::Text(script),
        note: Some("Signing out of Rocket.Chat then ends the session at Gantry too."),
    }
}

/// The switch as the sheet of custom OAuth has it.
pub(crate) fn off() -> Setting {
    Setting {
        place: Place::IframeOff,
        value: SettingValue::Switch(false),
        note: Some("Only if iframe mode was on: until it is off, nobody sees the button."),
        ..on()
    }
}

fn on() -> Setting {
    Setting {
        id: "Accounts_iframe_enabled".to_owned(),
        label: "Enabled",
        place: Place::IframeSwitch,
        value: SettingValue::Switch(true),
        note: Some(
            "Turn it on last: while it is on, nobody sees the login form. The way back: \
             OVERWRITE_SETTING_Accounts_iframe_enabled=false in the server's environment, or this \
             setting by REST with a personal access token.",
        ),
    }
}

fn row(id: &str, label: &'static str, value: SettingValue) -> Setting {
    Setting {
        id: id.to_owned(),
        label,
        place: Place::Iframe,
        value,
        note: None,
    }
}
