//! The made-up sign-ins.

use gantry_web::render::Shell;
use gantry_web::views::admin::trail::{
    StepName, StepState, Trail, TrailEvent, TrailFilter, TrailOne, TrailRow, TrailStep,
};

pub(crate) fn trail_row(code: &str, good: bool, reason: &str, shell: &Shell) -> TrailRow {
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

pub(crate) fn trail(shell: Shell) -> Trail {
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

pub(crate) fn trail_one(shell: Shell, good: bool) -> TrailOne {
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
        gap: None,
        look: Some("#".to_owned()),
        events: vec![
            event("authorize.code_issued", "", true),
            event("token.answered", reason, good),
        ],
        shell,
    }
}
