//! The own address: proven, and changed.

use gantry_core::Seconds;
use gantry_test_support::{PASSWORD, Page, TestApp, Visitor};

use super::told::{path_of, post, signed_in, submit};

async fn ask_change(visitor: &Visitor, email: &str, password: &str) -> Page {
    let page = visitor.get("/account/email").await;
    let typed = [("email", email), ("current_password", password)];
    submit(visitor, &page, "#email-submit", &typed).await
}

async fn email_of(app: &TestApp, name: &str) -> (String, bool) {
    let user = app.accounts.user_by_login(name).await.unwrap().unwrap();
    let email = user.email.map(String::from).unwrap_or_default();
    (email, user.email_verified)
}

#[tokio::test]
async fn another_address_counts_when_its_link_was_used() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    app.add_user("alice").await;
    let alice = signed_in(&app, "alice").await;

    let asked = ask_change(&alice, "New@Example.org", PASSWORD).await;
    app.send_mail().await;
    let before = email_of(&app, "alice").await;
    let link = path_of(&app, &smtp, "verify");
    let page = alice.get(&link).await;
    let used = submit(&alice, &page, "#verify-submit", &[]).await;
    let after = email_of(&app, "alice").await;
    let again = alice.get(&link).await;

    assert_eq!(asked.location(), "/account/email?said=email-sent");
    assert_eq!(smtp.last().to, ["new@example.org"]);
    assert_eq!(before.0, "alice@example.org");
    assert_eq!(used.location(), "/account/email?said=email-saved");
    assert_eq!(after, ("new@example.org".to_owned(), true));
    assert_eq!(again.problem().as_deref(), Some("link_used"));
    app.send_mail().await;
    assert_eq!(smtp.last().to, ["alice@example.org"]);
    assert!(smtp.last().text().contains("another e-mail address"));
}

#[tokio::test]
async fn an_address_that_nobody_vouched_for_is_proven_by_its_link() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    app.add_person("alice", &[], |new| new.email_verified = false)
        .await;
    let alice = signed_in(&app, "alice").await;

    post(&alice, "/account/email/prove", &[]).await;
    let page = alice.get("/account/email").await;
    let asked = submit(&alice, &page, "[action='/account/email/prove'] button", &[]).await;
    app.send_mail().await;
    let page = alice.get(&path_of(&app, &smtp, "verify")).await;
    submit(&alice, &page, "#verify-submit", &[]).await;

    assert_eq!(asked.location(), "/account/email?said=email-sent");
    assert_eq!(
        email_of(&app, "alice").await,
        ("alice@example.org".to_owned(), true)
    );
}

#[tokio::test]
async fn a_wrong_password_sends_nothing() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    app.add_user("alice").await;
    let alice = signed_in(&app, "alice").await;

    let wrong = ask_change(&alice, "new@example.org", "a wrong password").await;
    let empty = ask_change(&alice, "new@example.org", "").await;
    app.send_mail().await;

    assert_eq!((wrong.status.as_u16(), empty.status.as_u16()), (422, 422));
    assert!(smtp.all().is_empty());
}

#[tokio::test]
async fn whether_somebody_has_an_address_is_told_to_its_reader_only() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    app.add_user("alice").await;
    app.add_user("bob").await;
    let alice = signed_in(&app, "alice").await;

    let taken = ask_change(&alice, "bob@example.org", PASSWORD).await;
    let free = ask_change(&alice, "free@example.org", PASSWORD).await;
    app.send_mail().await;
    let link = smtp
        .all()
        .iter()
        .find(|mail| mail.to == ["bob@example.org"])
        .unwrap()
        .link("/verify/");
    let page = alice.get(&link).await;
    let used = submit(&alice, &page, "#verify-submit", &[]).await;

    assert_eq!(
        (taken.status, taken.location()),
        (free.status, free.location())
    );
    assert_eq!(used.status, 422);
    assert_eq!(email_of(&app, "alice").await.0, "alice@example.org");
}

#[tokio::test]
async fn advisory_24_a_link_works_for_whoever_asked_and_nobody_else() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    app.add_user("alice").await;
    app.add_user("mallory").await;
    let mallory = signed_in(&app, "mallory").await;
    let alice = signed_in(&app, "alice").await;

    ask_change(&mallory, "victim@example.org", PASSWORD).await;
    app.send_mail().await;
    let link = path_of(&app, &smtp, "verify");
    let stranger = Visitor::new(&app.url).get(&link).await;
    let other = alice.get(&link).await;
    let posted = post(&alice, &link, &[]).await;

    assert!(stranger.location().starts_with("/login?next="));
    assert_eq!(other.problem().as_deref(), Some("link_over"));
    assert!(posted.status.is_client_error());
    assert_eq!(email_of(&app, "alice").await.0, "alice@example.org");
    assert_eq!(email_of(&app, "mallory").await.0, "mallory@example.org");
}

#[tokio::test]
async fn a_link_runs_out_and_dies_when_the_address_changes_meanwhile() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    app.add_user("alice").await;
    let alice = signed_in(&app, "alice").await;
    ask_change(&alice, "one@example.org", PASSWORD).await;
    app.send_mail().await;
    let one = path_of(&app, &smtp, "verify");
    ask_change(&alice, "two@example.org", PASSWORD).await;
    app.send_mail().await;
    let two = path_of(&app, &smtp, "verify");

    let page = alice.get(&two).await;
    submit(&alice, &page, "#verify-submit", &[]).await;
    let other = alice.get(&one).await;
    ask_change(&alice, "three@example.org", PASSWORD).await;
    app.send_mail().await;
    let three = path_of(&app, &smtp, "verify");
    app.advance(Seconds::minutes(61));
    let late = alice.get(&three).await;

    assert_eq!(other.status, 410);
    assert_eq!(late.problem().as_deref(), Some("link_expired"));
    assert_eq!(email_of(&app, "alice").await.0, "two@example.org");
}

#[tokio::test]
async fn until_mail_is_set_up_nobody_changes_the_own_address() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let alice = signed_in(&app, "alice").await;
    let page = alice.get("/account/email").await;
    let token = alice.get("/account").await;
    let token = token.attribute("[name=form_token]", "value").unwrap();

    let fields = [
        ("form_token", token.as_str()),
        ("email", "new@example.org"),
        ("current_password", PASSWORD),
    ];
    let posted = alice.post("/account/email", &fields).await;

    assert!(page.text("#email-no-mail").is_some());
    assert!(page.text("#email-submit").is_none());
    assert_eq!(posted.status, 422);
    assert_eq!(email_of(&app, "alice").await.0, "alice@example.org");
}
