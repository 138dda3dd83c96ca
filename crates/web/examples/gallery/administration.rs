//! The pages of the administration.

use axum::response::{IntoResponse, Response};
use gantry_web::render::{Nav, Page, Shell, Tone};
use gantry_web::views::admin::applications::ApplicationNew;
use gantry_web::views::admin::groups::{Group, GroupRow, Groups, MemberRow, UseRow};
use gantry_web::views::admin::keys::{KeyRow, KeyState, Keys};
use gantry_web::views::admin::rocketchat::RocketchatNew;

use super::access;
use super::connections::{application, applications, values};
use super::insight;
use super::protocol::logout_queue;
use super::trails::{trail, trail_one};
use super::{noticed, people};
use super::{tokens, workspaces};

pub(crate) const NAMES: &[&str] = &[
    "groups",
    "group",
    "applications",
    "application",
    "application-access",
    "application-access-changed",
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
        ..shell.clone().in_role("administrator")
    };
    Some(match name {
        "groups" => Page::new(groups(at(Nav::Groups))).into_response(),
        "group" => Page::new(group(at(Nav::Groups))).into_response(),
        "applications" => Page::new(applications(at(Nav::Applications))).into_response(),
        "application" => Page::new(application(at(Nav::Applications))).into_response(),
        "application-access" => {
            Page::new(access::page(at(Nav::Applications), false)).into_response()
        }
        "application-access-changed" => {
            Page::new(access::page(at(Nav::Applications), true)).into_response()
        }
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
        _ => {
            return people::page(name, &at(Nav::People))
                .or_else(|| tokens::page(name, &at(Nav::ApiTokens)))
                .or_else(|| insight::page(name, &at(Nav::Overview)))
                .or_else(|| workspaces::page(name, at(Nav::Applications)));
        }
    })
}

fn groups(shell: Shell) -> Groups {
    let row = |name: &str| GroupRow {
        id: name.to_owned(),
        name: name.to_owned(),
    };
    Groups {
        shell,
        query: String::new(),
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
        direct: username == "alice",
    };
    let row = |name: &str| GroupRow {
        id: name.to_owned(),
        name: name.to_owned(),
    };
    Group {
        shell,
        id: "staff".to_owned(),
        name: "staff".to_owned(),
        above: vec![row("company")],
        children: vec![row("night shift")],
        parent: "company".to_owned(),
        factor_demanded: true,
        uses: vec![UseRow {
            name: "Team chat".to_owned(),
            address: "/admin/applications/chat/access".to_owned(),
            entry_key: Some("group-use-open"),
            told: Some("chat-staff".to_owned()),
        }],
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
