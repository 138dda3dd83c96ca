//! Whoever is not signed in learns nothing about who has an account.

use gantry_test_support::{Page, TestApp, Visitor};

use super::told::{ask, post};

/// Everything of an answer but what differs from request to request anyway.
fn seen(page: &Page) -> (u16, Vec<(String, String)>, String) {
    let mut headers: Vec<(String, String)> = page
        .headers
        .iter()
        .filter(|(name, _)| !["date", "set-cookie"].contains(&name.as_str()))
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    headers.sort();
    (page.status.as_u16(), headers, page.body.clone())
}

#[tokio::test]
async fn asking_for_a_new_password_is_answered_the_same_for_everybody_and_nobody() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    app.add_user("alice").await;
    app.add_person("unproven", &[], |new| new.email_verified = false)
        .await;
    app.add_person("without", &[], |new| new.email = None).await;
    let shut = app.add_user("shut").await;
    let operator = gantry_accounts::permissions::Administrator::operator();
    app.accounts
        .set_disabled(&operator, shut.id, true)
        .await
        .unwrap();

    let mut answers = Vec::new();
    for login in [
        "alice",
        "alice@example.org",
        "nobody",
        "nobody@example.org",
        "unproven",
        "without",
        "shut",
        "",
        "not a name",
        "a@b@c",
        "<script>",
    ] {
        let page = ask(&app, login).await;
        answers.push((login, seen(&page)));
    }
    app.send_mail().await;

    for (login, answer) in &answers {
        assert_eq!(*answer, answers[0].1, "{login}");
    }
    let to: Vec<_> = smtp.all().into_iter().flat_map(|mail| mail.to).collect();
    assert_eq!(to, ["alice@example.org", "alice@example.org"]);
    assert_eq!(app.send_mail().await, 0);
}

#[tokio::test]
async fn the_same_work_is_done_for_nobody() {
    let app = TestApp::start().await;
    let _smtp = app.with_mail().await;
    app.add_user("alice").await;
    let mut rows = Vec::new();

    for login in ["alice", "nobody"] {
        ask(&app, login).await;
        rows.push(waiting(&app).await);
    }

    assert_eq!(rows, [1, 2]);
}

async fn waiting(app: &TestApp) -> usize {
    let mut conn = app.accounts.store().read().await.unwrap();
    let now = app.accounts.env().now();
    gantry_store::mail_outbox::due(&mut conn, now, 10)
        .await
        .unwrap()
        .len()
}

#[tokio::test]
async fn slowing_down_does_not_depend_on_who_has_an_account() {
    let app = TestApp::start().await;
    let _smtp = app.with_mail().await;
    app.add_user("alice").await;
    let mut told = Vec::new();

    for login in ["alice", "nobody"] {
        let visitor = Visitor::new(&app.url);
        let mut statuses = Vec::new();
        for _ in 0..8 {
            let page = post(&visitor, "/recover", &[("username", login)]).await;
            statuses.push((page.status.as_u16(), page.header("retry-after").to_owned()));
        }
        told.push(statuses);
    }

    assert_eq!(told[0], told[1]);
    assert_eq!(told[0].last().unwrap().0, 429);
}

#[tokio::test]
async fn a_link_for_nobody_opens_nothing() {
    let app = TestApp::start().await;
    let _smtp = app.with_mail().await;
    let visitor = Visitor::new(&app.url);

    for token in ["x", "AAAA", &"A".repeat(64), "..%2F..%2Fadmin"] {
        for page in ["recover", "invitation"] {
            let answer = visitor.get(&format!("/{page}/{token}")).await;
            assert_eq!(
                answer.problem().as_deref(),
                Some("link_over"),
                "{page} {token}"
            );
            assert_eq!(answer.status, 410);
        }
    }
}
