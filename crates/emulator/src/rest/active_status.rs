//! `POST users.setActiveStatus`

use serde_json::json;

use crate::rest::call::{Answer, Call, Reply, flag_of};
use crate::rest::refusal::Refusal;
use crate::workspace::lock;

/// Opens or closes an account; closing ends every login.
pub(crate) fn set_active_status(call: &Call<'_>) -> Answer {
    if !call.may("edit-other-user-active-status") && !call.may("manage-moderation-actions") {
        return Err(Refusal::Forbidden);
    }
    let user_id = call.required_text("userId")?.to_owned();
    let active = flag_of(call.body, "activeStatus")?;
    let active = active.ok_or_else(|| Refusal::missing("activeStatus"))?;
    let relinquish = call.flag("confirmRelinquish")?;
    {
        let mut accounts = lock(&call.workspace.accounts);
        if accounts.by_id(&user_id).is_none() {
            return Err(Refusal::failed("error-invalid-user", "Invalid user"));
        }
        if !active {
            if accounts.is_last_administrator(&user_id) {
                return Err(Refusal::action_not_allowed(
                    "Leaving the app without an active admin is not allowed",
                ));
            }
            let owned: Vec<String> = accounts
                .rooms
                .owned_alone_by(&user_id)
                .map(|room| room.name.clone())
                .collect();
            if !owned.is_empty() && !relinquish {
                return Err(Refusal::Failed {
                    reason: String::new(),
                    code: "user-last-owner",
                    details: json!({ "shouldChangeOwner": owned, "shouldBeRemoved": [] }),
                });
            }
            accounts.rooms.relinquish(&user_id);
        }
        if let Some(user) = accounts.by_id_mut(&user_id) {
            user.active = active;
        }
    }
    if !active {
        call.workspace.end_tokens_of(&user_id);
    }
    Ok(Reply::Success(
        json!({ "user": { "_id": user_id, "active": active } }),
    ))
}
