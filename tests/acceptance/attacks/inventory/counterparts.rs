//! Whatever an administrator sees or does on a page, a program sees and does at `/api/v1`.

use std::collections::BTreeSet;

use gantry_web::api_routes;

use super::{Declared, administration, api};

/// A page or its act, and what a program calls for it below `/api/v1`. The last one only leads on
/// to the page of a person in an application.
const COUNTERPARTS: &str = "
GET /admin = GET /overview, GET /backups
GET /admin/trail = GET /trail/sign-ins
GET /admin/trail/{code} = GET /trail/sign-ins/{code}
GET /admin/keys = GET /keys
POST /admin/keys/rotate = POST /keys/rotate
GET /admin/mail = GET /mail, GET /mail/outbox
POST /admin/mail = PUT /mail
POST /admin/mail/test = POST /mail/test
POST /admin/mail/again = POST /mail/resume
POST /admin/mail/off = DELETE /mail
GET /admin/invitations = GET /invitations
POST /admin/invitations = POST /invitations
POST /admin/invitations/{id}/withdraw = DELETE /invitations/{id}
GET /admin/people = GET /users
POST /admin/people = POST /users
GET /admin/people/import = POST /users/import
POST /admin/people/import = POST /users/import
POST /admin/people/export = POST /users/export
GET /admin/people/{id} = GET /users/{id}, GET /users/{id}/groups, GET /users/{id}/factors, GET /users/{id}/sessions
POST /admin/people/{id} = PATCH /users/{id}
GET /admin/people/{id}/history = GET /trail
POST /admin/people/{id}/groups = PUT /users/{id}/groups
POST /admin/people/{id}/password = PUT /users/{id}/password
POST /admin/people/{id}/recovery = POST /users/{id}/recovery
POST /admin/people/{id}/unlock = POST /users/{id}/unlock
POST /admin/people/{id}/factors/reset = POST /users/{id}/factors/reset
POST /admin/people/{id}/sessions/end = DELETE /users/{id}/sessions
POST /admin/people/{id}/sessions/{session}/end = DELETE /users/{id}/sessions/{session}
POST /admin/people/{id}/disable = POST /users/{id}/disable
POST /admin/people/{id}/enable = POST /users/{id}/enable
GET /admin/people/{id}/delete = GET /users/{id}/remains
POST /admin/people/{id}/delete = DELETE /users/{id}
GET /admin/people/{id}/as = GET /users/{id}/applications
GET /admin/people/{id}/as/{slug} = GET /users/{id}/applications/{slug}
GET /admin/groups = GET /groups
POST /admin/groups = POST /groups
GET /admin/groups/{id} = GET /groups/{id}, GET /groups/{id}/members, GET /groups/{id}/uses
POST /admin/groups/{id} = PATCH /groups/{id}
POST /admin/groups/{id}/members/add = PUT /groups/{id}/members/{user}
POST /admin/groups/{id}/members/remove = DELETE /groups/{id}/members/{user}
POST /admin/groups/{id}/delete = DELETE /groups/{id}
POST /admin/groups/{id}/parent = PATCH /groups/{id}
POST /admin/groups/{id}/factor = PATCH /groups/{id}
GET /admin/audit = GET /trail
POST /admin/audit/export = POST /trail/export
GET /admin/api-tokens = GET /api-tokens
POST /admin/api-tokens/{id}/end = DELETE /api-tokens/{id}
GET /admin/settings = GET /settings/{section}
POST /admin/settings/branding = PATCH /settings/{section}
POST /admin/settings/policy = PATCH /settings/{section}
POST /admin/settings/logo = PUT /settings/branding/logo
POST /admin/settings/logo/remove = DELETE /settings/branding/logo
GET /admin/applications = GET /applications
GET /admin/applications/new = POST /applications
POST /admin/applications/new = POST /applications
GET /admin/applications/new/rocketchat = POST /applications
POST /admin/applications/new/rocketchat = POST /applications
GET /admin/applications/{slug} = GET /applications/{slug}, GET /applications/{slug}/secrets
POST /admin/applications/{slug} = PATCH /applications/{slug}
POST /admin/applications/{slug}/disable = POST /applications/{slug}/disable
POST /admin/applications/{slug}/enable = POST /applications/{slug}/enable
POST /admin/applications/{slug}/delete = DELETE /applications/{slug}
POST /admin/applications/{slug}/secrets/add = POST /applications/{slug}/secrets
POST /admin/applications/{slug}/secrets/{id}/remove = DELETE /applications/{slug}/secrets/{id}
GET /admin/applications/{slug}/values = GET /applications/{slug}/rocketchat/settings
POST /admin/applications/{slug}/values/check = POST /applications/{slug}/rocketchat/check
GET /admin/applications/{slug}/sign-outs = GET /applications/{slug}/sign-outs
POST /admin/applications/{slug}/sign-outs/again = POST /applications/{slug}/sign-outs/resume
GET /admin/applications/{slug}/connection = GET /applications/{slug}/rocketchat/connection, GET /applications/{slug}/rocketchat/sync, GET /applications/{slug}/rocketchat/tasks
POST /admin/applications/{slug}/connection = PUT /applications/{slug}/rocketchat/connection
POST /admin/applications/{slug}/connection/disconnect = DELETE /applications/{slug}/rocketchat/connection
POST /admin/applications/{slug}/connection/check = POST /applications/{slug}/rocketchat/check
POST /admin/applications/{slug}/connection/again = POST /applications/{slug}/rocketchat/tasks/resume
POST /admin/applications/{slug}/connection/sync = PUT /applications/{slug}/rocketchat/sync
GET /admin/applications/{slug}/connection/people = GET /applications/{slug}/rocketchat/people
POST /admin/applications/{slug}/connection/link = PUT /applications/{slug}/rocketchat/people/{user}
POST /admin/applications/{slug}/connection/unlink = DELETE /applications/{slug}/rocketchat/people/{user}
GET /admin/applications/{slug}/access = GET /applications/{slug}/access
POST /admin/applications/{slug}/access = PUT /applications/{slug}/access
POST /admin/applications/{slug}/access/save = PUT /applications/{slug}/access
GET /admin/applications/{slug}/appearance = GET /applications/{slug}
POST /admin/applications/{slug}/appearance = PATCH /applications/{slug}
POST /admin/applications/{slug}/icon = PUT /applications/{slug}/icon
POST /admin/applications/{slug}/icon/remove = DELETE /applications/{slug}/icon
GET /admin/applications/{slug}/as = 
";

/// Pages, each with its calls.
fn counterparts() -> Vec<(String, Vec<String>)> {
    let lines = COUNTERPARTS.lines().filter(|line| !line.is_empty());
    let row = |line: &str| {
        let (page, calls) = line.split_once(" =").unwrap();
        let calls = calls.split(',').map(str::trim);
        let calls = calls.filter(|call| !call.is_empty());
        let whole = |call: &str| call.replacen(' ', " /api/v1", 1);
        (page.to_owned(), calls.map(whole).collect())
    };
    lines.map(row).collect()
}

fn doors(routes: &[Declared]) -> BTreeSet<String> {
    let door = |(method, path, _): &Declared| format!("{method} {path}");
    routes.iter().map(door).collect()
}

fn described() -> BTreeSet<String> {
    let routes = api_routes().into_iter();
    routes
        .map(|route| format!("{} {}", route.method, route.path))
        .collect()
}

#[test]
fn every_page_and_act_of_the_administration_has_a_counterpart_in_the_api() {
    let all = counterparts();

    let pages: BTreeSet<String> = all.iter().map(|(page, _)| page.clone()).collect();

    assert_eq!(pages.len(), all.len(), "a page stands here twice");
    let existing = doors(administration::ROUTES);
    let missing: Vec<_> = existing.difference(&pages).collect();
    let gone: Vec<_> = pages.difference(&existing).collect();
    assert!(missing.is_empty(), "not in the API: {missing:#?}");
    assert!(gone.is_empty(), "no page any more: {gone:#?}");
}

#[test]
fn every_counterpart_is_an_operation_of_the_described_api() {
    let described = described();

    for (page, calls) in counterparts() {
        for call in calls {
            assert!(described.contains(&call), "{page}: there is no {call}");
        }
    }
}

#[test]
fn the_described_api_is_what_the_router_answers() {
    let mut answered = doors(api::ROUTES);
    answered.retain(|door| door.contains(" /api/v1/"));

    assert_eq!(described(), answered);
}
