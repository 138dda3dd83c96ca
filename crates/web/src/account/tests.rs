//! What a person may do with the own account.

use axum::http::StatusCode;

use crate::admin::test_site::{PASSWORD, TestSite};

const NEW: &str = "a brand new sentence";

#[tokio::test]
async fn a_new_password_ends_other_sessions_and_keeps_this_browser_signed_in() {
    let site = TestSite::start().await;
    site.person("bert", false).await;
    let phone = site.browser("bert").await;
    let mut desk = site.browser("bert").await;
    let form = [("current_password", PASSWORD), ("new_password", NEW)];

    let changed = desk.post("/account/password", &form).await;
    let cookie = changed
        .cookies
        .iter()
        .find_map(|it| it.strip_prefix("gantry-session="));
    desk.cookie = cookie.unwrap().split(';').next().unwrap().to_owned();

    assert_eq!(changed.location, "/account?done=account-password-changed");
    assert!(phone.get("/account").await.location.starts_with("/login"));
    assert_eq!(desk.get("/account").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_wrong_current_password_changes_nothing() {
    let site = TestSite::start().await;
    site.person("bert", false).await;
    let bert = site.browser("bert").await;
    let form = [
        ("current_password", "something else"),
        ("new_password", NEW),
    ];

    let answer = bert.post("/account/password", &form).await;

    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        answer.text.contains("id=\"current_password-problem\""),
        "{}",
        answer.text
    );
    assert_eq!(bert.get("/account").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_chosen_language_speaks_at_once() {
    let site = TestSite::start().await;
    site.person("bert", false).await;
    let bert = site.browser("bert").await;

    let saved = bert
        .post("/account/profile", &[("name", "Bert B."), ("lang", "de")])
        .await;
    let page = bert.get(&saved.location).await;

    assert!(page.text.contains("Gespeichert.") && page.text.contains("Bert B."));
}

#[tokio::test]
async fn a_name_of_nothing_comes_back_with_its_problem() {
    let site = TestSite::start().await;
    site.person("bert", false).await;
    let bert = site.browser("bert").await;

    let answer = bert
        .post("/account/profile", &[("name", " "), ("lang", "")])
        .await;

    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        answer.text.contains("id=\"name-problem\""),
        "{}",
        answer.text
    );
}

#[tokio::test]
async fn other_sessions_can_be_ended() {
    let site = TestSite::start().await;
    site.person("bert", false).await;
    let phone = site.browser("bert").await;
    let desk = site.browser("bert").await;

    let shown = desk.get("/account/sessions").await.text;
    desk.post("/account/sessions/end-others", &[]).await;

    assert_eq!(
        shown.matches("Firefox · Linux</strong>").count(),
        2,
        "{shown}"
    );
    assert!(phone.get("/account").await.location.starts_with("/login"));
    assert_eq!(desk.get("/account").await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_an_application_may_know_can_be_taken_back() {
    let site = TestSite::start().await;
    let bert = site.person("bert", false).await;
    let wiki = site.application("Wiki").await;
    site.agreed(&bert, &wiki).await;
    let browser = site.browser("bert").await;

    let before = browser.get("/account/applications").await.text;
    let answer = browser
        .post("/account/applications/wiki/withdraw", &[])
        .await;
    let after = browser.get(&answer.location).await.text;
    let again = browser
        .post("/account/applications/wiki/withdraw", &[])
        .await;

    assert!(
        before.contains("/account/applications/wiki/withdraw"),
        "{before}"
    );
    assert!(
        !after.contains("/wiki/withdraw") && after.contains("has lost access"),
        "{after}"
    );
    assert_eq!(again.status, StatusCode::NOT_FOUND);
}
