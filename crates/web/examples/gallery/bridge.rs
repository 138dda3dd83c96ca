//! What Rocket.Chat's iframe mode shows, without the chat around it.

use axum::response::{IntoResponse, Response};
use gantry_web::render::{Page, Shell};
use gantry_web::views::bridge::{Bridge, State, Window};

pub(crate) const NAMES: &[&str] = &[
    "bridge",
    "bridge-prove-more",
    "bridge-obstacle",
    "bridge-window",
];

pub(crate) fn page(name: &str, shell: &Shell) -> Option<Response> {
    Some(match name {
        "bridge" => Page::new(bridge(shell, State::SignIn, "")).into_response(),
        "bridge-prove-more" => Page::new(bridge(shell, State::ProveMore, "")).into_response(),
        "bridge-obstacle" => {
            Page::new(bridge(shell, State::Obstacle, "not_allowed")).into_response()
        }
        // Its script would be off to the chat before anybody has looked.
        "bridge-window" => (
            [("content-security-policy", "script-src 'none'")],
            Page::new(window(shell)),
        )
            .into_response(),
        _ => return None,
    })
}

fn bridge(shell: &Shell, state: State, reason: &'static str) -> Bridge {
    Bridge {
        shell: shell.clone(),
        application: "Team chat".to_owned(),
        state,
        reason,
        window: "/gallery/login".to_owned(),
        base: "/gallery".to_owned(),
        phone: false,
        electron: false,
        origin: "https://chat.example.org".to_owned(),
    }
}

fn window(shell: &Shell) -> Window {
    Window {
        shell: shell.clone(),
        application: "Team chat".to_owned(),
        chat: "https://chat.example.org".to_owned(),
        code: String::new(),
    }
}
