//! The administration. Every handler asks for a [`crate::http::visitor::Staff`] first, for a
//! [`crate::http::visitor::Desk`] if it helps somebody, and for an [`crate::http::visitor::Admin`] if
//! it changes anything else.
//!
//! [`overview`]; [`people()`] and [`person`]; [`groups`] and [`group`]; [`applications()`],
//! [`application`] with its [`application_form`], [`secrets`], [`rocketchat`] with its [`values`] and
//! [`workspace_check`], [`logout_queue`], [`workspace`] with its forms ([`workspace_connect`], [`workspace_queue`],
//! [`workspace_links`], [`workspace_sync`], [`workspace_report`]), [`workspace_person`] and
//! [`workspace_words`]; [`trail`] with [`trail_one`], both drawn from [`sign_ins`]; [`keys`].
//! [`lists`] has what all lists share.

mod api_tokens;
mod appearance;
mod application;
mod application_access;
mod application_claims;
mod application_form;
mod application_protocol;
mod applications;
mod audit;
pub(crate) mod audit_export;
pub(crate) mod concerns;
mod group;
mod groups;
mod insight;
mod invite;
mod keys;
mod lists;
mod logout_queue;
mod look;
pub(crate) mod look_entry;
mod mail;
mod overview;
mod people;
mod people_table;
mod person;
mod person_acts;
mod person_delete;
mod person_history;
mod person_letters;
mod person_view;
pub(crate) mod reasons;
mod rocketchat;
mod secrets;
mod settings;
mod settings_fields;
pub(crate) mod sign_ins;
mod trail;
pub(crate) mod trail_one;
mod values;
pub(crate) mod workspace;
mod workspace_check;
mod workspace_connect;
mod workspace_links;
mod workspace_person;
mod workspace_queue;
mod workspace_report;
mod workspace_sync;
mod workspace_words;

#[cfg(test)]
mod application_protocol_tests;
#[cfg(test)]
mod application_tests;
#[cfg(test)]
mod group_names_tests;
#[cfg(test)]
mod test_chat;
#[cfg(test)]
pub(crate) mod test_site;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod trail_tests;
#[cfg(test)]
mod workspace_tests;

use axum::Router;
use axum::routing::{MethodRouter, get, post};

use crate::http::state::AppState;
use crate::router::routes as with_slash;

/// Every URL of the administration, with and without a slash at the end.
pub(crate) fn routes() -> Router<AppState> {
    table().fold(Router::new(), |router, (path, handlers)| {
        router
            .route(path, handlers.clone())
            .route(&format!("{path}/"), handlers)
    })
}

/// Every path of the administration, for tests that knock at each door.
#[cfg(test)]
fn paths() -> impl Iterator<Item = &'static str> {
    table().map(|(path, _)| path)
}

/// Posts with a picture.
pub(crate) fn uploads() -> Router<AppState> {
    with_slash(settings::upload_doors()).merge(with_slash(appearance::upload_doors()))
}

type Door = (&'static str, MethodRouter<AppState>);

fn table() -> impl Iterator<Item = Door> {
    let others = [
        ("/admin/api-tokens", get(api_tokens::show)),
        ("/admin/api-tokens/{id}/end", post(api_tokens::end)),
        ("/admin/keys", get(keys::show)),
        ("/admin/keys/rotate", post(keys::rotate)),
    ];
    people()
        .into_iter()
        .chain(applications())
        .chain(application_access::doors())
        .chain(appearance::doors())
        .chain(settings::doors())
        .chain(connections())
        .chain(sign_outs())
        .chain(letters())
        .chain(helped())
        .chain(insight::doors())
        .chain(others)
}

/// What helps one person.
fn helped() -> [Door; 4] {
    [
        ("/admin/people/{id}/unlock", post(person_acts::unlock)),
        (
            "/admin/people/{id}/factors/reset",
            post(person_acts::reset_factors),
        ),
        (
            "/admin/people/{id}/sessions/{session}/end",
            post(person_acts::end_session),
        ),
        ("/admin/people/{id}/history", get(person_history::show)),
    ]
}

/// What takes a larger body and a longer time than other pages.
pub(crate) fn large_routes() -> Router<AppState> {
    let path = "/admin/people/import";
    let handlers = get(people_table::show).post(people_table::import);
    Router::new()
        .route(path, handlers.clone())
        .route(&format!("{path}/"), handlers)
}

fn people() -> [Door; 16] {
    [
        ("/admin/people", get(people::show).post(people::add)),
        ("/admin/people/export", post(people_table::export)),
        ("/admin/people/{id}", get(person::show).post(person::change)),
        ("/admin/people/{id}/groups", post(person_acts::set_groups)),
        (
            "/admin/people/{id}/password",
            post(person_acts::set_password),
        ),
        ("/admin/people/{id}/disable", post(person_acts::disable)),
        ("/admin/people/{id}/enable", post(person_acts::enable)),
        (
            "/admin/people/{id}/sessions/end",
            post(person_acts::end_everything),
        ),
        (
            "/admin/people/{id}/delete",
            get(person_delete::ask).post(person_delete::delete),
        ),
        ("/admin/groups", get(groups::show).post(groups::add)),
        ("/admin/groups/{id}", get(group::show).post(group::rename)),
        ("/admin/groups/{id}/members/add", post(group::add_member)),
        (
            "/admin/groups/{id}/members/remove",
            post(group::remove_member),
        ),
        ("/admin/groups/{id}/parent", post(group::place)),
        ("/admin/groups/{id}/factor", post(group::demand_factor)),
        ("/admin/groups/{id}/delete", post(group::delete)),
    ]
}

fn applications() -> [Door; 11] {
    [
        ("/admin/applications", get(applications::show)),
        (
            "/admin/applications/new",
            get(applications::new).post(applications::add),
        ),
        (
            "/admin/applications/new/rocketchat",
            get(rocketchat::new).post(rocketchat::add),
        ),
        (
            "/admin/applications/{slug}",
            get(application::show).post(application::change),
        ),
        (
            "/admin/applications/{slug}/disable",
            post(application::disable),
        ),
        (
            "/admin/applications/{slug}/enable",
            post(application::enable),
        ),
        (
            "/admin/applications/{slug}/delete",
            post(application::delete),
        ),
        ("/admin/applications/{slug}/secrets/add", post(secrets::add)),
        (
            "/admin/applications/{slug}/secrets/{id}/remove",
            post(secrets::remove),
        ),
        ("/admin/applications/{slug}/values", get(values::show)),
        (
            "/admin/applications/{slug}/values/check",
            post(workspace_check::check),
        ),
    ]
}

fn letters() -> [Door; 7] {
    [
        ("/admin/people/{id}/recovery", post(person_letters::send)),
        ("/admin/mail", get(mail::show).post(mail::save)),
        ("/admin/mail/test", post(mail::test)),
        ("/admin/mail/again", post(mail::again)),
        ("/admin/mail/off", post(mail::switch_off)),
        ("/admin/invitations", get(invite::show).post(invite::invite)),
        ("/admin/invitations/{id}/withdraw", post(invite::withdraw)),
    ]
}

fn sign_outs() -> [Door; 2] {
    [
        (
            "/admin/applications/{slug}/sign-outs",
            get(logout_queue::show),
        ),
        (
            "/admin/applications/{slug}/sign-outs/again",
            post(logout_queue::again),
        ),
    ]
}

fn connections() -> [Door; 8] {
    [
        (
            "/admin/applications/{slug}/connection",
            get(workspace::show).post(workspace_connect::connect),
        ),
        (
            "/admin/applications/{slug}/connection/disconnect",
            post(workspace_connect::disconnect),
        ),
        (
            "/admin/applications/{slug}/connection/check",
            post(workspace_report::check),
        ),
        (
            "/admin/applications/{slug}/connection/again",
            post(workspace_queue::again),
        ),
        (
            "/admin/applications/{slug}/connection/sync",
            post(workspace_sync::change),
        ),
        (
            "/admin/applications/{slug}/connection/people",
            get(workspace_links::show),
        ),
        (
            "/admin/applications/{slug}/connection/link",
            post(workspace_links::link),
        ),
        (
            "/admin/applications/{slug}/connection/unlink",
            post(workspace_links::unlink),
        ),
    ]
}
