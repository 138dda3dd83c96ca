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
mod chat_people;
mod chat_refusal;
mod chat_sync;
mod connection;
mod document;
mod group_members;
mod group_uses;
mod groups;
mod input;
mod invitations;
mod keys;
mod mail;
mod me;
mod overview;
mod paging;
mod pictures;
mod preview;
mod problem;
mod registration_tokens;
mod secrets;
mod settings;
mod shown;
mod sign_ins;
mod sign_outs;
mod tokens;
mod trail;
mod user_acts;
mod user_sessions;
mod user_standing;
mod user_table;
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
    let nothing = any(|| async { HttpError::not_found() });
    let documents = routed(documents())
        .route("/api", nothing.clone())
        .route("/api/{*rest}", nothing);
    layers::api(documents)
        .merge(layers::api_files(routed(files())))
        .layer(map_response(problem::told))
}

fn routed(table: Vec<Route>) -> Router<AppState> {
    table
        .into_iter()
        .fold(Router::new(), |router, (_, paths, methods)| {
            paths.paths.into_keys().fold(router, |router, path| {
                router
                    .route(&path, methods.clone())
                    .route(&format!("{path}/"), methods.clone())
            })
        })
}

/// Every route.
fn table() -> Vec<Route> {
    let mut all = documents();
    all.extend(files());
    all
}

/// What takes a larger body and a longer time than others.
fn files() -> Vec<Route> {
    vec![
        routes!(user_table::import),
        routes!(user_table::export),
        routes!(pictures::set_logo, pictures::remove_logo),
        routes!(pictures::set_icon, pictures::remove_icon),
    ]
}

/// What reads and answers documents.
fn documents() -> Vec<Route> {
    let mut all = vec![
        routes!(document::show),
        routes!(me::show),
        routes!(apply::apply),
        routes!(apply::export),
        routes!(keys::list),
        routes!(keys::rotate),
        routes!(trail::list),
        routes!(trail::export),
        routes!(sign_ins::list),
        routes!(sign_ins::show),
        routes!(settings::show, settings::change),
        routes!(tokens::list, tokens::make),
        routes!(tokens::end),
        routes!(overview::show),
        routes!(overview::backups),
    ];
    all.extend(letters());
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
        routes!(user_standing::factors),
        routes!(user_standing::remains),
        routes!(user_standing::send_recovery),
        routes!(preview::list),
        routes!(preview::show),
    ]
}

fn groups_of_people() -> Vec<Route> {
    vec![
        routes!(groups::list, groups::add),
        routes!(groups::show, groups::change, groups::delete),
        routes!(group_uses::show),
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
        routes!(sign_outs::list),
        routes!(sign_outs::resume),
        routes!(registration_tokens::list, registration_tokens::make),
        routes!(registration_tokens::end),
        routes!(workspaces::values),
        routes!(workspaces::check),
        routes!(
            connection::show,
            connection::connect,
            connection::disconnect
        ),
        routes!(connection::tasks),
        routes!(connection::resume),
        routes!(chat_sync::show, chat_sync::replace),
        routes!(chat_people::list),
        routes!(chat_people::link, chat_people::unlink),
    ]
}

fn letters() -> Vec<Route> {
    vec![
        routes!(invitations::list, invitations::invite),
        routes!(invitations::withdraw),
        routes!(mail::show, mail::set, mail::switch_off),
        routes!(mail::test),
        routes!(mail::outbox),
        routes!(mail::resume),
    ]
}

#[cfg(test)]
mod tests;
