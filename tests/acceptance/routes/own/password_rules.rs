//! Which passwords may be set, wherever somebody sets one.

use gantry_accounts::permissions::Administrator;
use gantry_accounts::settings::Policy;
use gantry_test_support::{PASSWORD, Page, TestApp, Visitor};

const BY: Administrator = Administrator::operator();

async fn change(browser: &Visitor, new: &str) -> Page {
    let page = browser.get("/account").await;
    let typed = [("current_password", PASSWORD), ("new_password", new)];
    browser
        .submit_once(&page, "form[action='/account/password'] button", &typed)
        .await
}

#[tokio::test]
async fn a_weak_password_of_ones_own_is_refused_with_what_would_be_good() {
    let app = TestApp::start().await;
    app.add_user("wilhelmine").await;
    let browser = app.visitor();
    browser.sign_in("wilhelmine").await;
    let weak = [
        ("short", "10"),
        ("password1234", "words"),
        ("qwertyuiop", "words"),
        ("wilhelmine1", "word"),
        (&"x".repeat(1025), "1024"),
    ];

    for (password, advice) in weak {
        let refused = change(&browser, password).await;
        let told = refused.text("#new_password-problem").unwrap_or_default();
        assert_eq!(refused.status, 422, "{password}");
        assert!(told.contains(advice), "{password}: {told}");
    }
    assert_eq!(
        change(&browser, "seven grey herons at noon").await.status,
        303
    );
}

#[tokio::test]
async fn the_policy_says_how_long_and_how_strong() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let browser = app.visitor();
    browser.sign_in("alice").await;
    let strict = Policy {
        password_length: 20,
        password_score: 4,
        ..Policy::default()
    };

    app.accounts.change_settings(&BY, strict).await.unwrap();
    let page = browser.get("/account").await;
    let short = change(&browser, "grey herons at noon").await;
    let long = change(&browser, "seven grey herons at noon").await;

    assert!(page.text("#new_password-hint").unwrap().contains("20"));
    assert_eq!(short.status, 422);
    assert_eq!(long.status, 303);
}

#[tokio::test]
async fn an_administrator_sets_no_weak_password_either() {
    let app = TestApp::start().await;
    app.add_admin("root").await;
    let bob = app.add_user("bob").await;
    let browser = app.visitor();
    browser.sign_in("root").await;

    let page = browser.get(&format!("/admin/people/{}", bob.id)).await;
    let action = format!("form[action='/admin/people/{}/password'] button", bob.id);
    let refused = browser
        .submit_once(&page, &action, &[("new_password", "password1234")])
        .await;
    let set = browser
        .submit_once(&page, &action, &[("new_password", "seven grey herons")])
        .await;

    assert_eq!(refused.status, 422);
    assert!(refused.text("#new_password-problem").is_some());
    assert_eq!(set.status, 303);
}

#[tokio::test]
async fn the_first_administrator_chooses_no_weak_password() {
    let app = TestApp::start().await;
    let link = app.accounts.make_setup_link().await.unwrap();
    let browser = app.visitor();

    let page = browser
        .get(&format!("/setup?token={}", link.expose()))
        .await;
    let typed = [
        ("name", "Ada Example"),
        ("username", "ada"),
        ("email", "ada@example.org"),
        ("password", "password1234"),
    ];
    let refused = browser
        .submit_once(&page, "form.card button, main form button", &typed)
        .await;

    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(
        refused.text("#password-problem").is_some(),
        "{}",
        refused.body
    );
    assert!(app.accounts.needs_first_administrator().await.unwrap());
}
