//! The administration. Every handler asks for an [`crate::http::visitor::Admin`] first.
//!
//! [`overview`]; [`people()`] and [`person`]; [`groups`] and [`group`]; [`applications()`],
//! [`application`] with its [`application_form`], [`secrets`], [`rocketchat`] with its [`values`] and
//! [`workspace_check`], [`logout_queue`], [`workspace`] with its forms ([`workspace_connect`], [`workspace_queue`],
//! [`workspace_links`], [`workspace_sync`], [`workspace_report`]), [`workspace_person`] and
//! [`workspace_words`]; [`trail`] with [`trail_one`], both drawn from [`sign_ins`]; [`keys`].
//! [`lists`] has what all lists share.

mod application;
mod application_form;
mod application_protocol;
mod applications;
mod group;
mod groups;
mod keys;
mod lists;
mod logout_queue;
mod overview;
mod people;
mod person;
mod person_acts;
mod rocketchat;
mod secrets;
mod sign_ins;
mod trail;
mod trail_one;
mod values;
mod workspace;
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

type Door = (&'static str, MethodRouter<AppState>);

fn table() -> impl Iterator<Item = Door> {
    let others = [
        ("/admin", get(overview::show)),
        ("/admin/trail", get(trail::show)),
        ("/admin/trail/{code}", get(trail_one::show)),
        ("/admin/keys", get(keys::show)),
        ("/admin/keys/rotate", post(keys::rotate)),
    ];
    people()
        .into_iter()
        .chain(applications())
        .chain(connections())
        .chain(sign_outs())
        .chain(others)
}

fn people() -> [Door; 13] {
    [
        ("/admin/people", get(people::show).post(people::add)),
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
        ("/admin/people/{id}/delete", post(person_acts::delete)),
        ("/admin/groups", get(groups::show).post(groups::add)),
        ("/admin/groups/{id}", get(group::show).post(group::rename)),
        ("/admin/groups/{id}/members/add", post(group::add_member)),
        (
            "/admin/groups/{id}/members/remove",
            post(group::remove_member),
        ),
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
