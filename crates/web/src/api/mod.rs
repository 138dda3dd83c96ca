//! `/api/v1`: the administration for programs.
//!
//! [`table`] lists every route beside what its handler says of itself; the document of `OpenAPI` is
//! made of the same table. [`caller`] reads the token, [`input`] bodies and queries, [`paging`]
//! cuts lists, [`problem`] tells refusals; each other module is about one noun.

mod access;
mod application_acts;
mod applications;
mod apply;
mod caller;
mod document;
mod group_members;
mod groups;
mod input;
mod keys;
mod me;
mod paging;
mod problem;
mod secrets;
mod settings;
mod shown;
mod tokens;
mod trail;
mod user_acts;
mod user_sessions;
mod users;
mod workspaces;

use axum::Router;
use axum::middleware::map_response;
use axum::routing::any;
use gantry_core::api_token::ApiScope;
use utoipa_axum::router::UtoipaMethodRouter;
use utoipa_axum::routes;

use crate::error::HttpError;
use crate::http::layers;
use crate::http::state::AppState;

type Route = UtoipaMethodRouter<AppState>;

/// One operation of the API, as its document has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiRoute {
    /// `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
    pub method: &'static str,
    /// The path, with `{names}` of its parameters.
    pub path: String,
    /// The scope without which a token is refused; the document itself needs no token.
    pub scope: Option<ApiScope>,
}

/// Every operation of the API.
#[must_use]
pub fn api_routes() -> Vec<ApiRoute> {
    document::operations(&document::document())
}

/// Everything below `/api`.
pub(crate) fn router() -> Router<AppState> {
    let described = table()
        .into_iter()
        .fold(Router::new(), |router, (_, paths, methods)| {
            paths.paths.into_keys().fold(router, |router, path| {
                router
                    .route(&path, methods.clone())
                    .route(&format!("{path}/"), methods.clone())
            })
        });
    let nothing = any(|| async { HttpError::not_found() });
    let all = described
        .route("/api", nothing.clone())
        .route("/api/{*rest}", nothing);
    layers::api(all).layer(map_response(problem::told))
}

/// Every route.
fn table() -> Vec<Route> {
    let mut all = vec![
        routes!(document::show),
        routes!(me::show),
        routes!(apply::apply),
        routes!(apply::export),
        routes!(keys::list),
        routes!(keys::rotate),
        routes!(trail::list),
        routes!(trail::login),
        routes!(settings::show, settings::change),
        routes!(tokens::list, tokens::make),
        routes!(tokens::end),
    ];
    all.extend(people());
    all.extend(groups_of_people());
    all.extend(applications_of_people());
    all
}

fn people() -> Vec<Route> {
    vec![
        routes!(users::list, users::add),
        routes!(users::show, users::change, users::delete),
        routes!(user_acts::disable),
        routes!(user_acts::enable),
        routes!(user_acts::unlock),
        routes!(user_acts::set_password),
        routes!(user_acts::reset_factors),
        routes!(user_acts::groups, user_acts::set_groups),
        routes!(user_sessions::list, user_sessions::end_all),
        routes!(user_sessions::end),
    ]
}

fn groups_of_people() -> Vec<Route> {
    vec![
        routes!(groups::list, groups::add),
        routes!(groups::show, groups::change, groups::delete),
        routes!(group_members::list),
        routes!(group_members::add, group_members::remove),
    ]
}

fn applications_of_people() -> Vec<Route> {
    vec![
        routes!(applications::list, applications::add),
        routes!(
            applications::show,
            applications::change,
            application_acts::delete
        ),
        routes!(application_acts::disable),
        routes!(application_acts::enable),
        routes!(access::show, access::replace),
        routes!(secrets::list, secrets::add),
        routes!(secrets::remove),
        routes!(workspaces::values),
        routes!(workspaces::check),
    ]
}

#[cfg(test)]
mod tests;
