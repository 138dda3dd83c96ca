//! Who of the chat's users an identity is: e-mail meld, key-field hook, lookup by service id, creation; in that order.

use serde_json::{Map, Value};

use crate::accounts::{ChatUser, Email};
use crate::custom_oauth::CustomOAuth;
use crate::directory::Accounts;
use crate::groups;
use crate::identity::Identity;
use crate::settings::Settings;

/// One finished sign-in at the provider, on its way to a chat user.
pub(crate) struct Arrival<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) custom: &'a CustomOAuth,
    pub(crate) identity: &'a Identity,
    /// What will be stored under `services.<key>`.
    pub(crate) service_data: &'a Map<String, Value>,
    /// The mark `_OAuthCustom`: without it there is no e-mail meld and no avatar.
    pub(crate) marked: bool,
}

/// Finds or makes the user and gives the user's id, or the error that the chat shows.
pub(crate) fn sign_in(accounts: &mut Accounts, arrival: &Arrival<'_>) -> Result<String, String> {
    let service = arrival.custom.name().key();
    let Some(id) = arrival.identity.id().cloned() else {
        return Err(format!(
            "Service data for service {service} must include id"
        ));
    };
    if arrival.marked {
        meld_by_email(accounts, &service, &id, &arrival.identity.text("email"));
    }
    apply_key_field(accounts, arrival, &id)?;
    let existing = accounts
        .users
        .iter()
        .position(|user| user.service_id(&service) == Some(&id));
    let is_new = existing.is_none();
    let index = match existing {
        Some(index) => index,
        None => create(accounts, arrival)?,
    };
    if let Some(user) = accounts.users.get_mut(index) {
        user.services
            .entry(service)
            .or_default()
            .extend(arrival.service_data.clone());
    }
    groups::apply(accounts, index, arrival, is_new)?;
    match accounts.users.get(index) {
        Some(user) if user.active => Ok(user.id.clone()),
        _ => Err("error-user-is-not-activated".to_owned()),
    }
}

/// Writes the incoming id into whoever has the address, always, whatever "Merge users" says.
fn meld_by_email(accounts: &mut Accounts, service: &str, id: &Value, address: &str) {
    if address.is_empty() {
        return;
    }
    let melded = accounts
        .users
        .iter_mut()
        .find(|user| user.lists_email(address) && user.service_id(service) != Some(id));
    let Some(user) = melded else { return };
    user.set_service_id(service, id);
    let mut was_unverified = false;
    for email in user
        .emails
        .iter_mut()
        .filter(|email| email.address == address)
    {
        was_unverified = !email.verified;
        email.verified = true;
    }
    if was_unverified && user.has_password() {
        user.reset_password();
    }
}

/// Looks for a user by the key field and overwrites or refuses one that changed.
fn apply_key_field(
    accounts: &mut Accounts,
    arrival: &Arrival<'_>,
    id: &Value,
) -> Result<(), String> {
    let username = arrival.identity.text("username");
    if username.is_empty() {
        return Ok(());
    }
    let service = arrival.custom.name().key();
    let email = arrival.identity.text("email");
    let name = arrival.identity.text("name");
    let by_username = arrival.custom.text("key_field") != "email";
    let across_services = arrival.custom.flag("merge_users_distinct_services");
    let found = accounts.users.iter_mut().find(|user| {
        let key_matches = if by_username {
            user.has_username(&username)
        } else {
            user.has_email_ignoring_case(&email)
        };
        key_matches && (across_services || user.service_id(&service) == Some(id))
    });
    let Some(user) = found else { return Ok(()) };
    let same_email = !by_username || email.is_empty() || user.lists_email(&email);
    if user.service_id(&service) == Some(id) && user.name == name && same_email {
        return Ok(());
    }
    if !arrival.custom.flag("merge_users") {
        return Err(format!("User with username {username} already exists"));
    }
    user.name = name;
    user.set_service_id(&service, id);
    if by_username && !email.is_empty() {
        user.emails = vec![Email {
            address: email,
            verified: true,
        }];
    }
    Ok(())
}

/// Creates a user; nobody looks whether the username is a good one.
fn create(accounts: &mut Accounts, arrival: &Arrival<'_>) -> Result<usize, String> {
    let settings = arrival.settings;
    let username = arrival.identity.text("username");
    let email = arrival.identity.text("email");
    check_gates(settings, &email)?;
    if !username.is_empty() && accounts.users.iter().any(|user| user.username == username) {
        return Err("Username already exists. [403]".to_owned());
    }
    if !email.is_empty() && accounts.users.iter().any(|user| user.lists_email(&email)) {
        return Err("Email already exists. [403]".to_owned());
    }
    let verified = settings.flag("Accounts_Verify_Email_For_External_Accounts");
    let emails = if email.is_empty() {
        Vec::new()
    } else {
        vec![Email {
            address: email,
            verified,
        }]
    };
    let mut user = ChatUser::from_service(username, arrival.identity.text("name"), emails);
    user.roles = default_roles(settings);
    user.channels.push("general".to_owned());
    if !accounts.has_administrator() {
        user.roles.push("admin".to_owned());
    } else if settings.flag("Accounts_ManuallyApproveNewUsers") {
        user.active = false;
    }
    let avatar = arrival.identity.text("avatarUrl");
    if arrival.marked && !avatar.is_empty() && settings.flag("Accounts_SetDefaultAvatar") {
        user.avatar = Some(avatar);
    }
    accounts.users.push(user);
    Ok(accounts.users.len().saturating_sub(1))
}

fn check_gates(settings: &Settings, email: &str) -> Result<(), String> {
    if !settings.flag("Accounts_Registration_AuthenticationServices_Enabled") {
        return Err("User registration is disabled. [403]".to_owned());
    }
    let allowed_domains = settings.text("Accounts_AllowedDomainsList");
    let domain = email
        .rsplit_once('@')
        .map(|(_, domain)| domain.to_lowercase())
        .unwrap_or_default();
    let mut allowed = allowed_domains
        .split(',')
        .map(|entry| entry.trim().to_lowercase());
    if !allowed_domains.trim().is_empty() && !allowed.any(|entry| entry == domain) {
        return Err("error-invalid-domain".to_owned());
    }
    if settings.flag("Accounts_ManuallyApproveNewUsers") && email.is_empty() {
        return Err("Cannot read properties of undefined (reading 'address')".to_owned());
    }
    Ok(())
}

fn default_roles(settings: &Settings) -> Vec<String> {
    settings
        .text("Accounts_Registration_AuthenticationServices_Default_Roles")
        .split(',')
        .map(|role| role.trim().to_owned())
        .filter(|role| !role.is_empty())
        .collect()
}
