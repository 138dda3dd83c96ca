//! What the workspace says of itself: version, licence, permissions.

use serde_json::{Value, json};

use crate::rest::call::{Call, Reply};
use crate::workspace::lock;

/// `GET /api/info`: major and minor for strangers, the whole version for who is signed in.
pub(crate) fn version(call: &Call<'_>) -> Reply {
    let whole = call.workspace.settings.version().to_string();
    let answer = if call.caller.is_some() {
        json!({ "version": whole, "info": { "version": whole } })
    } else {
        let known = whole
            .rsplit_once('.')
            .map_or(whole.as_str(), |(start, _)| start);
        json!({ "version": known })
    };
    Reply::Success(answer)
}

/// `GET licenses.info`
pub(crate) fn licence(call: &Call<'_>) -> Reply {
    let modules: &[&str] = if call.workspace.settings.licensed() {
        &["oauth-enterprise"]
    } else {
        &[]
    };
    Reply::Success(json!({ "license": { "activeModules": modules } }))
}

/// `GET permissions.listAll`
pub(crate) fn permissions(call: &Call<'_>) -> Reply {
    let permissions = lock(&call.workspace.permissions);
    let all: Vec<Value> = permissions
        .all()
        .map(|(id, roles)| json!({ "_id": id, "roles": roles }))
        .collect();
    Reply::Success(json!({ "update": all, "remove": [] }))
}
