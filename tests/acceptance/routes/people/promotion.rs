//! A role is worth more than what the helpdesk could reach before.

use gantry_accounts::permissions::{Administrator, Helpdesk};
use gantry_accounts::users::UserChange;
use gantry_core::factor::TotpFactor;
use gantry_core::password::Password;
use gantry_core::role::Role;
use gantry_core::user::User;
use gantry_store::totp_factors;
use gantry_test_support::{PASSWORD, TestApp};

use super::{browser, post};

const OPERATOR: Administrator = Administrator::operator();
const CHOSEN: &str = "nine purple elephants walk";
const OWN: &str = "seven quiet lanterns drift";

async fn helper(app: &TestApp) -> Helpdesk {
    let hannah = app
        .add_person("hannah", &[], |new| new.role = Some(Role::Helpdesk))
        .await;
    Helpdesk::of(&hannah).unwrap()
}

async fn promote(app: &TestApp, user: &User) {
    let change = UserChange {
        role: Some(Some(Role::Administrator)),
        ..UserChange::default()
    };
    let changed = app.accounts.change_user(&OPERATOR, user.id, change);
    changed.await.unwrap();
}

async fn opens(app: &TestApp, name: &str, password: &str) -> bool {
    let visitor = app.visitor();
    let login = visitor.get("/login").await;
    let typed = [("username", name), ("password", password)];
    let page = visitor.submit_once(&login, "#login-submit", &typed).await;
    page.status.is_redirection()
}

fn password(text: &str) -> Password {
    Password::chosen(text.to_owned()).unwrap()
}

#[tokio::test]
async fn advisory_22_a_password_that_the_helpdesk_chose_ends_with_a_promotion() {
    let app = TestApp::start().await;
    let alice = app.add_user("alice").await;
    let helper = helper(&app).await;
    app.accounts
        .set_password(&helper, alice.id, password(CHOSEN))
        .await
        .unwrap();
    let before = opens(&app, "alice", CHOSEN).await;

    promote(&app, &alice).await;

    assert!(before);
    assert!(!opens(&app, "alice", CHOSEN).await);
    let by = OPERATOR;
    let new = app.accounts.set_password(&by, alice.id, password(OWN));
    new.await.unwrap();
    assert!(opens(&app, "alice", OWN).await);
}

/// The helpdesk signs in with it and changes it "itself": it still knows what it must not.
#[tokio::test]
async fn advisory_22_a_password_that_was_changed_knowing_that_of_the_helpdesk_ends_too() {
    let app = TestApp::start().await;
    let alice = app.add_user("alice").await;
    let helper = helper(&app).await;
    app.accounts
        .set_password(&helper, alice.id, password(CHOSEN))
        .await
        .unwrap();
    let changed = app
        .accounts
        .change_own_password(alice.id, password(CHOSEN), password(OWN));
    changed.await.unwrap();

    promote(&app, &alice).await;

    assert!(!opens(&app, "alice", OWN).await);
}

/// Whoever signed in with it may have added a factor that opens the account without it.
#[tokio::test]
async fn advisory_22_factors_end_with_a_password_that_the_helpdesk_chose_and_stay_otherwise() {
    for lent in [true, false] {
        let app = TestApp::start().await;
        let alice = app.add_user("alice").await;
        let helper = helper(&app).await;
        if lent {
            app.accounts
                .set_password(&helper, alice.id, password(CHOSEN))
                .await
                .unwrap();
        }
        add_phone(&app, &alice).await;

        promote(&app, &alice).await;

        let left = app.accounts.factors_of(alice.id).await.unwrap();
        assert_eq!(left.all.is_empty(), lent);
    }
}

/// A password of the own came later, by a link in a mail; what the helper added stays until then.
#[tokio::test]
async fn advisory_22_factors_from_before_a_password_of_the_own_end_with_a_promotion_too() {
    let app = TestApp::start().await;
    let alice = app.add_user("alice").await;
    let helper = helper(&app).await;
    let lent = app
        .accounts
        .set_password(&helper, alice.id, password(CHOSEN));
    lent.await.unwrap();
    add_phone(&app, &alice).await;
    let own = app
        .accounts
        .set_password(&OPERATOR, alice.id, password(OWN));
    own.await.unwrap();

    promote(&app, &alice).await;

    let factors = app.accounts.factors_of(alice.id).await.unwrap();
    assert!(factors.all.is_empty());
    assert!(opens(&app, "alice", OWN).await);
}

/// The letters of somebody who gets a role later would go to the helper.
#[tokio::test]
async fn advisory_22_a_password_that_the_helpdesk_chose_changes_no_address() {
    let app = TestApp::start().await;
    let smtp = app.with_mail().await;
    let alice = app.add_user("alice").await;
    let helper = helper(&app).await;
    let lent = app
        .accounts
        .set_password(&helper, alice.id, password(CHOSEN));
    lent.await.unwrap();
    let visitor = app.visitor();
    let login = visitor.get("/login").await;
    let typed = [("username", "alice"), ("password", CHOSEN)];
    visitor.submit_once(&login, "#login-submit", &typed).await;

    let page = visitor.get("/account/email").await;
    let typed = [
        ("email", "hannah@example.org"),
        ("current_password", CHOSEN),
    ];
    let refused = visitor.submit_once(&page, "#email-submit", &typed).await;
    app.send_mail().await;

    assert!(refused.body.contains("The helpdesk chose this password"));
    assert!(smtp.all().is_empty());
}

async fn add_phone(app: &TestApp, user: &User) {
    let env = app.accounts.env();
    let factor = TotpFactor {
        id: env.id(),
        user_id: user.id,
        name: "Phone".parse().unwrap(),
        sealed: vec![1],
        last_step: 0,
        last_used_at: None,
        created_at: env.now(),
    };
    let store = app.accounts.store();
    let stored = store.write_one(factor, |tx, factor| {
        Box::pin(totp_factors::insert(tx, factor))
    });
    stored.await.unwrap();
}

#[tokio::test]
async fn advisory_22_a_password_of_ones_own_survives_a_promotion() {
    let app = TestApp::start().await;
    let alice = app.add_user("alice").await;

    promote(&app, &alice).await;

    assert!(opens(&app, "alice", PASSWORD).await);
}

#[tokio::test]
async fn advisory_22_a_password_that_an_administrator_chose_survives_a_promotion() {
    let app = TestApp::start().await;
    let alice = app.add_user("alice").await;
    let helper = helper(&app).await;
    for by_helpdesk in [true, false] {
        let set = if by_helpdesk {
            app.accounts
                .set_password(&helper, alice.id, password(CHOSEN))
                .await
        } else {
            app.accounts
                .set_password(&OPERATOR, alice.id, password(OWN))
                .await
        };
        set.unwrap();
    }

    promote(&app, &alice).await;

    assert!(opens(&app, "alice", OWN).await);
}

#[tokio::test]
async fn advisory_22_a_promotion_on_the_page_ends_the_password_and_the_trail_says_so() {
    let app = TestApp::start().await;
    let alice = app.add_user("alice").await;
    let helper = helper(&app).await;
    app.accounts
        .set_password(&helper, alice.id, password(CHOSEN))
        .await
        .unwrap();
    app.add_admin("root").await;
    let root = browser(&app, "root").await;
    let path = format!("/admin/people/{}", alice.id);
    let page = root.get(&path).await;

    root.submit_once(&page, "[name=role]", &[("role", "auditor")])
        .await;

    let alice = app.accounts.user(alice.id).await.unwrap().unwrap();
    assert_eq!(alice.role, Some(Role::Auditor));
    assert!(!opens(&app, "alice", CHOSEN).await);
    let history = root.get(&format!("{path}/history")).await;
    let trail = post(&root, "/admin/audit/export", &[("format", "csv")]).await;
    assert!(
        trail.body.contains("password of the helpdesk"),
        "{} {}",
        trail.body,
        history.status
    );
}
