//! The pages of the way in and out.

use axum::response::{IntoResponse, Response};
use gantry_web::render::{Page, Shell, Tone};
use gantry_web::views::consent::{Consent, Shared};
use gantry_web::views::login::{Destination, Login};
use gantry_web::views::logout::{LoggedOut, Logout};
use gantry_web::views::problem::{Problem, ProblemKind};
use gantry_web::views::select_account::SelectAccount;
use gantry_web::views::setup::Setup;
use gantry_web::views::stale::Stale;

use super::{noticed, troubled};

pub(crate) const NAMES: &[&str] = &[
    "setup",
    "login",
    "login-wrong",
    "login-slow",
    "login-own",
    "consent",
    "select-account",
    "logout",
    "logout-plain",
    "logged-out",
    "stale",
    "problem",
    "problem-redirect",
    "problem-groups",
    "problem-slow",
    "problem-client",
];

pub(crate) fn page(name: &str, shell: &Shell) -> Option<Response> {
    Some(match name {
        "setup" => Page::new(setup(troubled(shell, "password", "password-weak"))).into_response(),
        "login" => Page::new(login(shell.clone(), None)).into_response(),
        "login-wrong" => {
            Page::new(login(noticed(shell, Tone::Bad, "login-mismatch"), None)).into_response()
        }
        "login-slow" => {
            Page::new(login(noticed(shell, Tone::Bad, "login-mismatch"), Some(8))).into_response()
        }
        "login-own" => Page::new(Login {
            destination: None,
            request: None,
            ..login(shell.clone(), None)
        })
        .into_response(),
        "consent" => Page::new(consent(shell.clone())).into_response(),
        "select-account" => Page::new(SelectAccount {
            shell: shell.clone(),
            destination: destination(),
            request: "made-up".to_owned(),
            person: "Alice Adams (alice)".to_owned(),
        })
        .into_response(),
        "logout" => Page::new(logout(shell.clone(), Some("Team chat"))).into_response(),
        "logout-plain" => Page::new(logout(shell.clone(), None)).into_response(),
        "logged-out" => Page::new(LoggedOut {
            shell: shell.clone(),
            application: Some("Team chat".to_owned()),
            back_to: Some("https://chat.example.org/".to_owned()),
            onward: None,
            frames: Vec::new(),
        })
        .into_response(),
        "stale" => Page::new(Stale {
            shell: shell.clone(),
            application: "Team chat".to_owned(),
            minutes: 5,
            start_again: "/application/launch/team-chat/".to_owned(),
        })
        .into_response(),
        other => Page::new(problem(shell.clone(), other)?).into_response(),
    })
}

fn setup(shell: Shell) -> Setup {
    Setup {
        shell,
        token: "made-up".to_owned(),
        name: "Alice Adams".to_owned(),
        username: String::new(),
        email: String::new(),
        password_minimum: 10,
    }
}

fn destination() -> Destination {
    Destination {
        name: "Team chat".to_owned(),
        icon: Some(gantry_web::assets::url("favicon.svg").to_owned()),
        policy: Some("https://chat.example.org/privacy".to_owned()),
        terms: Some("https://chat.example.org/terms".to_owned()),
    }
}

fn login(shell: Shell, slow_down_seconds: Option<u64>) -> Login {
    Login {
        shell,
        destination: Some(destination()),
        request: Some("made-up".to_owned()),
        next: None,
        username: String::new(),
        passkeys: true,
        slow_down_seconds,
    }
}

fn consent(shell: Shell) -> Consent {
    Consent {
        shell,
        destination: destination(),
        host: "chat.example.org".to_owned(),
        request: "made-up".to_owned(),
        shared: Shared::of(["openid", "profile", "email"], ["birthdate"]),
        person: "Alice Adams (alice)".to_owned(),
    }
}

fn logout(shell: Shell, application: Option<&str>) -> Logout {
    Logout {
        shell,
        application: application.map(ToOwned::to_owned),
        action: "/logout".to_owned(),
        hidden: vec![("request".to_owned(), "made-up".to_owned())],
    }
}

fn problem(shell: Shell, name: &str) -> Option<Problem> {
    let application = "Team chat".to_owned();
    let (reason, kind) = match name {
        "problem" => ("something_new", ProblemKind::Generic),
        "problem-client" => ("unknown_client", ProblemKind::Generic),
        "problem-redirect" => (
            "redirect_uri_mismatch",
            ProblemKind::UnregisteredRedirect {
                application,
                received: "http://chat.example.org/_oauth/gantry".to_owned(),
                registered: vec![
                    "https://chat.example.org/_oauth/gantry".to_owned(),
                    "https://chat.example.org/_oauth/gantry?close".to_owned(),
                ],
            },
        ),
        "problem-groups" => (
            "not_allowed",
            ProblemKind::NotAllowed {
                application,
                groups: vec!["staff".to_owned(), "board".to_owned()],
                why: "groups",
            },
        ),
        "problem-slow" => (
            "too_slow",
            ProblemKind::TooSlow {
                application,
                start_again: "/application/launch/team-chat/".to_owned(),
            },
        ),
        _ => return None,
    };
    Some(Problem {
        shell,
        reason: reason.to_owned(),
        code: Some("K7-4Q2M".to_owned()),
        kind,
        detail: None,
        back: None,
        way_on: Some("/apps".to_owned()),
        switch: None,
    })
}
