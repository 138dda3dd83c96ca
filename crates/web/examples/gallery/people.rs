//! The pages about people.

use axum::response::{IntoResponse, Response};
use gantry_web::render::{Page, Shell};
use gantry_web::views::admin::people::{People, PeopleFilter, PersonDraft, PersonRow};
use gantry_web::views::admin::people_table::{ImportOutcome, ImportRow, PeopleImport};
use gantry_web::views::admin::person::{
    GroupChoice, HistoryRow, Person, PersonApplication, PersonDelete, PersonFactor, PersonForm,
    PersonHistory, PersonSession,
};

use super::workspaces;

pub(crate) const NAMES: &[&str] = &[
    "people",
    "people-none",
    "people-auditor",
    "people-import",
    "people-import-plan",
    "person",
    "person-helpdesk",
    "person-delete",
    "person-history",
];

pub(crate) fn page(name: &str, shell: &Shell) -> Option<Response> {
    let as_role = |word| shell.clone().in_role(word);
    let admin = as_role("administrator");
    Some(match name {
        "people" => Page::new(people(admin)).into_response(),
        "people-none" => Page::new(People {
            rows: Vec::new(),
            next: None,
            filter: PeopleFilter {
                query: "zz".to_owned(),
                ..PeopleFilter::default()
            },
            ..people(admin)
        })
        .into_response(),
        "people-auditor" => Page::new(people(as_role("auditor"))).into_response(),
        "people-import" => Page::new(import(admin, None)).into_response(),
        "people-import-plan" => Page::new(import(admin, Some(outcome()))).into_response(),
        "person" => Page::new(person(admin)).into_response(),
        "person-helpdesk" => Page::new(Person {
            confirm_username: false,
            ..person(as_role("helpdesk"))
        })
        .into_response(),
        "person-delete" => Page::new(delete(admin)).into_response(),
        "person-history" => Page::new(PersonHistory {
            id: "7".to_owned(),
            name: "Bert Brand".to_owned(),
            history: history(&admin),
            next: Some("#".to_owned()),
            shell: admin,
        })
        .into_response(),
        _ => return None,
    })
}

fn people(shell: Shell) -> People {
    let row = |name: &str, username: &str, enabled, role| PersonRow {
        id: username.to_owned(),
        name: name.to_owned(),
        username: username.to_owned(),
        email: format!("{username}@example.org"),
        enabled,
        role,
        groups: "board, press, staff, …".to_owned(),
        has_factor: enabled,
        last_sign_in: if enabled {
            shell.lang.moment(1_790_040_000)
        } else {
            String::new()
        },
    };
    People {
        filter: PeopleFilter::default(),
        groups: vec![("1".to_owned(), "staff".to_owned())],
        rows: vec![
            row("Alice Adams", "alice", true, "administrator"),
            row("Bert Brand", "bert", true, ""),
            row("Clara von und zu Cronenberg", "clara", false, ""),
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
    let time = shell.lang.moment(1_790_040_000);
    Person {
        id: "7".to_owned(),
        name: "Bert Brand".to_owned(),
        form: PersonForm {
            name: "Bert Brand".to_owned(),
            username: "bert".to_owned(),
            email: "bert@example.org".to_owned(),
            role: String::new(),
            attributes: "department=Sales".to_owned(),
            factor_demanded: true,
        },
        enabled: true,
        is_self: false,
        helpable: true,
        subject: "3f1c0c1e5b6a4d0e9a7c".to_owned(),
        groups: vec![
            group("staff", true),
            group("board", false),
            group("press", false),
        ],
        no_groups: false,
        inherited: vec!["everybody".to_owned()],
        chats: workspaces::chats(&shell),
        sessions: vec![PersonSession {
            id: "1".to_owned(),
            device: "Firefox, Linux".to_owned(),
            address: "192.0.2.7".to_owned(),
            methods: ["account-method-password", "account-method-totp"]
                .map(|it| shell.t(it))
                .join(" · "),
            started: time.clone(),
            last_seen: time.clone(),
        }],
        factors: vec![PersonFactor {
            name: "My phone".to_owned(),
            is_passkey: false,
            last_used: time.clone(),
        }],
        recovery_codes: 8,
        applications: vec![PersonApplication {
            slug: "team-chat".to_owned(),
            name: "Team chat".to_owned(),
            may_enter: true,
            agreed: time.clone(),
        }],
        history: history(&shell),
        last_sign_in: Some(time),
        password_minimum: 10,
        confirm_username: true,
        shell,
    }
}

fn history(shell: &Shell) -> Vec<HistoryRow> {
    let row = |event: &str, reason: &str, by: &str| HistoryRow {
        time: shell.lang.moment(1_790_040_000),
        event: shell.t(event),
        reason: reason.to_owned(),
        by: by.to_owned(),
        detail: "from 192.0.2.7".to_owned(),
    };
    vec![
        row("trail-event-sign-in", "", ""),
        row("trail-event-sign-in", "wrong_password", ""),
        row("trail-event-user-changed", "", "alice"),
    ]
}

fn delete(shell: Shell) -> PersonDelete {
    PersonDelete {
        id: "7".to_owned(),
        name: "Bert Brand".to_owned(),
        ends: vec![
            shell.with("person-ends-sessions", "count", 2),
            shell.with("person-ends-applications", "count", 3),
            shell.t("person-ends-factors"),
        ],
        shell,
    }
}

fn import(shell: Shell, outcome: Option<ImportOutcome>) -> PeopleImport {
    PeopleImport {
        shell,
        table: "username,name\nalice,Alice Adams\n".to_owned(),
        outcome,
    }
}

fn outcome() -> ImportOutcome {
    let row = |line, username: &str, kind, words: &str| ImportRow {
        line,
        username: username.to_owned(),
        kind,
        words: words.to_owned(),
    };
    ImportOutcome {
        done: false,
        added: 1,
        changed: 1,
        unchanged: 0,
        refused: 1,
        rows: vec![
            row(4, "a b", "refused", "–"),
            row(2, "alice", "add", ""),
            row(3, "bert", "change", "name, groups"),
        ],
        more: 2,
    }
}
