//! Every page with made-up people, in any language and theme.

mod access;
mod administration;
mod bridge;
mod connections;
mod factors;
mod insight;
mod journey;
mod letters;
mod people;
mod place;
mod protocol;
mod signed_in;
mod tokens;
mod trails;
mod workspaces;

use axum::Router;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use gantry_web::assets;
use gantry_web::i18n::Language;
use gantry_web::render::{FieldProblem, Notice, Shell, Theme, Tone};

/// Every page by its name, and a list of them at `/gallery/`.
pub(crate) fn router() -> Router {
    Router::new()
        .route("/gallery/", get(index))
        .route("/gallery/{name}", get(show))
        .merge(assets::router())
}

/// The names of all pages.
pub(crate) fn names() -> Vec<&'static str> {
    [
        journey::NAMES,
        factors::NAMES,
        protocol::NAMES,
        signed_in::NAMES,
        letters::NAMES,
        administration::NAMES,
        insight::NAMES,
        people::NAMES,
        place::NAMES,
        workspaces::NAMES,
        bridge::NAMES,
        tokens::NAMES,
    ]
    .concat()
}

async fn index() -> Html<String> {
    let names = names();
    let links: Vec<String> = names
        .iter()
        .map(|name| format!("<p><a href='{name}'>{name}</a>"))
        .collect();
    Html(links.concat())
}

type Choices = std::collections::HashMap<String, String>;

async fn show(Path(name): Path<String>, Query(choices): Query<Choices>) -> Response {
    let choice = |key: &str| choices.get(key).map(String::as_str).unwrap_or_default();
    let shell = Shell {
        lang: Language::from_tag(choice("lang")).unwrap_or_default(),
        theme: Theme::from_code(choice("theme")),
        brand_name: "Gantry".to_owned(),
        form_token: "made-up".to_owned(),
        return_to: format!("/gallery/{name}"),
        ..Shell::default()
    };
    protocol::page(&name, &shell)
        .or_else(|| bridge::page(&name, &shell))
        .or_else(|| journey::page(&name, &shell))
        .or_else(|| factors::page(&name, &shell))
        .or_else(|| signed_in::page(&name, &shell))
        .or_else(|| letters::page(&name, &shell))
        .or_else(|| place::page(&name, &shell))
        .or_else(|| administration::page(&name, &shell))
        .unwrap_or_else(|| StatusCode::NOT_FOUND.into_response())
}

/// The same frame with a message.
fn noticed(shell: &Shell, tone: Tone, key: &str) -> Shell {
    let text = shell.t(key);
    Shell {
        notice: Some(Notice { tone, text }),
        ..shell.clone()
    }
}

/// The same frame with a field that was not right.
fn troubled(shell: &Shell, field: &str, key: &str) -> Shell {
    let problem = FieldProblem {
        field: field.to_owned(),
        text: shell.t(key),
    };
    Shell {
        field_problems: vec![problem],
        ..shell.clone()
    }
}
