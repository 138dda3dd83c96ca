//! `POST users.setAvatar`: a file in a form, or an address that the server fetches.

use axum::http::header::CONTENT_TYPE;
use serde_json::{Value, json};

use crate::rest::call::{Answer, Call, Reply};
use crate::rest::incoming::{Incoming, Upload};
use crate::rest::refusal::Refusal;
use crate::workspace::{Workspace, lock};

/// Fetches `avatarUrl`, so that it looks like an uploaded file.
pub(crate) async fn fetch(workspace: &Workspace, incoming: &mut Incoming) {
    let body = incoming.body.as_ref();
    let address = body
        .and_then(|body| body.get("avatarUrl"))
        .and_then(Value::as_str);
    let Some(address) = address else { return };
    let Ok(response) = workspace.http.get(address).send().await else {
        return;
    };
    let media_type = response.headers().get(CONTENT_TYPE);
    let media_type = media_type
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    if response.status().is_success()
        && let Ok(content) = response.bytes().await
    {
        incoming.upload = Some(Upload::new("image".to_owned(), media_type, &content));
    }
}

/// Stores the picture's hash.
pub(crate) fn set_avatar(call: &Call<'_>) -> Answer {
    let user = call.target()?;
    if !call.is_self(&user.id) && !call.may("edit-other-user-avatar") {
        return Err(Refusal::Forbidden);
    }
    let image = call
        .incoming
        .upload
        .as_ref()
        .filter(|upload| upload.field == "image" && upload.media_type.starts_with("image/"));
    let image = image.ok_or_else(|| {
        Refusal::failed("error-avatar-invalid-url", "Invalid avatar: no image came")
    })?;
    if let Some(user) = lock(&call.workspace.accounts).by_id_mut(&user.id) {
        user.avatar_hash = Some(image.sha256.clone());
    }
    Ok(Reply::Success(json!({})))
}
