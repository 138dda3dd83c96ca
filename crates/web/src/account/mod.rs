//! What a person does with the own account.
//!
//! [`page`] shows it; [`profile`], [`password`], [`sessions`] and [`connected`] change it;
//! [`device`] names browsers.

mod connected;
mod device;
mod page;
mod password;
mod profile;
mod sessions;

#[cfg(test)]
mod tests;

use axum::Router;
use axum::routing::{MethodRouter, get, post};

use crate::http::state::AppState;

/// The shortest password that may be chosen, in characters.
pub(crate) const PASSWORD_MINIMUM: u32 = 10;

/// Every URL of the own account, with and without a slash at the end.
pub(crate) fn routes() -> Router<AppState> {
    table()
        .into_iter()
        .fold(Router::new(), |router, (path, handlers)| {
            router
                .route(path, handlers.clone())
                .route(&format!("{path}/"), handlers)
        })
}

fn table() -> [(&'static str, MethodRouter<AppState>); 6] {
    [
        ("/account", get(page::show)),
        ("/account/profile", post(profile::change)),
        ("/account/password", post(password::change)),
        ("/account/sessions/end-others", post(sessions::end_others)),
        ("/account/sessions/{id}/end", post(sessions::end)),
        (
            "/account/applications/{slug}/withdraw",
            post(connected::withdraw),
        ),
    ]
}
