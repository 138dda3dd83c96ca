//! The pages of a person who is signed in.

use axum::response::{IntoResponse, Response};
use gantry_web::render::{Nav, Page, Shell, Tone};
use gantry_web::views::account::{
    Account, AccountApplications, AccountHistory, AccountSessions, ConnectedRow, HistoryRow,
    SessionRow,
};
use gantry_web::views::apps::{AppCard, Apps};
use gantry_web::views::consent::Shared;

use super::noticed;

pub(crate) const NAMES: &[&str] = &[
    "apps",
    "apps-empty",
    "account",
    "account-sessions",
    "account-applications",
    "account-history",
];

pub(crate) fn page(name: &str, shell: &Shell) -> Option<Response> {
    let shell = Shell {
        signed_in: Some("Alice Adams".to_owned()),
        is_admin: true,
        ..shell.clone()
    };
    let apps = |cards| Apps {
        shell: Shell {
            nav: Nav::Apps,
            ..shell.clone()
        },
        cards,
    };
    Some(match name {
        "apps" => Page::new(apps(cards())).into_response(),
        "apps-empty" => Page::new(apps(Vec::new())).into_response(),
        "account" => Page::new(account(Shell {
            nav: Nav::Account,
            ..noticed(&shell, Tone::Good, "account-saved")
        }))
        .into_response(),
        "account-sessions" => Page::new(sessions(own(&shell))).into_response(),
        "account-applications" => Page::new(connected(own(&shell))).into_response(),
        "account-history" => Page::new(history(own(&shell))).into_response(),
        _ => return None,
    })
}

fn own(shell: &Shell) -> Shell {
    Shell {
        nav: Nav::Account,
        ..shell.clone()
    }
}

fn cards() -> Vec<AppCard> {
    [
        ("Team chat", "chat.example.org"),
        ("Wiki", "wiki.example.org"),
        ("Board room", "board.example.org"),
    ]
    .map(|(name, host)| AppCard {
        name: name.to_owned(),
        host: host.to_owned(),
        icon: None,
        launch: "#".to_owned(),
    })
    .into()
}

fn account(shell: Shell) -> Account {
    Account {
        picture: None,
        initials: "AA".to_owned(),
        name: "Alice Adams".to_owned(),
        username: "alice".to_owned(),
        email: "alice@example.org".to_owned(),
        stored_language: String::new(),
        groups: vec!["staff".to_owned(), "board".to_owned()],
        password_minimum: 10,
        shell,
    }
}

fn sessions(shell: Shell) -> AccountSessions {
    let session = |id: &str, device: &str, current| SessionRow {
        id: id.to_owned(),
        device: device.to_owned(),
        methods: shell.t("account-method-password"),
        address: "192.0.2.7".to_owned(),
        started: shell.lang.moment(1_790_000_000),
        last_seen: shell.lang.moment(1_790_040_000),
        current,
    };
    AccountSessions {
        sessions: vec![
            session("1", "Firefox · Linux", true),
            session("2", "Safari · iPhone", false),
        ],
        shell,
    }
}

fn connected(shell: Shell) -> AccountApplications {
    AccountApplications {
        connected: vec![ConnectedRow {
            slug: "wiki".to_owned(),
            name: "Wiki".to_owned(),
            since: shell.lang.moment(1_790_000_000),
            shared: Shared::of(["openid", "profile", "email"], []),
        }],
        shell,
    }
}

fn history(shell: Shell) -> AccountHistory {
    let row = |key: &str, good, by_other| HistoryRow {
        text: shell.with(key, "application", "Wiki"),
        time: shell.lang.moment(1_790_000_000),
        good,
        by_other,
    };
    AccountHistory {
        rows: vec![
            row("history-code-at", true, false),
            row("history-sign-in", true, false),
            row("history-sign-in", false, false),
            row("history-user-changed", true, true),
        ],
        next: Some("#".to_owned()),
        shell,
    }
}
