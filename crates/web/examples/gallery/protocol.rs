//! The pages that standard OpenID Connect brings: devices, posted answers, sign-outs elsewhere.

use axum::response::{IntoResponse, Response};
use gantry_web::render::{Page, Shell, Tone};
use gantry_web::views::admin::logout_queue::{LogoutQueue, LogoutRow};
use gantry_web::views::consent::Shared;
use gantry_web::views::device::{Device, DeviceDone, DeviceQuestion};
use gantry_web::views::form_post::FormPost;
use gantry_web::views::login::Destination;
use gantry_web::views::logout::LoggedOut;
use gantry_web::views::problem::{Back, Problem, ProblemKind};

use super::{noticed, troubled};

pub(crate) const NAMES: &[&str] = &[
    "device",
    "device-wrong",
    "device-slow",
    "device-question",
    "device-allowed",
    "device-denied",
    "form-post",
    "logged-out-frames",
    "problem-back",
    "problem-detail",
];

pub(crate) fn page(name: &str, shell: &Shell) -> Option<Response> {
    Some(match name {
        "device" => Page::new(device(shell.clone(), "", None)).into_response(),
        "device-wrong" => {
            let shell = troubled(shell, "user_code", "device-unknown");
            Page::new(device(shell, "WDJB-MJHX", None)).into_response()
        }
        "device-slow" => Page::new(device(shell.clone(), "WDJB-MJHX", Some(8))).into_response(),
        "device-question" => Page::new(question(shell.clone())).into_response(),
        "device-allowed" => Page::new(device_done(shell.clone(), true)).into_response(),
        "device-denied" => Page::new(device_done(shell.clone(), false)).into_response(),
        // Its script would be off before anybody has looked.
        "form-post" => (
            [("content-security-policy", "script-src 'none'")],
            Page::new(form_post(shell)),
        )
            .into_response(),
        "logged-out-frames" => Page::new(LoggedOut {
            shell: shell.clone(),
            application: None,
            back_to: None,
            onward: Some("/gallery/logged-out".to_owned()),
            frames: vec!["/gallery/".to_owned()],
        })
        .into_response(),
        "problem-back" => Page::new(problem_back(shell.clone())).into_response(),
        "problem-detail" => Page::new(problem_detail(shell.clone())).into_response(),
        _ => return None,
    })
}

fn device(shell: Shell, typed: &str, slow_down_seconds: Option<u64>) -> Device {
    Device {
        shell,
        typed: typed.to_owned(),
        slow_down_seconds,
    }
}

fn question(shell: Shell) -> DeviceQuestion {
    DeviceQuestion {
        shell,
        destination: Destination {
            name: "Living room player".to_owned(),
            policy: Some("https://player.example.org/privacy".to_owned()),
            ..Destination::default()
        },
        user_code: "WDJB-MJHT".to_owned(),
        shared: Shared::of(["openid", "profile", "offline_access"], []),
        person: "Alice Adams (alice)".to_owned(),
    }
}

fn device_done(shell: Shell, allowed: bool) -> DeviceDone {
    DeviceDone {
        shell,
        application: "Living room player".to_owned(),
        allowed,
    }
}

/// The application waits for a posted answer, so the way back is a form.
fn problem_back(shell: Shell) -> Problem {
    let application = "Team chat".to_owned();
    let groups = vec!["staff".to_owned()];
    Problem {
        shell,
        reason: "not_allowed".to_owned(),
        code: Some("K7-4Q2M".to_owned()),
        kind: ProblemKind::NotAllowed {
            application,
            groups,
            why: "groups",
        },
        detail: None,
        back: Some(Back::Form {
            action: "/gallery/problem-back".to_owned(),
            fields: vec![("error".to_owned(), "access_denied".to_owned())],
        }),
        way_on: Some("/apps".to_owned()),
        switch: None,
    }
}

fn problem_detail(shell: Shell) -> Problem {
    Problem {
        shell,
        reason: "faulty_parameters".to_owned(),
        code: Some("K7-4Q2M".to_owned()),
        kind: ProblemKind::Generic,
        detail: Some("the parameter response_type is missing".to_owned()),
        back: None,
        way_on: None,
        switch: None,
    }
}

/// The sign-outs that an application was not told of yet.
pub(crate) fn logout_queue(shell: &Shell, empty: bool) -> LogoutQueue {
    let row = |person: &str, address: Option<&str>, stopped: Option<&str>| LogoutRow {
        person: person.to_owned(),
        address: address.map(ToOwned::to_owned),
        since: shell.lang.moment(1_790_000_000),
        attempts: 3,
        next: shell.lang.moment(1_790_003_600),
        stopped: stopped.map(|reason| shell.t(format!("logout-queue-reason-{reason}"))),
    };
    let rows = vec![
        row("Bert Brand", Some("#"), None),
        row(
            "Clara von und zu Cronenberg",
            Some("#"),
            Some("logout-refused"),
        ),
        row("3f1c0c1e5b6a", None, Some("logout-undelivered")),
    ];
    LogoutQueue {
        slug: "chat".to_owned(),
        name: "Team chat".to_owned(),
        rows: if empty { Vec::new() } else { rows },
        shell: if empty {
            shell.clone()
        } else {
            noticed(shell, Tone::Good, "logout-queue-resumed")
        },
    }
}

fn form_post(shell: &Shell) -> FormPost {
    FormPost {
        shell: shell.clone(),
        action: "/gallery/form-post".to_owned(),
        fields: vec![("code".to_owned(), "made-up".to_owned())],
    }
}
