//! The made-up connection of a workspace.

use axum::response::{IntoResponse, Response};
use gantry_web::render::{FieldProblem, Page, Shell};
use gantry_web::views::admin::workspace::{
    ChatRow, Connection, ConnectionState, EventRow, FindingRow, LinkRow, ProblemRow, SyncRow,
    TaskRow, Verdict, WhoIsWho,
};

pub(crate) const NAMES: &[&str] = &["connection", "connection-new", "connection-people"];

pub(crate) fn page(name: &str, shell: Shell) -> Option<Response> {
    Some(match name {
        "connection" => Page::new(connection(shell)).into_response(),
        "connection-new" => Page::new(unconnected(shell)).into_response(),
        "connection-people" => Page::new(who_is_who(shell)).into_response(),
        _ => return None,
    })
}

pub(crate) fn connected(shell: &Shell) -> ConnectionState {
    ConnectionState::Connected {
        account: "kTq7BbZ3vXyWmP2aR".to_owned(),
        version: "8.4.0".to_owned(),
        since: shell.lang.moment(1_790_000_000),
    }
}

pub(crate) fn chats(shell: &Shell) -> Vec<ChatRow> {
    let row = |workspace: &str, account: &str, problem: Option<&str>, sign_outs| ChatRow {
        slug: "chat".to_owned(),
        workspace: workspace.to_owned(),
        account: account.to_owned(),
        closed: false,
        problem: problem.map(|key| shell.t(key)),
        sign_outs,
    };
    let conflict = "workspace-reason-chat-account-conflict";
    vec![
        row("Team chat", "bert", None, 2),
        row("Board chat", "", Some(conflict), 0),
    ]
}

fn unconnected(shell: Shell) -> Connection {
    let problem = FieldProblem {
        field: "token".to_owned(),
        text: shell.t("refusal-the-personal-access-token-is-missing"),
    };
    Connection {
        slug: "chat".to_owned(),
        name: "Team chat".to_owned(),
        site: "https://chat.example.org".to_owned(),
        state: ConnectionState::NotConnected,
        service_user_id: "kTq7BbZ3vXyWmP2aR".to_owned(),
        token_kept: false,
        secret_kept: false,
        tokens_would_die: false,
        findings: Vec::new(),
        tasks: Vec::new(),
        problems: Vec::new(),
        groups: Vec::new(),
        sync: Vec::new(),
        confirm_relinquish: false,
        events: Vec::new(),
        shell: Shell {
            field_problems: vec![problem],
            ..shell
        },
    }
}

fn connection(shell: Shell) -> Connection {
    Connection {
        state: connected(&shell),
        token_kept: true,
        tokens_would_die: true,
        findings: findings(&shell),
        tasks: tasks(&shell),
        problems: vec![ProblemRow {
            id: "7".to_owned(),
            name: "Clara von und zu Cronenberg".to_owned(),
            username: "clara".to_owned(),
            problem: shell.t("workspace-reason-chat-account-conflict"),
            account: "clara".to_owned(),
        }],
        groups: ["staff", "board"]
            .map(|it| (it.to_owned(), it.to_owned()))
            .into(),
        sync: vec![
            SyncRow {
                group: "staff".to_owned(),
                role: "leader".to_owned(),
                room: "general".to_owned(),
            },
            SyncRow::default(),
        ],
        events: events(&shell),
        shell: shell.clone(),
        ..unconnected(shell)
    }
}

fn findings(shell: &Shell) -> Vec<FindingRow> {
    let row = |verdict, key: &str, detail: Option<&str>| FindingRow {
        verdict,
        text: shell.t(format!("workspace-finding-{key}")),
        detail: detail.map(ToOwned::to_owned),
    };
    vec![
        row(Verdict::Good, "check-reachable", Some("8.4.0")),
        row(
            Verdict::Bad,
            "check-permission-missing",
            Some("user-generate-access-token"),
        ),
        row(
            Verdict::Warn,
            "check-other-site",
            Some("https://example.org ≠ https://example.com"),
        ),
    ]
}

fn tasks(shell: &Shell) -> Vec<TaskRow> {
    let row = |kind: &str, attempts, stopped: Option<&str>| TaskRow {
        kind: shell.t(format!("workspace-task-{kind}")),
        person: "Bert Brand".to_owned(),
        address: Some("/admin/people/7".to_owned()),
        since: shell.lang.moment(1_790_040_000),
        attempts,
        stopped: stopped.map(|key| shell.t(format!("workspace-reason-{key}"))),
    };
    vec![
        row("end-session", 3, None),
        row("end-all", 1, Some("rocketchat-not-permitted")),
    ]
}

fn events(shell: &Shell) -> Vec<EventRow> {
    let row = |event: &str, reason: &str, detail: &str| EventRow {
        time: shell.lang.moment(1_790_040_000),
        event: shell.t(format!("trail-event-{event}")),
        person: "Bert Brand".to_owned(),
        reason: match reason {
            "" => String::new(),
            reason => shell.t(format!("workspace-reason-{reason}")),
        },
        detail: detail.to_owned(),
    };
    vec![
        row(
            "chat-sign-out",
            "",
            "everywhere; personal access tokens stay",
        ),
        row("chat-sign-in", "chat-deactivated", ""),
        row("workspace-changed", "", "connected"),
    ]
}

fn who_is_who(shell: Shell) -> WhoIsWho {
    let row = |name: &str, account: &str, problem: Option<&str>| LinkRow {
        id: name.to_owned(),
        name: name.to_owned(),
        username: name.to_lowercase().replace(' ', "."),
        account: account.to_owned(),
        may_administer: account == "alice",
        closed: account == "bert",
        problem: problem.map(|key| shell.t(format!("workspace-reason-{key}"))),
    };
    WhoIsWho {
        slug: "chat".to_owned(),
        name: "Team chat".to_owned(),
        rows: vec![
            row("Alice Adams", "alice", None),
            row("Bert Brand", "bert", None),
            row("Clara Cronenberg", "", Some("chat-username-refused")),
        ],
        next: Some("#".to_owned()),
        username: String::new(),
        account: String::new(),
        shell,
    }
}
