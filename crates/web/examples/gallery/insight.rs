//! The overview, everything recorded, and what an application makes of a person.

use axum::response::{IntoResponse, Response};
use gantry_web::render::{Nav, Page, Shell, Tone};
use gantry_web::views::admin::audit::{Audit, AuditFields, AuditRow};
use gantry_web::views::admin::look::{BindingRow, ChatLook, Entry, Look, LookChoice};
use gantry_web::views::admin::overview::{ConcernRow, Overview, ReasonRow};
use gantry_web::views::admin::plot::{Column, Plot};

use super::trails::trail_row;

pub(crate) const NAMES: &[&str] = &[
    "overview",
    "overview-first",
    "audit",
    "audit-unknown",
    "look",
    "look-choice",
];

pub(crate) fn page(name: &str, shell: &Shell) -> Option<Response> {
    let at = |nav| Shell {
        nav,
        ..shell.clone()
    };
    Some(match name {
        "overview" => Page::new(overview(at(Nav::Overview), false)).into_response(),
        "overview-first" => Page::new(overview(at(Nav::Overview), true)).into_response(),
        "audit" => Page::new(audit(at(Nav::Audit), false)).into_response(),
        "audit-unknown" => Page::new(audit(at(Nav::Audit), true)).into_response(),
        "look" => Page::new(look(at(Nav::People))).into_response(),
        "look-choice" => Page::new(look_choice(at(Nav::People))).into_response(),
        _ => return None,
    })
}

fn plot(shell: &Shell, empty: bool) -> Plot {
    let column = |hour: i64| Column {
        time: shell.lang.moment(1_790_000_000 + hour * 3600),
        short: format!("{:02}:00", (hour + 14) % 24),
        good: if empty { 0 } else { (hour * 7) % 40 + hour },
        refused: if empty { 0 } else { hour % 5 },
    };
    let counted = (!empty).then(|| shell.lang.moment(1_790_090_000));
    Plot::of((0..24).map(column).collect(), 4, counted)
}

fn overview(shell: Shell, first: bool) -> Overview {
    let concern = |tone, text: String, act: &str| ConcernRow {
        tone,
        text,
        href: "#".to_owned(),
        act: shell.t(act),
    };
    let time = shell.lang.moment(1_790_040_000);
    let concerns = vec![
        concern(
            Tone::Bad,
            shell.with("concern-old-backup", "time", &time),
            "concern-act-backup",
        ),
        concern(
            Tone::Warn,
            shell.t("concern-mail-not-set-up"),
            "concern-act-mail",
        ),
        concern(
            Tone::Good,
            shell.with("concern-key-rotates", "time", &time),
            "concern-act-keys",
        ),
    ];
    let reason = |code: &str, times| ReasonRow {
        words: shell.t(format!("reason-{}", code.replace('_', "-"))),
        code: code.to_owned(),
        step: shell.t("trail-event-token"),
        times,
        href: "#".to_owned(),
    };
    let shown = |rows: Vec<ReasonRow>| if first { Vec::new() } else { rows };
    Overview {
        concerns: if first { Vec::new() } else { concerns },
        backup: (!first).then_some(time),
        plot: plot(&shell, first),
        month: false,
        reasons: shown(vec![
            reason("client_authentication", 12),
            reason("not_allowed", 3),
        ]),
        failures: if first {
            Vec::new()
        } else {
            vec![
                trail_row("K7-4Q2M", false, "client_authentication", &shell),
                trail_row("M2-99XK", false, "not_allowed", &shell),
            ]
        },
        no_applications: first,
        shell,
    }
}

fn audit(shell: Shell, unknown: bool) -> Audit {
    let row = |event: &str, reason: &str, code: &str| AuditRow {
        time: shell.lang.moment(1_790_040_000),
        event: shell.t(format!("trail-event-{event}")),
        good: reason.is_empty(),
        reason: if reason.is_empty() {
            String::new()
        } else {
            shell.t(format!("reason-{reason}"))
        },
        person: "alice".to_owned(),
        actor: if code.is_empty() { "carol" } else { "" }.to_owned(),
        application: "Team chat".to_owned(),
        code: code.to_owned(),
        detail: "consent, group prefix".to_owned(),
    };
    let rows = vec![
        row("token", "client-authentication", "0VR-3K7-4Q2"),
        row("client-changed", "", ""),
    ];
    Audit {
        filter: AuditFields::default(),
        events: vec![("token", shell.t("trail-event-token"))],
        applications: vec![("team-chat".to_owned(), "Team chat".to_owned())],
        rows: if unknown { Vec::new() } else { rows },
        next: (!unknown).then(|| "#".to_owned()),
        unknown,
        shell,
    }
}

fn look(shell: Shell) -> Look {
    let warning = shell.with("rocketchat-warning-username-unsafe", "claim", "alice@home");
    Look {
        person_href: "#".to_owned(),
        person: "alice".to_owned(),
        application_href: "#".to_owned(),
        application: "Team chat".to_owned(),
        entry: Entry::Depends,
        reasons: Vec::new(),
        bindings: vec![
            BindingRow {
                text: shell.with("look-binding-group", "name", "staff"),
                state_key: "look-binding-missed",
                good: false,
            },
            BindingRow {
                text: shell.with("look-binding-network", "name", "192.0.2.0/24"),
                state_key: "look-binding-depends",
                good: false,
            },
        ],
        scopes: "openid profile email".to_owned(),
        pairwise: true,
        userinfo: "{\n  \"preferred_username\": \"alice\",\n  \"sub\": \"made-up\"\n}".to_owned(),
        id_token: "{\n  \"iss\": \"https://id.example.org\",\n  \"sub\": \"made-up\"\n}".to_owned(),
        chat: Some(ChatLook {
            refused: true,
            fields: vec![
                ("look-chat-username", "alice@home".to_owned()),
                ("look-chat-email", String::new()),
            ],
            warnings: vec![shell.t("rocketchat-warning-email-missing"), warning],
            known_as: Some("alice".to_owned()),
        }),
        shell,
    }
}

fn look_choice(shell: Shell) -> LookChoice {
    LookChoice {
        person_href: "#".to_owned(),
        person: "alice".to_owned(),
        rows: vec![
            ("Team chat".to_owned(), "#".to_owned(), true),
            ("Wiki".to_owned(), "#".to_owned(), false),
        ],
        shell,
    }
}
