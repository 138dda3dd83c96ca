//! Sessions, connected applications and the own history.

use gantry_test_support::{AuthorizeRequest, TestApp, Visitor};

async fn signed_in(app: &TestApp) -> Visitor {
    let browser = app.visitor();
    browser.sign_in("alice").await;
    browser
}

#[tokio::test]
async fn sessions_tell_how_and_from_where_and_end_by_a_button() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let (phone, desk) = (signed_in(&app).await, signed_in(&app).await);

    let page = desk.get("/account/sessions").await;
    let ended = desk
        .submit_once(
            &page,
            "form[action='/account/sessions/end-others'] button",
            &[],
        )
        .await;
    let after = desk.get("/account/sessions").await;

    assert!(page.body.contains("password"), "{}", page.body);
    assert!(page.body.contains("from 127.0.0.1"), "{}", page.body);
    assert_eq!(page.body.matches("This browser").count(), 1);
    assert!(ended.location().starts_with("/account/sessions?done="));
    assert!(!after.body.contains("end-others"), "{}", after.body);
    assert!(phone.get("/account").await.location().starts_with("/login"));
}

#[tokio::test]
async fn a_connected_application_shows_what_it_may_know_until_that_is_taken_back() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let chat = app
        .add_rocketchat_with(|client| client.consent = true)
        .await;
    let browser = app.visitor();
    let login = browser
        .walk(&AuthorizeRequest::legacy(&chat).path())
        .await
        .page();
    let consent = browser.log_in(&login, "alice").await.page();
    browser
        .submit_once(&consent, "#consent-allow", &[("decision", "allow")])
        .await;

    let page = browser.get("/account/applications").await;
    let action = format!("/account/applications/{}/withdraw", chat.client.slug);
    browser
        .submit_once(&page, &format!("form[action='{action}'] button"), &[])
        .await;
    let after = browser.get("/account/applications").await;

    assert!(page.body.contains("Your e-mail address"), "{}", page.body);
    assert!(page.body.contains("since "), "{}", page.body);
    assert!(!after.body.contains(&action), "{}", after.body);
}

#[tokio::test]
async fn the_own_history_says_what_happened_and_nothing_of_others() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    app.add_user("bob").await;
    let chat = app.add_rocketchat().await;
    app.claims(&chat, "alice").await;
    app.visitor().sign_in("bob").await;
    let browser = signed_in(&app).await;
    app.accounts.trail().flush().await;

    let page = browser.get("/account/history").await;
    let text = page.text("#history").unwrap();

    assert!(text.contains("Signed in"), "{text}");
    assert!(
        text.contains(&format!("Went on to {}", chat.client.name)),
        "{text}"
    );
    assert!(text.contains("Your account was made"), "{text}");
    assert!(!page.body.contains("bob"), "{}", page.body);
}

#[tokio::test]
async fn a_long_history_goes_on_on_the_next_page() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    for _ in 0..35 {
        app.visitor().sign_in("alice").await;
    }
    app.accounts.trail().flush().await;
    let browser = signed_in(&app).await;

    let first = browser.get("/account/history").await;
    let next = first.attribute("a[rel=next]", "href").unwrap();
    let second = browser.get(&next).await;

    assert_eq!(first.body.matches("Signed in").count(), 30);
    assert!(
        second.body.contains("Your account was made"),
        "{}",
        second.body
    );
    assert!(second.attribute("a[rel=next]", "href").is_none());
}

#[tokio::test]
async fn pages_of_the_account_ask_strangers_to_sign_in() {
    let app = TestApp::start().await;
    let stranger = app.visitor();

    for path in ["sessions", "applications", "history"] {
        let answer = stranger.get(&format!("/account/{path}")).await;
        assert!(answer.location().starts_with("/login?next="), "{path}");
    }
}
