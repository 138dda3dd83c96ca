//! `POST users.create`

use serde_json::json;

use crate::accounts::NewUser;
use crate::encoding::random_secret;
use crate::rest::call::{Answer, Call, Reply, flag_of, texts_of};
use crate::rest::description::full;
use crate::rest::policy::{check_email, check_password, check_roles, check_username};
use crate::rest::refusal::Refusal;
use crate::workspace::lock;

/// Every member that the body may have.
pub(crate) const MEMBERS: &[&str] = &[
    "name",
    "email",
    "password",
    "username",
    "active",
    "roles",
    "joinDefaultChannels",
    "requirePasswordChange",
    "setRandomPassword",
    "sendWelcomeEmail",
    "verified",
    "customFields",
    "bio",
    "nickname",
    "statusText",
    "phones",
    "freeSwitchExtension",
];

pub(crate) fn create_user(call: &Call<'_>) -> Answer {
    let new = requested(call)?;
    let must_change_password = call.flag("requirePasswordChange")?;
    let joins = flag_of(call.body, "joinDefaultChannels")?.unwrap_or(true);
    call.flag("sendWelcomeEmail")?;
    let settings = &call.workspace.settings;
    let mut accounts = lock(&call.workspace.accounts);
    check_username(settings, &accounts, &new.username, None)?;
    check_email(settings, &accounts, &new.email, None)?;
    check_roles(call, &accounts, &new.roles, &[])?;
    check_password(settings, new.password.as_deref().unwrap_or_default())?;
    let id = accounts.add(new);
    let user = accounts
        .by_id_mut(&id)
        .ok_or_else(Refusal::user_not_found)?;
    user.must_change_password = must_change_password;
    if joins {
        user.channels.push("general".to_owned());
    }
    Ok(Reply::Success(json!({ "user": full(user) })))
}

/// The body as a new account.
fn requested(call: &Call<'_>) -> Result<NewUser, Refusal> {
    let closed = flag_of(call.body, "active")? == Some(false);
    if closed && !call.may("edit-other-user-active-status") {
        return Err(Refusal::action_not_allowed(
            "Changing user status is not allowed",
        ));
    }
    // The schema wants a password even if it is not used.
    let mut password = call.required_text("password")?.to_owned();
    if call.flag("setRandomPassword")? {
        password = random_secret();
    }
    let name = call.required_text("name")?;
    if name.chars().any(|letter| "<>&\"".contains(letter)) {
        return Err(Refusal::Text("Name contains invalid characters".to_owned()));
    }
    Ok(NewUser {
        username: call.required_text("username")?.trim().to_owned(),
        name: name.to_owned(),
        email: call.required_text("email")?.to_owned(),
        email_verified: call.flag("verified")?,
        roles: texts_of(call.body, "roles")?.unwrap_or_default(),
        password: Some(password),
        inactive: closed,
        ..NewUser::default()
    })
}
