//! Custom OAuth services: what strangers may know of them, and how an administrator adds one.

use serde_json::{Map, Value, json};

use crate::custom_oauth::{CustomOAuth, ServiceName};
use crate::definitions::{Kind, SERVICE_SETTINGS};
use crate::rest::call::{Answer, Call, Reply};
use crate::rest::refusal::Refusal;
use crate::rest::settings::refused;
use crate::workspace::Workspace;

/// `GET settings.oauth`: without the secrets.
pub(crate) fn oauth(call: &Call<'_>) -> Reply {
    Reply::Success(json!({ "services": enabled(call.workspace) }))
}

/// `GET service.configurations`: the same under another name.
pub(crate) fn configurations(call: &Call<'_>) -> Reply {
    Reply::Success(json!({ "configurations": enabled(call.workspace) }))
}

/// `POST settings.addCustomOAuth` with `name`; unlicensed from 9.0 it is an action that is not allowed.
pub(crate) fn add(call: &Call<'_>) -> Answer {
    let name = call.required_text("name")?;
    let added = call.workspace.settings.add_custom_oauth(name);
    added.map_err(|error| refused(&error))?;
    Ok(Reply::Success(json!({})))
}

/// `POST settings.removeCustomOAuth` with `name`.
pub(crate) fn remove(call: &Call<'_>) -> Answer {
    let name = ServiceName::parse(call.required_text("name")?);
    let name = name.ok_or_else(|| Refusal::failed("error-invalid-name", "Invalid name"))?;
    call.workspace.settings.remove_custom_oauth(&name);
    Ok(Reply::Success(json!({})))
}

/// `POST settings.refreshOAuthServices`: nothing to do, changes apply at once.
pub(crate) fn refresh(_: &Call<'_>) -> Reply {
    Reply::Success(json!({}))
}

fn enabled(workspace: &Workspace) -> Vec<Value> {
    let services = workspace.settings.enabled_services();
    services.iter().map(configuration).collect()
}

fn configuration(custom: &CustomOAuth) -> Value {
    let mut members = Map::new();
    members.insert("service".to_owned(), json!(custom.name().key()));
    members.insert("custom".to_owned(), json!(true));
    members.insert("clientId".to_owned(), json!(custom.text("id")));
    members.insert("serverURL".to_owned(), json!(custom.text("url")));
    let hidden = ["", "id", "secret", "url"];
    for definition in SERVICE_SETTINGS
        .iter()
        .filter(|known| !hidden.contains(&known.suffix))
    {
        let value = match definition.kind {
            Kind::Flag(_) => json!(custom.flag(definition.suffix)),
            _ => json!(custom.text(definition.suffix)),
        };
        members.insert(camel_case(definition.suffix), value);
    }
    Value::Object(members)
}

fn camel_case(suffix: &str) -> String {
    let mut words = suffix.split('_');
    let mut joined = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        joined.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        joined.push_str(letters.as_str());
    }
    joined
}
