//! What is demanded, or given, after somebody signed in reaches the session that is there.

use gantry_accounts::permissions::Administrator;
use gantry_accounts::settings::{FactorDemand, Policy};
use gantry_accounts::users::UserChange;
use gantry_core::role::Role;
use gantry_test_support::{PASSWORD, TestApp};

use super::{Armed, add_phone, is_signed_in};

const OPERATOR: Administrator = Administrator::operator();

async fn demand_of_roles(app: &TestApp) {
    let policy = Policy {
        factors: FactorDemand::Roles,
        ..Policy::default()
    };
    app.accounts
        .change_settings(&OPERATOR, policy)
        .await
        .unwrap();
}

#[tokio::test]
async fn advisory_09_the_administration_asks_older_sessions_for_the_factor() {
    let app = TestApp::start().await;
    app.add_admin("root").await;
    let visitor = app.visitor();
    visitor.sign_in("root").await;
    let before = visitor.get("/admin/people").await;
    demand_of_roles(&app).await;

    let pages = [
        "/admin",
        "/admin/people",
        "/admin/settings",
        "/account/api-tokens",
    ];
    let mut led = Vec::new();
    for page in pages {
        led.push(visitor.get(page).await);
    }
    let posted = visitor.post("/admin/groups", &[("name", "mine")]).await;
    let enrol = visitor.walk("/admin/people").await.page();
    add_phone(&app, &visitor, &enrol).await;
    let after = visitor.get("/admin/people").await;

    assert_eq!(before.status, 200);
    for page in led.iter().chain([&posted]) {
        let to = page.location();
        assert!(
            to.starts_with("/login/step-up?more=yes"),
            "{}: {to}",
            page.url
        );
    }
    assert_eq!(after.status, 200);
}

#[tokio::test]
async fn advisory_22_a_role_ends_the_sessions_that_were_there_before_it() {
    let app = TestApp::start().await;
    let bob = app.add_user("bob").await;
    let visitor = app.visitor();
    visitor.sign_in("bob").await;
    let change = UserChange {
        role: Some(Some(Role::Administrator)),
        ..UserChange::default()
    };

    let before = is_signed_in(&visitor).await;
    let changed = app.accounts.change_user(&OPERATOR, bob.id, change);
    changed.await.unwrap();

    assert!(before);
    assert!(!is_signed_in(&visitor).await);
}

#[tokio::test]
async fn advisory_09_a_password_alone_renews_nothing_for_whoever_has_a_factor() {
    let armed = Armed::new().await;
    let page = armed.visitor.walk("/login/step-up").await.page();

    let answer = armed
        .visitor
        .submit_once(
            &page,
            "#factor-submit",
            &[("password", PASSWORD), ("code", "")],
        )
        .await;

    assert!(answer.text("#factor-submit").is_some(), "{}", answer.body);
    assert!(answer.text("[role=alert]").is_some(), "{}", answer.body);
}
