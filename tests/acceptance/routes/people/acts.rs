//! `/admin/people/{id}/unlock` and `/admin/people/{id}/delete`.

use gantry_accounts::api_tokens::NewApiToken;
use gantry_accounts::permissions::Administrator;
use gantry_core::Seconds;
use gantry_core::role::Role;
use gantry_test_support::{PASSWORD, TestApp};

use super::{browser, post};

async fn try_password(app: &TestApp, name: &str, password: &str) -> bool {
    let visitor = app.visitor();
    let login = visitor.get("/login").await;
    let typed = [("username", name), ("password", password)];
    let page = visitor.submit_once(&login, "#login-submit", &typed).await;
    page.status.is_redirection()
}

#[tokio::test]
async fn who_is_unlocked_is_heard_at_once() {
    let app = TestApp::start().await;
    let alice = app.add_user("alice").await;
    app.add_person("hannah", &[], |new| new.role = Some(Role::Helpdesk))
        .await;
    let hannah = browser(&app, "hannah").await;
    for _ in 0..20 {
        try_password(&app, "alice", "not the password").await;
    }
    let locked = try_password(&app, "alice", PASSWORD).await;

    let page = hannah.get(&format!("/admin/people/{}", alice.id)).await;
    let selector = format!("[action='/admin/people/{}/unlock'] button", alice.id);
    let unlocked = hannah.submit_once(&page, &selector, &[]).await;

    assert!(!locked);
    assert!(
        unlocked.location().contains("person-unlocked"),
        "{}",
        unlocked.body
    );
    assert!(try_password(&app, "alice", PASSWORD).await);
    assert!(app.trail().await.contains(&"unlocked ok".to_owned()));
}

#[tokio::test]
async fn the_helpdesk_unlocks_nobody_with_a_role_and_auditors_nobody() {
    let app = TestApp::start().await;
    let root = app.add_admin("root").await;
    let alice = app.add_user("alice").await;
    for (name, role, person) in [
        ("hannah", Role::Helpdesk, root.id),
        ("audrey", Role::Auditor, alice.id),
    ] {
        app.add_person(name, &[], |new| new.role = Some(role)).await;
        let visitor = browser(&app, name).await;

        let refused = post(&visitor, &format!("/admin/people/{person}/unlock"), &[]).await;

        assert!(
            [403, 422].contains(&refused.status.as_u16()),
            "{name}: {}",
            refused.status
        );
    }
    assert!(!app.trail().await.contains(&"unlocked ok".to_owned()));
}

#[tokio::test]
async fn a_deletion_says_first_what_it_ends() {
    let app = TestApp::start().await;
    app.add_admin("root").await;
    let helper = app
        .add_person("helper", &["staff", "night"], |new| {
            new.role = Some(Role::Helpdesk);
        })
        .await;
    let there = browser(&app, "helper").await;
    let new = NewApiToken {
        name: "A program".to_owned(),
        scopes: "read".parse().unwrap(),
        lifetime: Seconds::days(1),
    };
    let operator = Administrator::operator();
    app.accounts
        .make_api_token(&operator, helper.id, new)
        .await
        .unwrap();
    let root = browser(&app, "root").await;
    let path = format!("/admin/people/{}/delete", helper.id);

    let page = root.get(&path).await;
    let done = root
        .submit_once(&page, "#confirm", &[("confirm", "yes")])
        .await;

    for line in [
        "Sessions: 1",
        "Tokens of the API: 1",
        "Memberships of groups: 2",
    ] {
        assert!(page.body.contains(line), "{line} in {}", page.body);
    }
    assert!(
        done.location().starts_with("/admin/people?"),
        "{}",
        done.body
    );
    assert!(app.accounts.user(helper.id).await.unwrap().is_none());
    assert!(there.get("/account").await.location().starts_with("/login"));
}

#[tokio::test]
async fn nobody_deletes_the_own_account_or_without_meaning_it() {
    let app = TestApp::start().await;
    let root = app.add_admin("root").await;
    app.add_admin("other").await;
    let alice = app.add_user("alice").await;
    let visitor = browser(&app, "root").await;

    let own = format!("/admin/people/{}/delete", root.id);
    let own = post(&visitor, &own, &[("confirm", "yes")]).await;
    let hasty = post(&visitor, &format!("/admin/people/{}/delete", alice.id), &[]).await;

    assert_eq!((own.status.as_u16(), hasty.status.as_u16()), (422, 422));
    for id in [root.id, alice.id] {
        assert!(app.accounts.user(id).await.unwrap().is_some());
    }
}
