//! Settings, read and written.

use serde_json::{Value, json};

use crate::rest::call::{Answer, Call, Reply};
use crate::rest::refusal::Refusal;
use crate::settings::SettingsError;
use crate::workspace_settings::public_ids;

/// `GET settings.public`: what anybody may read, in pages, or only `_id=a,b`.
pub(crate) fn public(call: &Call<'_>) -> Reply {
    let wanted: Option<Vec<&str>> = call.query("_id").map(|ids| ids.split(',').collect());
    let is_wanted = |id: &&str| wanted.as_ref().is_none_or(|ids| ids.contains(id));
    let settings = &call.workspace.settings;
    let shown = public_ids()
        .filter(is_wanted)
        .map(|id| json!({ "_id": id, "value": settings.get(id) }))
        .collect();
    call.page("settings", shown)
}

/// `GET settings/{id}`
pub(crate) fn read(call: &Call<'_>) -> Answer {
    let id = id_of(call);
    let value = call.workspace.settings.get(id).ok_or_else(|| unknown(id))?;
    Ok(Reply::Success(json!({ "_id": id, "value": value })))
}

/// `POST settings/{id}` with `value`.
pub(crate) fn write(call: &Call<'_>) -> Answer {
    change(call, id_of(call), call.body.get("value"))?;
    Ok(Reply::Success(json!({})))
}

/// `POST settings` with a `settings` array of `_id` and `value`.
pub(crate) fn write_all(call: &Call<'_>) -> Answer {
    let entries = call.body.get("settings").and_then(Value::as_array);
    for entry in entries.ok_or_else(|| Refusal::missing("settings"))? {
        let id = entry.get("_id").and_then(Value::as_str).unwrap_or_default();
        change(call, id, entry.get("value"))?;
    }
    Ok(Reply::Success(json!({})))
}

/// A refused change of settings in the words of the interface.
pub(crate) fn refused(error: &SettingsError) -> Refusal {
    match error {
        SettingsError::UnknownSetting(id) => unknown(id),
        SettingsError::InvalidName(_) => Refusal::failed("error-invalid-name", "Invalid name"),
        SettingsError::NotLicensed => Refusal::action_not_allowed("Action not allowed"),
    }
}

fn id_of<'a>(call: &'a Call<'_>) -> &'a str {
    let route = call.incoming.route();
    route.strip_prefix("settings/").unwrap_or_default()
}

fn change(call: &Call<'_>, id: &str, value: Option<&Value>) -> Result<(), Refusal> {
    let value = value.ok_or_else(|| Refusal::missing("value"))?;
    let changed = call.workspace.settings.set(id, value.clone());
    changed.map_err(|error| refused(&error))
}

fn unknown(id: &str) -> Refusal {
    Refusal::failed("error-invalid-setting", format!("Invalid setting: {id}"))
}
