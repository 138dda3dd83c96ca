//! The sheet as environment variables of the Rocket.Chat container.
//!
//! A custom service's variables are read once, when the service is first made; its trigger comes
//! first and must be the word `true`. A switch that is off cannot be said: any text counts as on.
//! Settings that exist anyway are forced by `OVERWRITE_SETTING_` and their real id; what is no
//! setting stands under its own name.

use std::fmt::Write as _;

use crate::settings::{Door, Place, Setting, SettingValue, Sheet};

/// Rows whose variable Rocket.Chat does not read.
const UNREAD: [&str; 2] = ["button_label_color", "button_color"];

/// Why a sheet cannot be said in environment variables.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotExpressible {
    /// The underscore separates the service's name from the setting's.
    #[error("the service name {0} holds an underscore, which environment variables cannot express")]
    Underscore(String),
}

/// Names and values in the order in which to write them.
///
/// # Errors
///
/// If the service's name holds an underscore.
pub fn environment(sheet: &Sheet) -> Result<Vec<(String, String)>, NotExpressible> {
    if sheet.door == Door::CustomOAuth && sheet.service.key().contains('_') {
        return Err(NotExpressible::Underscore(sheet.service.key().to_owned()));
    }
    let trigger = format!("Accounts_OAuth_Custom_{}", sheet.service.capitalised());
    let server = sheet.server.iter();
    let server = server.map(|it| (it.name.to_owned(), it.value.to_owned()));
    let rows = sheet.rows.iter().filter_map(|row| variable(&trigger, row));
    Ok(server.chain(rows).collect())
}

/// The variables as lines of a compose file's `environment:` mapping.
///
/// # Errors
///
/// As [`environment`].
pub fn environment_text(sheet: &Sheet) -> Result<String, NotExpressible> {
    let mut text = String::new();
    for (name, value) in environment(sheet)? {
        let _ = writeln!(text, "{name}: {}", quoted(&value));
    }
    Ok(text)
}

fn variable(trigger: &str, row: &Setting) -> Option<(String, String)> {
    let value = row.value.stored_text();
    match row.place {
        Place::ServiceSwitch => Some((trigger.to_owned(), value.to_owned())),
        Place::Service(suffix) => {
            let says_nothing = value.is_empty()
                || row.value == SettingValue::Switch(false)
                || UNREAD.contains(&suffix);
            (!says_nothing).then(|| (format!("{trigger}_{suffix}"), value.to_owned()))
        }
        Place::Accounts | Place::Iframe | Place::IframeSwitch | Place::Scripts => {
            Some((format!("OVERWRITE_SETTING_{}", row.id), value.to_owned()))
        }
        Place::IframeOff | Place::LookOnly => None,
    }
}

/// Double quotes as YAML and JSON share them; compose reads a single `$` as a variable.
fn quoted(value: &str) -> String {
    serde_json::Value::from(value.replace('$', "$$")).to_string()
}
