//! The pages of the administration.

use axum::response::{IntoResponse, Response};
use gantry_web::render::{Nav, Page, Shell, Tone};
use gantry_web::views::admin::applications::ApplicationNew;
use gantry_web::views::admin::groups::{Group, GroupRow, Groups, MemberRow};
use gantry_web::views::admin::keys::{KeyRow, KeyState, Keys};
use gantry_web::views::admin::overview::Overview;
use gantry_web::views::admin::people::{GroupChoice, People, Person, PersonDraft, PersonRow};
use gantry_web::views::admin::rocketchat::RocketchatNew;

use crate::connections::{application, applications, values};
use crate::noticed;
use crate::protocol::logout_queue;
use crate::trails::{trail, trail_one, trail_row};
use crate::workspaces;

pub(crate) const NAMES: &[&str] = &[
    "overview",
    "overview-first",
    "people",
    "person",
    "groups",
    "group",
    "applications",
    "application",
    "application-new",
    "rocketchat-new",
    "values",
    "trail",
    "trail-one",
    "trail-one-good",
    "keys",
    "keys-unscheduled",
    "sign-outs",
    "sign-outs-none",
];

pub(crate) fn page(name: &str, shell: &Shell) -> Option<Response> {
    let at = |nav| Shell {
        signed_in: Some("Alice Adams".to_owned()),
        is_admin: true,
        nav,
        ..shell.clone()
    };
    Some(match name {
        "overview" => Page::new(overview(at(Nav::Overview), false)).into_response(),
        "overview-first" => Page::new(overview(at(Nav::Overview), true)).into_response(),
        "people" => Page::new(people(at(Nav::People))).into_response(),
        "person" => Page::new(person(at(Nav::People))).into_response(),
        "groups" => Page::new(groups(at(Nav::Groups))).into_response(),
        "group" => Page::new(group(at(Nav::Groups))).into_response(),
        "applications" => Page::new(applications(at(Nav::Applications))).into_response(),
        "application" => Page::new(application(at(Nav::Applications))).into_response(),
        "application-new" => Page::new(ApplicationNew {
            shell: at(Nav::Applications),
            name: String::new(),
            redirect_uris: String::new(),
            public: false,
        })
        .into_response(),
        "rocketchat-new" => Page::new(RocketchatNew {
            shell: at(Nav::Applications),
            name: "Team chat".to_owned(),
            url: String::new(),
            service: "gantry".to_owned(),
        })
        .into_response(),
        "values" => Page::new(values(at(Nav::Applications))).into_response(),
        "trail" => Page::new(trail(at(Nav::Trail))).into_response(),
        "trail-one" => Page::new(trail_one(at(Nav::Trail), false)).into_response(),
        "trail-one-good" => Page::new(trail_one(at(Nav::Trail), true)).into_response(),
        "keys" => {
            Page::new(keys(noticed(&at(Nav::Keys), Tone::Good, "keys-rotated"))).into_response()
        }
        "keys-unscheduled" => Page::new(Keys {
            next: None,
            ..keys(at(Nav::Keys))
        })
        .into_response(),
        "sign-outs" => Page::new(logout_queue(&at(Nav::Applications), false)).into_response(),
        "sign-outs-none" => Page::new(logout_queue(&at(Nav::Applications), true)).into_response(),
        _ => return workspaces::page(name, at(Nav::Applications)),
    })
}

fn overview(shell: Shell, no_applications: bool) -> Overview {
    let failures = if no_applications {
        Vec::new()
    } else {
        vec![
            trail_row("K7-4Q2M", false, "client_authentication", &shell),
            trail_row("M2-99XK", false, "not_allowed", &shell),
        ]
    };
    Overview {
        shell,
        failures,
        no_applications,
    }
}

fn people(shell: Shell) -> People {
    let row = |name: &str, username: &str, enabled, is_admin| PersonRow {
        id: username.to_owned(),
        name: name.to_owned(),
        username: username.to_owned(),
        email: format!("{username}@example.org"),
        enabled,
        is_admin,
    };
    People {
        query: String::new(),
        rows: vec![
            row("Alice Adams", "alice", true, true),
            row("Bert Brand", "bert", true, false),
            row("Clara von und zu Cronenberg", "clara", false, false),
        ],
        next: Some("#".to_owned()),
        draft: PersonDraft::default(),
        password_minimum: 10,
        shell,
    }
}

fn person(shell: Shell) -> Person {
    let group = |name: &str, member| GroupChoice {
        id: name.to_owned(),
        name: name.to_owned(),
        member,
    };
    Person {
        id: "7".to_owned(),
        name: "Bert Brand".to_owned(),
        username: "bert".to_owned(),
        email: "bert@example.org".to_owned(),
        enabled: true,
        is_admin: false,
        is_self: false,
        subject: "3f1c0c1e5b6a4d0e9a7c".to_owned(),
        groups: vec![
            group("staff", true),
            group("board", false),
            group("press", false),
        ],
        chats: workspaces::chats(&shell),
        last_sign_in: Some(shell.lang.moment(1_790_040_000)),
        password_minimum: 10,
        confirm_username: true,
        shell,
    }
}

fn groups(shell: Shell) -> Groups {
    let row = |name: &str| GroupRow {
        id: name.to_owned(),
        name: name.to_owned(),
    };
    Groups {
        shell,
        rows: vec![row("staff"), row("board")],
        next: None,
        name: String::new(),
    }
}

fn group(shell: Shell) -> Group {
    let member = |name: &str, username: &str| MemberRow {
        id: username.to_owned(),
        name: name.to_owned(),
        username: username.to_owned(),
    };
    Group {
        shell,
        id: "staff".to_owned(),
        name: "staff".to_owned(),
        members: vec![member("Alice Adams", "alice"), member("Bert Brand", "bert")],
        next: None,
        add_username: String::new(),
    }
}

fn keys(shell: Shell) -> Keys {
    let key = |state, until| KeyRow {
        kid: "jG7p0mB3V6cXh2rXn1zqO5m8pVQmFhQm4cT0rLk0x9E".to_owned(),
        algorithm: "RS256".to_owned(),
        state,
        created: shell.lang.moment(1_790_000_000),
        until,
    };
    Keys {
        rows: vec![
            key(KeyState::Next, None),
            key(KeyState::Active, None),
            key(KeyState::Retired, Some(shell.lang.moment(1_790_140_000))),
        ],
        next: Some(shell.lang.moment(1_797_000_000)),
        shell,
    }
}
