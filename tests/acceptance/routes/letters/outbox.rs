//! What carries letters: tries again, gives up, survives restarts, and works on several servers.

use gantry_core::Seconds;
use gantry_store::mail_outbox::{self, WaitingMail};
use gantry_test_support::{Mood, TestApp};

use super::told::{NEW, ask, opens, recovery_link, submit};

async fn rows(app: &TestApp) -> Vec<WaitingMail> {
    let mut conn = app.accounts.store().read().await.unwrap();
    mail_outbox::list(&mut conn, None, 50).await.unwrap()
}

#[tokio::test]
async fn a_letter_waits_until_the_mail_server_takes_it() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    app.add_user("alice").await;
    smtp.be(Mood::Busy);
    ask(&app, "alice").await;

    let first = app.send_mail().await;
    let soon = app.send_mail().await;
    let waiting = rows(&app).await;
    smtp.be(Mood::Good);
    app.advance(Seconds::new(6));
    let second = app.send_mail().await;

    assert_eq!((first, soon, second), (1, 0, 1));
    assert!(
        waiting[0].problem.as_ref().unwrap().contains("451"),
        "{waiting:?}"
    );
    assert_eq!(smtp.all().len(), 1);
    assert!(rows(&app).await.is_empty());
}

#[tokio::test]
async fn a_letter_that_is_refused_stops_and_can_be_tried_again() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    app.add_user("alice").await;
    smtp.be(Mood::Refusing);
    ask(&app, "alice").await;
    app.send_mail().await;

    let stopped = rows(&app).await;
    app.advance(Seconds::minutes(10));
    let left_alone = app.send_mail().await;
    smtp.be(Mood::Good);
    let operator = gantry_accounts::permissions::Administrator::operator();
    app.accounts.resume_mail(&operator).await.unwrap();
    app.send_mail().await;

    assert_eq!(stopped[0].stopped.as_deref(), Some("mail_refused"));
    assert_eq!(left_alone, 0);
    assert_eq!(smtp.all().len(), 1);
}

#[tokio::test]
async fn a_letter_whose_link_ran_out_is_not_sent() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    app.add_user("alice").await;
    ask(&app, "alice").await;

    app.advance(Seconds::hours(2));
    app.send_mail().await;

    assert!(smtp.all().is_empty());
    assert_eq!(
        rows(&app).await[0].stopped.as_deref(),
        Some("mail_too_late")
    );
}

#[tokio::test]
async fn several_servers_send_each_letter_once_also_after_a_restart() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    for name in ["alice", "bob", "carol", "dave"] {
        app.add_user(name).await;
        ask(&app, name).await;
    }
    let (one, two) = (app.second_node().await, app.second_node().await);

    let tried = tokio::join!(app.send_mail(), one.send_mail(), two.send_mail());

    assert_eq!(tried.0 + tried.1 + tried.2, 4);
    let mut to: Vec<_> = smtp.all().into_iter().flat_map(|mail| mail.to).collect();
    to.sort();
    to.dedup();
    assert_eq!((to.len(), smtp.all().len()), (4, 4));
}

#[tokio::test]
async fn a_link_that_one_server_sent_works_on_another() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    app.add_user("alice").await;
    let link = recovery_link(&app, &smtp, "alice").await;
    let other = app.second_node().await;
    let visitor = gantry_test_support::Visitor::new(&other.url);

    let page = visitor.get(&link).await;
    let set = submit(
        &visitor,
        &page,
        "#recovering-submit",
        &[("new_password", NEW)],
    )
    .await;

    assert!(set.text("#recovered").is_some(), "{}", set.body);
    assert!(opens(&app, "alice", NEW).await);
}

#[tokio::test]
async fn a_letter_has_both_forms_and_says_that_nobody_should_answer_by_itself() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    app.add_user("alice").await;

    recovery_link(&app, &smtp, "alice").await;

    let mail = smtp.last();
    assert_eq!(mail.from, "gantry@example.org");
    for part in [
        "multipart/alternative",
        "text/plain",
        "text/html",
        "Auto-Submitted: auto-generated",
        "Message-ID: <",
        "To: alice@example.org",
    ] {
        assert!(mail.raw.contains(part), "{part} in:\n{}", mail.raw);
    }
}

#[tokio::test]
async fn a_letter_under_another_master_key_stops_and_says_so() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    app.add_user("alice").await;
    ask(&app, "alice").await;
    let mut mail = rows(&app).await.remove(0);
    mail.sealed.reverse();
    let broken = WaitingMail {
        id: app.accounts.env().id(),
        ..mail
    };
    let written = app
        .accounts
        .store()
        .write_one(broken, |tx, mail| Box::pin(mail_outbox::insert(tx, mail)));
    written.await.unwrap();

    app.send_mail().await;

    assert_eq!(smtp.all().len(), 1);
    assert_eq!(
        rows(&app).await[0].stopped.as_deref(),
        Some("mail_unreadable")
    );
}
