//! Shows every page with made-up people, to look at it in any language, theme and size.
//!
//! `cargo run -p gantry-web --example gallery`, then open `http://127.0.0.1:9900/gallery/`, e.g.
//! `/gallery/login?lang=de&theme=dark`.

mod administration;
mod connections;
mod journey;
mod protocol;
mod signed_in;
mod trails;
mod workspaces;

use std::error::Error;

use axum::Router;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use gantry_web::assets;
use gantry_web::i18n::Language;
use gantry_web::render::{FieldProblem, Notice, Shell, Theme, Tone};

const ADDRESS: &str = "127.0.0.1:9900";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let listener = tokio::net::TcpListener::bind(ADDRESS).await?;
    println!("http://{ADDRESS}/gallery/");
    let router = Router::new()
        .route("/gallery/", get(index))
        .route("/gallery/{name}", get(show))
        .merge(assets::router());
    axum::serve(listener, router).await?;
    Ok(())
}

async fn index() -> Html<String> {
    let names = [
        journey::NAMES,
        protocol::NAMES,
        signed_in::NAMES,
        administration::NAMES,
        workspaces::NAMES,
    ]
    .concat();
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
        .or_else(|| journey::page(&name, &shell))
        .or_else(|| signed_in::page(&name, &shell))
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
