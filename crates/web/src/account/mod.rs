//! What a person does with the own account.
//!
//! [`page`] shows picture, profile and password, [`picture`], [`profile`] and [`password`] change them;
//! [`sessions`], [`connected`] and [`history`] are pages of their own; [`device`] names browsers.

pub(crate) mod api_tokens;
mod connected;
pub(crate) mod device;
mod email;
mod factors;
mod history;
mod page;
mod password;
mod picture;
mod profile;
pub(crate) mod sessions;

#[cfg(test)]
mod tests;

use axum::Router;
use axum::routing::{MethodRouter, get, post};
use gantry_accounts::settings::Policy;
use gantry_accounts::users::PasswordFlaw;
use gantry_accounts::{Error, Refusal};
use gantry_core::password::Password;

use crate::http::state::AppState;
use crate::router::routes as with_slash;

/// The shortest password that may be chosen, in characters.
///
/// # Errors
/// A breakdown of the database.
pub(crate) async fn password_minimum(app: &AppState) -> Result<u32, Error> {
    let policy: Policy = app.accounts().settings().await?;
    Ok(policy.password_length)
}

/// A password that somebody chose in a form; the act that sets it judges it.
///
/// # Errors
/// One that is longer than any that can be set.
pub(crate) fn chosen_password(text: &str) -> Result<Password, Refusal> {
    Password::presented(text.to_owned()).ok_or(Refusal::WeakPassword(PasswordFlaw::TooLong))
}

/// Every URL of the own account, with and without a slash at the end.
pub(crate) fn routes() -> Router<AppState> {
    table()
        .into_iter()
        .chain(factors::table())
        .fold(Router::new(), |router, (path, handlers)| {
            router
                .route(path, handlers.clone())
                .route(&format!("{path}/"), handlers)
        })
}

/// Posts with a file.
pub(crate) fn uploads() -> Router<AppState> {
    with_slash([("/account/picture", post(picture::change))])
}

fn table() -> [(&'static str, MethodRouter<AppState>); 14] {
    [
        ("/account", get(page::show)),
        ("/account/profile", post(profile::change)),
        ("/account/picture/remove", post(picture::remove)),
        ("/account/password", post(password::change)),
        ("/account/email", get(email::show).post(email::change)),
        ("/account/email/prove", post(email::prove)),
        ("/account/sessions", get(sessions::show)),
        ("/account/sessions/end-others", post(sessions::end_others)),
        ("/account/sessions/{id}/end", post(sessions::end)),
        ("/account/applications", get(connected::show)),
        ("/account/history", get(history::show)),
        (
            "/account/api-tokens",
            get(api_tokens::show).post(api_tokens::make),
        ),
        ("/account/api-tokens/{id}/end", post(api_tokens::end)),
        (
            "/account/applications/{slug}/withdraw",
            post(connected::withdraw),
        ),
    ]
}
