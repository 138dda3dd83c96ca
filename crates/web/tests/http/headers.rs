//! Security headers and who may post where.

use crate::support::Server;

#[tokio::test]
async fn only_pages_of_the_journey_let_forms_lead_away() {
    let server = Server::start().await;
    server.add_client(true).await;

    for (path, kept_here) in [
        ("/login", false),
        ("/consent?request=x", false),
        ("/logged-out", false),
        ("/setup", false),
        ("/application/o/authorize/?client_id=nobody", false),
        ("/application/o/end-session/?client_id=nobody", false),
        ("/apps", true),
        ("/nowhere", true),
    ] {
        let answer = server.get(path).await;
        let policy = answer.header("content-security-policy");

        assert_eq!(
            policy.contains("form-action 'self'"),
            kept_here,
            "{path}: {policy}"
        );
        assert!(policy.contains("script-src 'self'"), "{path}: {policy}");
        assert!(
            policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "", "{path}");
        assert!(
            answer
                .header("strict-transport-security")
                .contains("max-age"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn pages_tell_their_address_to_nobody_else() {
    let server = Server::start().await;

    assert_eq!(
        server.get("/login").await.header("referrer-policy"),
        "same-origin"
    );
    assert_eq!(
        server.get("/login").await.header("cache-control"),
        "no-store"
    );
}

#[tokio::test]
async fn forms_of_other_sites_change_nothing() {
    let server = Server::start().await.with_user("alice").await;
    let mut browser = server.browser();
    browser.sign_in("alice").await;
    let token = browser.get("/logout").await.field("form_token");

    let fields = [("form_token", &*token), ("decision", "yes")];
    let answer = browser.post_from("cross-site", "/logout", &fields).await;

    assert_eq!(answer.status, 403);
    assert!(
        answer.body.contains("data-reason=\"form_expired\""),
        "{}",
        answer.body
    );
    assert_eq!(browser.get("/apps").await.status, 200);
}

#[tokio::test]
async fn a_form_without_the_right_token_changes_nothing() {
    let server = Server::start().await.with_user("alice").await;
    let mut browser = server.browser();
    browser.sign_in("alice").await;

    let answer = browser
        .post("/logout", &[("form_token", "guessed"), ("decision", "yes")])
        .await;

    assert_eq!(answer.status, 403);
    assert_eq!(browser.get("/apps").await.status, 200);
}

#[tokio::test]
async fn a_form_token_of_another_browser_is_not_taken() {
    let server = Server::start().await.with_user("alice").await;
    let theirs = server.browser().get("/login").await.field("form_token");
    let mut browser = server.browser();
    browser.get("/login").await;

    let fields = [
        ("form_token", &*theirs),
        ("username", "alice"),
        ("password", "whatever"),
    ];
    let answer = browser.post("/login", &fields).await;

    assert_eq!(answer.status, 403);
    assert!(!browser.cookies.contains_key("__Host-gantry-session"));
}

#[tokio::test]
async fn a_body_that_is_too_large_is_not_read() {
    let server = Server::start().await;
    let mut browser = server.browser();

    let large = "x".repeat(70_000);
    let page = browser.post("/login", &[("username", &large)]).await;
    let token = browser
        .post("/application/o/token/", &[("code", &large)])
        .await;

    assert_eq!(page.status, 413);
    assert!(page.body.contains("id=\"problem\""));
    assert_eq!(token.status, 413);
}
