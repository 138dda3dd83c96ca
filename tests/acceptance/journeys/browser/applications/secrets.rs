//! Secrets change without a moment in which an application cannot sign anybody in.

use gantry_test_support::{Browser, TestApp};

use super::other::Wiki;
use super::{administer, notice, submit};

/// Whether a secret is accepted: what is said of a code that nobody gave.
async fn answer(app: &TestApp, wiki: &Wiki, secret: &str) -> String {
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", "nobody gave this"),
        ("redirect_uri", &wiki.site.address("/callback")),
        ("client_id", &wiki.id),
        ("client_secret", secret),
    ];
    app.token(&fields).await.status_and_error()
}

#[tokio::test]
async fn an_old_secret_works_beside_the_new_one_until_it_is_removed() {
    let app = TestApp::start().await;
    let browser = Browser::start().await;

    administer(&app, &browser).await;
    let wiki = Wiki::register(&app, &browser).await;
    submit(&browser, "/secrets/add").await;
    let second = browser.text("#new-secret").await;
    let overlap = [
        answer(&app, &wiki, &wiki.secret).await,
        answer(&app, &wiki, &second).await,
    ];
    submit(&browser, "/remove").await;
    notice(&browser).await;
    let shown = browser.shows("#new-secret").await;
    let after = [
        answer(&app, &wiki, &wiki.secret).await,
        answer(&app, &wiki, &second).await,
    ];

    assert_ne!(wiki.secret, second);
    assert_eq!(overlap, ["400 invalid_grant"; 2]);
    assert_eq!(after, ["401 invalid_client", "400 invalid_grant"]);
    assert!(!shown, "a secret is shown once");
}
