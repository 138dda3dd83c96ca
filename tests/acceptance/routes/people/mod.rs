//! `/admin/people` and what belongs to people: tables, unlocking, deletion, roles, tokens.
//!
//! [`import`] and [`round_trip`] are about tables, [`acts`] about unlocking and deletion, [`promotion`]
//! about what a new role ends, [`token_pages`] about tokens of the API on pages.

mod acts;
mod import;
mod promotion;
mod round_trip;
mod token_pages;

use gantry_test_support::{Page, TestApp, Visitor};

/// A browser in which a person signed in.
async fn browser(app: &TestApp, name: &str) -> Visitor {
    let visitor = app.visitor();
    let page = visitor.sign_in(name).await;
    assert_eq!(page.status, 200, "{}", page.body);
    visitor
}

/// Posts to a path with a token that this browser's pages carry.
async fn post(visitor: &Visitor, path: &str, fields: &[(&str, &str)]) -> Page {
    let page = visitor.get("/account").await;
    let token = page.attribute("[name=form_token]", "value").unwrap();
    let mut all = vec![("form_token", token.as_str())];
    all.extend_from_slice(fields);
    visitor.post(path, &all).await
}
