//! What letters lead to, and the mail of the administration.

use axum::response::{IntoResponse, Response};
use gantry_web::render::{Nav, Page, Shell, Tone};
use gantry_web::views::admin::application_protocol::Choice;
use gantry_web::views::admin::mail::{InvitationRow, Invitations, Mail, MailDraft, OutboxRow};
use gantry_web::views::mail::{AccountEmail, Invitation, Recover, Recovering, Verify};

use super::{noticed, troubled};

pub(crate) const NAMES: &[&str] = &[
    "recover",
    "recover-sent",
    "recover-no-mail",
    "recovering",
    "recovered",
    "verify",
    "invitation",
    "account-email",
    "mail",
    "mail-none",
    "invitations",
    "invitations-link",
];

pub(crate) fn page(name: &str, shell: &Shell) -> Option<Response> {
    let own = Shell {
        signed_in: Some("Alice Adams".to_owned()),
        is_admin: true,
        role: "administrator".parse().ok(),
        ..shell.clone()
    };
    Some(match name {
        "recover" => recover(shell, true, false),
        "recover-sent" => recover(shell, true, true),
        "recover-no-mail" => recover(shell, false, false),
        "recovering" => recovering(troubled(shell, "new_password", "refusal-password"), false),
        "recovered" => recovering(shell.clone(), true),
        "verify" => Page::new(Verify {
            shell: own,
            link: "made-up".to_owned(),
            email: "alice@example.org".to_owned(),
            person: "Alice Adams (alice)".to_owned(),
        })
        .into_response(),
        "invitation" => Page::new(Invitation {
            shell: shell.clone(),
            link: "made-up".to_owned(),
            email: "zoe@example.org".to_owned(),
            application: Some("Team chat".to_owned()),
            name: String::new(),
            username: String::new(),
            password_minimum: 10,
        })
        .into_response(),
        "account-email" => Page::new(AccountEmail {
            shell: Shell {
                nav: Nav::Account,
                ..noticed(&own, Tone::Good, "email-sent")
            },
            mail: true,
            email: "alice@example.org".to_owned(),
            verified: false,
            new_email: String::new(),
        })
        .into_response(),
        "mail" => mail(&own, true),
        "mail-none" => mail(&own, false),
        "invitations" => invitations(&own, None),
        "invitations-link" => invitations(
            &own,
            Some("https://id.example.org/invitation/made-up".to_owned()),
        ),
        _ => return None,
    })
}

fn recover(shell: &Shell, mail: bool, sent: bool) -> Response {
    Page::new(Recover {
        shell: shell.clone(),
        mail,
        sent,
        slow_down_seconds: None,
    })
    .into_response()
}

fn recovering(shell: Shell, done: bool) -> Response {
    Page::new(Recovering {
        shell,
        link: "made-up".to_owned(),
        username: "alice".to_owned(),
        password_minimum: 10,
        done,
    })
    .into_response()
}

fn choice(name: &str, label: &str, on: bool) -> Choice {
    Choice {
        name: name.to_owned(),
        label: label.to_owned(),
        on,
    }
}

fn mail(own: &Shell, set_up: bool) -> Response {
    let row = |to: &str, stopped: Option<String>, problem: &str| OutboxRow {
        kind: own.t("mail-kind-recovery"),
        to: to.to_owned(),
        written: "2026-11-21 09:30 UTC".to_owned(),
        attempts: own.with("mail-tried", "count", 2),
        stopped,
        problem: problem.to_owned(),
    };
    let refused = Some(own.t("mail-stopped-mail-refused"));
    let outbox = if set_up {
        vec![
            row("alice@example.org", None, "451 come back later"),
            row("bob@example.org", refused, "550 nobody of that name here"),
        ]
    } else {
        Vec::new()
    };
    Page::new(Mail {
        shell: Shell {
            nav: Nav::Mail,
            ..own.clone()
        },
        set_up,
        draft: MailDraft {
            host: "mail.example.org".to_owned(),
            port: "465".to_owned(),
            security: vec![
                choice("tls", &own.t("mail-security-tls"), true),
                choice("start_tls", &own.t("mail-security-start_tls"), false),
                choice("none", &own.t("mail-security-none"), false),
            ],
            username: "gantry".to_owned(),
            from: "gantry@example.org".to_owned(),
            has_password: set_up,
        },
        test_to: "alice@example.org".to_owned(),
        stopped: !outbox.is_empty(),
        outbox,
        next: None,
    })
    .into_response()
}

fn invitations(own: &Shell, link: Option<String>) -> Response {
    Page::new(Invitations {
        shell: Shell {
            nav: Nav::Invitations,
            ..own.clone()
        },
        mail: link.is_none(),
        link,
        email: String::new(),
        groups: vec![choice("1", "staff", true), choice("2", "guests", false)],
        further: vec!["board".to_owned(), String::new()],
        applications: vec![choice("", "", true), choice("chat", "Team chat", false)],
        languages: vec![choice("", "", true), choice("de", "Deutsch", false)],
        roles: vec![
            choice("", "", true),
            choice("helpdesk", &own.t("invitations-role-helpdesk"), false),
        ],
        rows: vec![InvitationRow {
            id: "1".to_owned(),
            email: "zoe@example.org".to_owned(),
            groups: vec!["staff".to_owned()],
            until: "2026-11-28 09:30 UTC".to_owned(),
        }],
        next: None,
    })
    .into_response()
}
