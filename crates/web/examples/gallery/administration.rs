//! The pages of the administration.

use axum::response::{IntoResponse, Response};
use gantry_web::render::{Nav, Page, Shell, Tone};
use gantry_web::views::admin::applications::{
    Application, ApplicationNew, ApplicationRow, Applications, SecretRow, Switch,
};
use gantry_web::views::admin::groups::{Group, GroupRow, Groups, MemberRow};
use gantry_web::views::admin::keys::{KeyRow, KeyState, Keys};
use gantry_web::views::admin::overview::Overview;
use gantry_web::views::admin::people::{GroupChoice, People, Person, PersonDraft, PersonRow};
use gantry_web::views::admin::rocketchat::{
    CheckLine, FieldValue, RocketchatNew, ValueKind, ValueSection, Values,
};
use gantry_web::views::admin::trail::{
    StepName, StepState, Trail, TrailEvent, TrailFilter, TrailOne, TrailRow, TrailStep,
};

use crate::noticed;

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
        _ => return None,
    })
}

fn trail_row(code: &str, good: bool, reason: &str, shell: &Shell) -> TrailRow {
    TrailRow {
        code: code.to_owned(),
        time: shell.lang.moment(1_790_040_000),
        person: if reason == "unknown_client" {
            String::new()
        } else {
            "alice".to_owned()
        },
        application: "Team chat".to_owned(),
        good,
        reason: reason.to_owned(),
    }
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
        last_sign_in: Some(shell.lang.moment(1_790_040_000)),
        password_minimum: 10,
        confirm_username: true,
        shell,
    }
}

fn groups(shell: Shell) -> Groups {
    let row = |name: &str, description: &str| GroupRow {
        id: name.to_owned(),
        name: name.to_owned(),
        description: description.to_owned(),
    };
    Groups {
        shell,
        rows: vec![
            row("staff", "Everyone on the payroll"),
            row("board", "The board of directors"),
        ],
        next: None,
        name: String::new(),
        description: String::new(),
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
        description: "Everyone on the payroll".to_owned(),
        members: vec![member("Alice Adams", "alice"), member("Bert Brand", "bert")],
        next: None,
        add_username: String::new(),
    }
}

fn applications(shell: Shell) -> Applications {
    let row = |slug: &str, name: &str, rocketchat, enabled| ApplicationRow {
        slug: slug.to_owned(),
        name: name.to_owned(),
        host: format!("{slug}.example.org"),
        rocketchat,
        enabled,
    };
    let rows = vec![
        row("chat", "Team chat", true, true),
        row("wiki", "Wiki", false, false),
    ];
    Applications {
        shell,
        rows,
        next: None,
    }
}

fn application(shell: Shell) -> Application {
    let secret = |id: &str, last_used| SecretRow {
        id: id.to_owned(),
        created: shell.lang.moment(1_790_000_000),
        last_used,
    };
    Application {
        slug: "chat".to_owned(),
        name: "Team chat".to_owned(),
        client_id: "team-chat-6f2a".to_owned(),
        issuer: "https://id.example.org".to_owned(),
        rocketchat: true,
        enabled: true,
        public: false,
        launch_url: "https://chat.example.org/home".to_owned(),
        redirect_uris:
            "https://chat.example.org/_oauth/gantry\nhttps://chat.example.org/_oauth/gantry?close"
                .to_owned(),
        post_logout_redirect_uris: "https://chat.example.org/home".to_owned(),
        allowed_groups: "staff".to_owned(),
        group_filter: String::new(),
        group_prefix: String::new(),
        algorithm: "RS256".to_owned(),
        algorithms: ["RS256", "ES256", "EdDSA"].map(ToOwned::to_owned).into(),
        switches: [
            ("consent_required", false),
            ("query_token", true),
            ("bare_basic", false),
            ("verified_email_only", true),
            ("claims_in_id_token", false),
            ("refresh_tokens", false),
            ("session_bound", true),
            ("require_pkce", false),
        ]
        .map(|(name, on)| Switch { name, on })
        .into(),
        secrets: vec![
            secret("1", Some(shell.lang.moment(1_790_040_000))),
            secret("2", None),
        ],
        new_secret: Some("GVfWTR3lZbBUmXJH4GqLJt1pVW7uJ9o1pZs8Ry2n0dQ".to_owned()),
        shell,
    }
}

fn values(shell: Shell) -> Values {
    let one = |label: &str, value: &str, kind| FieldValue {
        label: label.to_owned(),
        value: value.to_owned(),
        kind,
        note: (label == "Token Sent Via")
            .then(|| "Rocket.Chat 8.4 sends it in the address.".to_owned()),
    };
    let check = |good, text: &str| CheckLine {
        good,
        text: text.to_owned(),
    };
    Values {
        shell,
        slug: "chat".to_owned(),
        name: "Team chat".to_owned(),
        version: "8.4".to_owned(),
        versions: ["8.4", "7.10", "6.13"].map(ToOwned::to_owned).into(),
        secret_shown: true,
        sections: vec![ValueSection {
            place: "Settings → OAuth → Custom OAuth: Gantry".to_owned(),
            values: vec![
                one("Enable", "true", ValueKind::On),
                one("URL", "https://id.example.org/application/o", ValueKind::Text),
                one("Token Path", "/token/", ValueKind::Text),
                one("Token Sent Via", "Payload", ValueKind::Choice),
                one("Scope", "openid profile email groups", ValueKind::Text),
                one("Id", "team-chat-6f2a", ValueKind::Text),
                one("Secret", "GVfWTR3lZbBUmXJH4GqLJt1pVW7uJ9o1pZs8Ry2n0dQ", ValueKind::Secret),
                one("Avatar Field", "", ValueKind::Blank),
                one("Merge users", "true", ValueKind::On),
                one("Map Roles/Groups to channels", "false", ValueKind::Off),
            ],
        }],
        environment: "Accounts_OAuth_Custom_Gantry: \"true\"\nAccounts_OAuth_Custom_Gantry_url: https://id.example.org/application/o\nAccounts_OAuth_Custom_Gantry_token_path: /token/".to_owned(),
        rest: "POST /api/v1/settings.addCustomOAuth\n{\"name\":\"gantry\"}".to_owned(),
        checks: vec![
            check(true, "The service gantry is switched on."),
            check(false, "Scope is “openid”, it should be “openid profile email groups”."),
        ],
    }
}

fn trail(shell: Shell) -> Trail {
    Trail {
        filter: TrailFilter::default(),
        applications: vec![("chat".to_owned(), "Team chat".to_owned())],
        rows: vec![
            trail_row("K7-4Q2M", false, "client_authentication", &shell),
            trail_row("Q4-7TTA", true, "", &shell),
            trail_row("M2-99XK", false, "unknown_client", &shell),
        ],
        next: Some("#".to_owned()),
        shell,
    }
}

fn trail_one(shell: Shell, good: bool) -> TrailOne {
    let time = shell.lang.moment(1_790_040_000);
    let (token, userinfo) = if good {
        (StepState::Done, StepState::Done)
    } else {
        (StepState::Broken, StepState::Waiting)
    };
    let steps = [
        (StepName::Authorize, StepState::Done),
        (StepName::SignIn, StepState::Done),
        (StepName::Code, StepState::Done),
        (StepName::Token, token),
        (StepName::Userinfo, userinfo),
    ]
    .map(|(name, state)| TrailStep {
        name,
        state,
        time: if state == StepState::Waiting {
            String::new()
        } else {
            "09:20:00".to_owned()
        },
    });
    let reason = if good { "" } else { "client_authentication" };
    let event = |event: &str, reason: &str, good| TrailEvent {
        time: time.clone(),
        event: event.to_owned(),
        reason: reason.to_owned(),
        detail: "client chat · 198.51.100.7".to_owned(),
        good,
    };
    TrailOne {
        row: trail_row("K7-4Q2M", good, reason, &shell),
        steps: steps.into(),
        events: vec![
            event("authorize.code_issued", "", true),
            event("token.answered", reason, good),
        ],
        shell,
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
        algorithms: ["RS256", "ES256", "EdDSA"].map(ToOwned::to_owned).into(),
        shell,
    }
}
