//! What a username, an address, a password and a list of roles must look like.

use regex::Regex;
use serde_json::json;

use crate::directory::Accounts;
use crate::rest::call::Call;
use crate::rest::refusal::Refusal;
use crate::settings::Settings;

/// `UTF8_User_Names_Validation`, and nobody else has the name.
pub(crate) fn check_username(
    settings: &Settings,
    accounts: &Accounts,
    username: &str,
    own_id: Option<&str>,
) -> Result<(), Refusal> {
    let pattern = settings.text("UTF8_User_Names_Validation");
    let valid =
        Regex::new(&format!("^(?:{pattern})$")).is_ok_and(|pattern| pattern.is_match(username));
    if !valid {
        return Err(Refusal::Failed {
            reason: format!("{username} is not a valid username"),
            code: "error-input-is-not-a-valid-field",
            details: json!({ "input": username, "field": "Username" }),
        });
    }
    let taken = accounts
        .users
        .iter()
        .any(|user| user.has_username(username) && own_id != Some(&user.id));
    unless_taken(taken, username)
}

/// An address of an allowed domain that nobody else has.
pub(crate) fn check_email(
    settings: &Settings,
    accounts: &Accounts,
    email: &str,
    own_id: Option<&str>,
) -> Result<(), Refusal> {
    let domain = match email.split_once('@') {
        Some((name, domain)) if !name.is_empty() && !domain.is_empty() && !domain.contains('@') => {
            domain.to_lowercase()
        }
        _ => {
            return Err(Refusal::failed(
                "error-invalid-email",
                format!("Invalid email {email}"),
            ));
        }
    };
    let allowed = settings.text("Accounts_AllowedDomainsList").to_lowercase();
    let mut allowed_domains = allowed.split(',').map(str::trim);
    if !allowed.trim().is_empty() && !allowed_domains.any(|known| known == domain) {
        return Err(Refusal::failed("error-invalid-domain", "Invalid domain"));
    }
    let taken = accounts
        .users
        .iter()
        .any(|user| user.has_email_ignoring_case(email) && own_id != Some(&user.id));
    unless_taken(taken, email)
}

/// The part of the password policy that matters to programs: length, and more than one character.
pub(crate) fn check_password(settings: &Settings, password: &str) -> Result<(), Refusal> {
    if !settings.flag("Accounts_Password_Policy_Enabled") {
        return Ok(());
    }
    let shortest = usize::try_from(settings.number("Accounts_Password_Policy_MinLength"));
    let long_enough = password.chars().count() >= shortest.unwrap_or_default();
    let first = password.chars().next();
    if long_enough && password.chars().any(|letter| Some(letter) != first) {
        return Ok(());
    }
    Err(Refusal::failed(
        "error-password-policy-not-met",
        "The password does not meet the server's policy",
    ))
}

/// Role ids that exist, and `admin` only from who may give it.
pub(crate) fn check_roles(
    call: &Call<'_>,
    accounts: &Accounts,
    roles: &[String],
    held: &[String],
) -> Result<(), Refusal> {
    if !roles.iter().all(|role| accounts.knows_role(role)) {
        return Err(Refusal::action_not_allowed(
            "The field Roles consist invalid role id",
        ));
    }
    let admin = "admin".to_owned();
    let becomes_admin = roles.contains(&admin) && !held.contains(&admin);
    if becomes_admin && !call.may("assign-admin-role") {
        return Err(Refusal::action_not_allowed(
            "Assigning admin is not allowed",
        ));
    }
    Ok(())
}

fn unless_taken(taken: bool, value: &str) -> Result<(), Refusal> {
    if !taken {
        return Ok(());
    }
    Err(Refusal::Failed {
        reason: format!("{value} is already in use :("),
        code: "error-field-unavailable",
        details: json!({ "field": value }),
    })
}
