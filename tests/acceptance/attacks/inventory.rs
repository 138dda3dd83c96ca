//! Row 23: every route has a declared answer for everybody, and what is not declared is refused.
//!
//! The routes are read from the router itself, so that a new one fails here until somebody says in
//! one of the tables below `inventory/` what it answers to whom. No answer to anybody contains a
//! live secret.

mod account;
mod administration;
mod answers;
mod api;
mod bait;
mod counterparts;
mod journey;
mod people;
mod protocol;
mod routes;

use std::collections::{BTreeMap, BTreeSet};

use gantry_test_support::Page;

use crate::inventory::answers::Answer;
use crate::inventory::people::{ASKING, Cast};
use crate::inventory::routes::registered;
use crate::leaks::assert_no_leak;

/// What a route answers to whom: method, path, and six letters in the order of [`ASKING`]. See
/// [`Answer`] for the letters.
pub(super) type Declared = (&'static str, &'static str, &'static str);

/// Every method that a route may have; `HEAD` comes with `GET`.
const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

fn declared() -> BTreeMap<(&'static str, &'static str), &'static str> {
    let tables = [
        account::ROUTES,
        administration::ROUTES,
        api::ROUTES,
        journey::ROUTES,
        protocol::ROUTES,
    ];
    let mut all = BTreeMap::new();
    for (method, path, answers) in tables.concat() {
        let twice = all.insert((method, path), answers);
        assert_eq!(twice, None, "{method} {path} is declared twice");
    }
    all
}

/// The routes as the router has them, each once.
fn existing(cast: &Cast) -> BTreeSet<String> {
    let existing = registered(&cast.app.router);
    assert!(existing.len() > 100, "only {} routes", existing.len());
    existing
}

#[tokio::test]
async fn advisory_23_every_route_is_declared_and_every_declared_route_is_there() {
    let cast = Cast::gather().await;

    let existing = existing(&cast);
    let declared: BTreeSet<String> = declared()
        .into_keys()
        .map(|(_, path)| path.to_owned())
        .collect();

    let undeclared: Vec<_> = existing.difference(&declared).collect();
    let gone: Vec<_> = declared.difference(&existing).collect();
    assert!(undeclared.is_empty(), "not declared: {undeclared:#?}");
    assert!(gone.is_empty(), "declared, but not there: {gone:#?}");
}

#[tokio::test]
async fn advisory_23_a_route_answers_everybody_as_declared_and_tells_no_secret() {
    let mut cast = Cast::gather().await;
    let mut surprises = Vec::new();
    let mut told: Vec<Page> = Vec::new();

    for ((method, path), answers) in declared() {
        assert_eq!(answers.len(), ASKING.len(), "{method} {path}: {answers}");
        for (who, letter) in ASKING.into_iter().zip(answers.chars()) {
            let page = cast.ask(who, method, path).await;
            if !Answer::of(letter).is(&page) {
                let to = page.location();
                let problem = page.problem().unwrap_or_default();
                surprises.push(format!(
                    "{method} {path} for {who:?}: {} {to} {problem}, not {letter}",
                    page.status
                ));
            }
            told.push(page);
        }
    }

    assert!(surprises.is_empty(), "{}", surprises.join("\n"));
    assert_no_leak(&cast.secrets().await, &told);
}

#[tokio::test]
async fn advisory_23_no_answer_of_the_api_tells_a_secret() {
    let cast = Cast::gather().await;
    let mut told: Vec<Page> = Vec::new();

    for (method, path, _) in api::ROUTES {
        told.extend(cast.ask_as_programs(method, path).await);
    }

    let answered = told.iter().filter(|page| page.status == 200).count();
    assert!(answered > 40, "only {answered} of {}", told.len());
    assert_no_leak(&cast.secrets().await, &told);
}

#[tokio::test]
async fn advisory_23_methods_that_are_not_declared_are_refused() {
    let mut cast = Cast::gather().await;
    let declared = declared();
    let mut surprises = Vec::new();

    for path in existing(&cast) {
        for method in METHODS {
            if declared.contains_key(&(method, path.as_str())) {
                continue;
            }
            let page = cast.ask_as_administrator(method, &path).await;
            let refused = matches!(page.status.as_u16(), 403..=405);
            if !refused {
                surprises.push(format!("{method} {path}: {}", page.status));
            }
        }
    }

    assert!(surprises.is_empty(), "{}", surprises.join("\n"));
}
