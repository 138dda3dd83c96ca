//! `/admin/trail` by a code, and what follows from calls that never came.

use gantry_core::Seconds;
use gantry_core::role::Role;
use gantry_test_support::{AuthorizeRequest, Page, TestApp, Visitor};

use super::staff;

/// The page of the newest sign-in.
async fn newest(carol: &Visitor) -> Page {
    let list = carol.get("/admin/trail").await;
    let href = list.attribute("tbody a", "href").unwrap();
    carol.get(&href).await
}

#[tokio::test]
async fn a_code_that_nobody_changed_says_what_to_check() {
    let app = TestApp::start().await;
    app.add_user("bob").await;
    let client = app.add_rocketchat().await;
    app.code(&AuthorizeRequest::legacy(&client), "bob").await;
    app.accounts.trail().flush().await;
    app.advance(Seconds::minutes(3));
    let carol = staff(&app, "carol", Role::Helpdesk).await;

    let page = newest(&carol).await;

    let told = page.text("#trail-reason").unwrap();
    assert!(told.contains("never came to change it"), "{told}");
    assert!(
        told.contains("Can the application’s server reach this address?"),
        "{told}"
    );
}

#[tokio::test]
async fn a_token_that_nobody_used_points_to_userinfo() {
    let app = TestApp::start().await;
    app.add_user("bob").await;
    let client = app.add_rocketchat().await;
    app.access_token(&client, "bob").await;
    app.accounts.trail().flush().await;
    app.advance(Seconds::minutes(3));
    let carol = staff(&app, "carol", Role::Auditor).await;

    let page = newest(&carol).await;

    let told = page.text("#trail-reason").unwrap();
    assert!(told.contains("Identity Path"), "{told}");
    let look = page.attribute("#look", "href").unwrap();
    assert_eq!(carol.get(&look).await.status, 200);
}

#[tokio::test]
async fn a_refusal_is_told_in_words() {
    let app = TestApp::start().await;
    app.add_user("bob").await;
    let client = app.add_rocketchat().await;
    let code = app.code(&AuthorizeRequest::legacy(&client), "bob").await;
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", &client.redirect_uri),
        ("client_id", &client.id),
        (
            "client_secret",
            "something else that is long enough to be one",
        ),
    ];
    app.token(&fields).await;
    let carol = staff(&app, "carol", Role::Auditor).await;

    let page = carol.get("/admin/audit?reason=client_authentication").await;

    let table = page.text("#audit tbody").unwrap();
    assert!(table.contains("Wrong client secret"), "{table}");
}

#[tokio::test]
async fn a_code_is_read_however_it_is_typed() {
    let app = TestApp::start().await;
    app.add_user("bob").await;
    let client = app.add_rocketchat().await;
    app.code(&AuthorizeRequest::legacy(&client), "bob").await;
    app.accounts.trail().flush().await;
    let carol = staff(&app, "carol", Role::Auditor).await;
    let list = carol.get("/admin/trail").await;
    let code = list.text("tbody a code").unwrap();
    let expected = format!("/admin/trail/{code}");

    let plain = code.replace('-', "").to_lowercase();
    let spaced = code.replace('-', "+");
    for typed in [&code, &plain, &spaced, &plain[..7].to_owned()] {
        let page = carol.get(&format!("/admin/trail?code={typed}")).await;
        assert_eq!(page.header("location"), expected, "{typed}");
    }
    let none = carol.get("/admin/trail?code=zzz").await;
    assert_eq!(none.status, 200);
    assert!(none.body.contains("has nine letters and digits"));
}

#[tokio::test]
async fn the_beginning_of_several_codes_lists_them() {
    let app = TestApp::start().await;
    app.add_user("bob").await;
    let client = app.add_rocketchat().await;
    app.code(&AuthorizeRequest::legacy(&client), "bob").await;
    app.code(&AuthorizeRequest::legacy(&client), "bob").await;
    app.accounts.trail().flush().await;
    let carol = staff(&app, "carol", Role::Auditor).await;
    let list = carol.get("/admin/trail").await;
    let code = list.text("tbody a code").unwrap();

    let page = carol
        .get(&format!("/admin/trail?code={}", &code[..3]))
        .await;

    assert_eq!(page.body.matches("href=\"/admin/trail/0").count(), 2);
}
