//! A forgotten password.

use gantry_accounts::permissions::{Administrator, Helpdesk};
use gantry_core::Seconds;
use gantry_test_support::{PASSWORD, TestApp, Visitor};

use super::told::{NEW, ask, opens, recovery_link, signed_in, submit};

#[tokio::test]
async fn a_link_in_a_letter_leads_to_a_new_password_once() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    app.add_user("alice").await;
    let before = signed_in(&app, "alice").await;
    let link = recovery_link(&app, &smtp, "alice").await;
    let visitor = Visitor::new(&app.url);

    let page = visitor.get(&link).await;
    let set = submit(
        &visitor,
        &page,
        "#recovering-submit",
        &[("new_password", NEW)],
    )
    .await;
    let again = visitor.get(&link).await;
    let twice = submit(
        &visitor,
        &page,
        "#recovering-submit",
        &[("new_password", NEW)],
    )
    .await;

    assert_eq!(smtp.last().to, ["alice@example.org"]);
    assert!(set.text("#recovered").is_some(), "{}", set.body);
    assert_eq!(again.problem().as_deref(), Some("link_used"));
    assert_eq!(twice.problem().as_deref(), Some("link_used"));
    assert_eq!((again.status.as_u16(), twice.status.as_u16()), (410, 410));
    assert!(opens(&app, "alice", NEW).await);
    assert!(!opens(&app, "alice", PASSWORD).await);
    // What was open before has ended, and the link did not sign in.
    assert!(before.get("/account").await.status.is_redirection());
    assert!(visitor.get("/account").await.status.is_redirection());
    app.send_mail().await;
    assert!(smtp.last().text().contains("has a new password"));
}

#[tokio::test]
async fn an_address_works_as_well_as_a_user_name_and_the_letter_is_in_the_readers_language() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    app.add_person("zoe", &[], |new| new.language = Some("de".to_owned()))
        .await;

    recovery_link(&app, &smtp, "Zoe@Example.org").await;

    let text = smtp.last().text();
    assert!(text.contains("Neues Passwort wählen"), "{text}");
    assert!(text.contains("Guten Tag zoe Example"), "{text}");
}

#[tokio::test]
async fn looking_at_a_link_uses_nothing_up() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    app.add_user("alice").await;
    let link = recovery_link(&app, &smtp, "alice").await;
    let visitor = Visitor::new(&app.url);

    for _ in 0..5 {
        assert_eq!(visitor.get(&link).await.status, 200);
        let head = visitor.http.head(visitor.address(&link));
        assert_eq!(visitor.send(head).await.status, 200);
    }
    let page = visitor.get(&link).await;
    let set = submit(
        &visitor,
        &page,
        "#recovering-submit",
        &[("new_password", NEW)],
    )
    .await;

    assert!(set.text("#recovered").is_some());
}

#[tokio::test]
async fn a_weak_password_is_refused_and_the_link_stays() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    app.add_user("alice").await;
    let link = recovery_link(&app, &smtp, "alice").await;
    let visitor = Visitor::new(&app.url);
    let page = visitor.get(&link).await;

    for weak in ["", "short", "password123", "alice example"] {
        let refused = submit(
            &visitor,
            &page,
            "#recovering-submit",
            &[("new_password", weak)],
        )
        .await;
        assert_eq!(refused.status, 422, "{weak}");
    }
    let set = submit(
        &visitor,
        &page,
        "#recovering-submit",
        &[("new_password", NEW)],
    )
    .await;

    assert!(set.text("#recovered").is_some());
}

#[tokio::test]
async fn a_link_runs_out_after_an_hour() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    app.add_user("alice").await;
    let link = recovery_link(&app, &smtp, "alice").await;
    let visitor = Visitor::new(&app.url);
    let page = visitor.get(&link).await;

    app.advance(Seconds::minutes(60));
    let shown = visitor.get(&link).await;
    let set = submit(
        &visitor,
        &page,
        "#recovering-submit",
        &[("new_password", NEW)],
    )
    .await;

    assert_eq!(shown.problem().as_deref(), Some("link_expired"));
    assert_eq!(set.problem().as_deref(), Some("link_expired"));
    assert!(!opens(&app, "alice", NEW).await);
}

#[tokio::test]
async fn a_link_dies_with_the_password_the_address_or_the_account() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    let operator = Administrator::operator();
    for what in ["password", "address", "disabled"] {
        let user = app.add_user(what).await;
        let link = recovery_link(&app, &smtp, what).await;
        match what {
            "password" => {
                let new = gantry_core::password::Password::presented(NEW.to_owned()).unwrap();
                let set = app.accounts.set_password(&operator, user.id, new);
                set.await.unwrap();
            }
            "address" => {
                let change = gantry_accounts::users::UserChange {
                    email: Some(Some("other@example.org".parse().unwrap())),
                    ..Default::default()
                };
                let changed = app.accounts.change_user(&operator, user.id, change);
                changed.await.unwrap();
            }
            _ => {
                let shut_out = app.accounts.set_disabled(&operator, user.id, true);
                shut_out.await.unwrap();
            }
        }

        let page = Visitor::new(&app.url).get(&link).await;

        assert_eq!(page.problem().as_deref(), Some("link_over"), "{what}");
    }
}

#[tokio::test]
async fn one_new_password_uses_up_every_link_of_the_person() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    app.add_user("alice").await;
    let first = recovery_link(&app, &smtp, "alice").await;
    let second = recovery_link(&app, &smtp, "alice").await;
    let visitor = Visitor::new(&app.url);
    let page = visitor.get(&second).await;

    submit(
        &visitor,
        &page,
        "#recovering-submit",
        &[("new_password", NEW)],
    )
    .await;

    let other = visitor.get(&first).await;
    assert!(other.status == 410, "{}", other.status);
}

#[tokio::test]
async fn the_helpdesk_sends_links_to_people_without_a_role() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    let helper = app
        .add_person("hannah", &[], |new| {
            new.role = Some(gantry_core::role::Role::Helpdesk);
        })
        .await;
    let (alice, root) = (app.add_user("alice").await, app.add_admin("root").await);
    let by = Helpdesk::of(&helper).unwrap();
    let letter = |_: &_, _: &_| gantry_accounts::mail::Letter {
        sender: "Gantry".to_owned(),
        subject: "A new password".to_owned(),
        text: "text".to_owned(),
        html: "html".to_owned(),
    };

    let sent = app.accounts.send_recovery(&by, &alice, &letter).await;
    let refused = app.accounts.send_recovery(&by, &root, &letter).await;
    app.send_mail().await;

    assert!(sent.is_ok());
    assert!(refused.is_err());
    let to: Vec<_> = smtp.all().into_iter().flat_map(|mail| mail.to).collect();
    assert_eq!(to, ["alice@example.org"]);
}

#[tokio::test]
async fn until_mail_is_set_up_the_page_says_whom_to_ask() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let visitor = Visitor::new(&app.url);

    let page = visitor.get("/recover").await;
    let login = visitor.get("/login").await;

    assert!(page.text("#recover-no-mail").is_some());
    assert!(page.text("#recover-submit").is_none());
    assert_eq!(
        login.attribute("#login-forgotten", "href").as_deref(),
        Some("/recover")
    );
}

#[tokio::test]
async fn nobody_gets_more_than_five_letters_an_hour() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    app.add_user("alice").await;

    for _ in 0..12 {
        let page = ask(&app, "alice").await;
        if let Ok(wait) = page.header("retry-after").parse() {
            app.advance(Seconds::new(wait));
        }
        app.send_mail().await;
    }

    assert_eq!(smtp.all().len(), 5);
}
