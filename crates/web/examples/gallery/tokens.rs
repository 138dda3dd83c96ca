//! Made-up tokens of the API.

use axum::response::{IntoResponse, Response};
use gantry_web::render::{Page, Shell};
use gantry_web::views::api_tokens::{ApiTokenRow, ApiTokens, OwnApiTokens, ScopeChoice};

pub(crate) const NAMES: &[&str] = &["api-tokens", "api-token-made", "account-api-tokens"];

pub(crate) fn page(name: &str, shell: &Shell) -> Option<Response> {
    Some(match name {
        "api-tokens" => Page::new(ApiTokens {
            shell: shell.clone(),
            rows: rows(shell),
            next: None,
            may_end: true,
        })
        .into_response(),
        "account-api-tokens" => Page::new(own(shell, None)).into_response(),
        "api-token-made" => {
            let made = Some("gat_made-up-and-good-for-nothing".to_owned());
            Page::new(own(shell, made)).into_response()
        }
        _ => return None,
    })
}

fn own(shell: &Shell, made: Option<String>) -> OwnApiTokens {
    let choice = |name, label_key, on| ScopeChoice {
        name,
        label_key,
        on,
    };
    OwnApiTokens {
        shell: shell.clone(),
        rows: rows(shell),
        next: None,
        scopes: vec![
            choice("read", "api-scope-read", true),
            choice("people", "api-scope-people", false),
        ],
        name: String::new(),
        days: "90".to_owned(),
        made,
    }
}

fn rows(shell: &Shell) -> Vec<ApiTokenRow> {
    let row = |name: &str, used: Option<i64>, live| ApiTokenRow {
        id: name.to_owned(),
        name: name.to_owned(),
        owner: "Alice Adams".to_owned(),
        owner_address: "/gallery/person".to_owned(),
        scopes: shell.t("api-scope-read"),
        last_used: used.map(|at| shell.lang.moment(at)),
        ends: shell.lang.moment(1_795_000_000),
        live,
    };
    vec![
        row("monitoring", Some(1_790_000_000), true),
        row("import", None, false),
    ]
}
