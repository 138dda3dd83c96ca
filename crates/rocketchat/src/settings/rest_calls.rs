//! The sheet as calls of Rocket.Chat's REST interface.
//!
//! Every call needs the headers `X-Auth-Token` and `X-User-Id`, and a second factor where the
//! workspace asks for one. The door's switch comes last, so that nobody meets it half made.

use std::fmt::{self, Write as _};

use serde_json::{Value, json};

use crate::settings::{Door, Place, Setting, Sheet};

/// One call.
#[derive(Clone, PartialEq)]
pub struct RestCall {
    /// Always `POST`.
    pub method: &'static str,
    /// Below the workspace's address.
    pub path: String,
    /// The JSON body; may hold the client secret.
    pub body: Value,
}

impl fmt::Debug for RestCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ***", self.method, self.path)
    }
}

/// The calls in the order in which to make them.
#[must_use]
pub fn rest_calls(sheet: &Sheet) -> Vec<RestCall> {
    let mut calls = Vec::new();
    if sheet.door == Door::CustomOAuth {
        calls.push(call(
            "/api/v1/settings.addCustomOAuth",
            json!({"name": sheet.service.key()}),
        ));
    }
    let written = sheet.rows.iter().filter(|row| is_written(row));
    if sheet.version.saves_settings_in_bulk() {
        let settings = written
            .map(|row| json!({"_id": row.id, "value": row.value.stored()}))
            .collect();
        calls.push(call(
            "/api/v1/settings",
            json!({"settings": Value::Array(settings)}),
        ));
    } else {
        calls.extend(written.map(save));
    }
    let switch = sheet
        .rows
        .iter()
        .filter(|row| matches!(row.place, Place::ServiceSwitch | Place::IframeSwitch));
    calls.extend(switch.map(save));
    calls
}

/// The calls as a script for curl; the address and the credentials come from its environment.
#[must_use]
pub fn curl_text(sheet: &Sheet) -> String {
    let mut text = String::from(
        "# ROCKETCHAT_URL, ROCKETCHAT_TOKEN and ROCKETCHAT_USER_ID: the workspace's address and an\n\
         # administrator's personal access token (made with \"Ignore Two Factor Authentication\").\n",
    );
    if let Some(variable) = sheet.server {
        let _ = writeln!(
            text,
            "# First, in the environment of the Rocket.Chat server, then restart it:\n#   {}={}",
            variable.name, variable.value
        );
    }
    for call in rest_calls(sheet) {
        text.push_str(&curl(&call));
    }
    if sheet.door == Door::Iframe {
        text.push_str("# The way back: the last call again, with {\"value\":false}.\n");
    }
    for row in sheet
        .rows
        .iter()
        .filter(|row| row.place == Place::IframeOff)
    {
        text.push_str("# Only if iframe mode was on, now switch it off:\n");
        for line in curl(&save(row)).lines() {
            let _ = writeln!(text, "# {line}");
        }
    }
    text
}

/// Whether the row is saved beside others; switches come last, one by one.
fn is_written(row: &Setting) -> bool {
    matches!(
        row.place,
        Place::Service(_) | Place::Accounts | Place::Iframe | Place::Scripts
    )
}

fn curl(call: &RestCall) -> String {
    let body = call.body.to_string().replace('\'', r"'\''");
    format!(
        "curl -fsS -X {} \"$ROCKETCHAT_URL{}\" \\\n  \
         -H \"X-Auth-Token: $ROCKETCHAT_TOKEN\" -H \"X-User-Id: $ROCKETCHAT_USER_ID\" \\\n  \
         -H 'Content-Type: application/json' -d '{body}'\n",
        call.method, call.path,
    )
}

fn save(row: &Setting) -> RestCall {
    call(
        &format!("/api/v1/settings/{}", row.id),
        json!({"value": row.value.stored()}),
    )
}

fn call(path: &str, body: Value) -> RestCall {
    RestCall {
        method: "POST",
        path: path.to_owned(),
        body,
    }
}
