//! `/admin`.

use gantry_core::Seconds;
use gantry_core::role::Role;
use gantry_test_support::{AuthorizeRequest, TestApp};

use super::staff;

/// Somebody who mistypes the password once and then signs in, counted.
async fn counted(app: &TestApp) {
    let bob = app.visitor();
    let login = bob.walk("/login").await.page();
    bob.log_in_with(&login, "bob", "something else").await;
    bob.sign_in("bob").await;
    app.accounts.trail().flush().await;
    app.advance(Seconds::minutes(5));
    app.accounts.count_trail_once().await.unwrap();
}

#[tokio::test]
async fn sign_ins_are_drawn_and_told_as_a_table() {
    let app = TestApp::start().await;
    app.add_user("bob").await;
    counted(&app).await;
    let carol = staff(&app, "carol", Role::Auditor).await;

    let day = carol.get("/admin").await;
    let month = carol.get("/admin?span=month").await;

    for page in [&day, &month] {
        assert_eq!(page.status, 200);
        let drawn = page.text("#plot-desc").unwrap();
        assert!(
            drawn.contains("1 signed in.") && drawn.contains("1 refused."),
            "{drawn}"
        );
        assert!(page.body.contains("<rect class=\"plot-good\""));
    }
}

#[tokio::test]
async fn a_reason_leads_to_what_was_recorded() {
    let app = TestApp::start().await;
    app.add_user("bob").await;
    counted(&app).await;
    let carol = staff(&app, "carol", Role::Helpdesk).await;

    let page = carol.get("/admin").await;
    let href = page.attribute("#reasons [data-reason=wrong_password]", "href");
    let listed = carol.get(&href.unwrap()).await;

    assert!(listed.body.contains("Name and password did not match"));
    assert!(listed.text("#audit tbody").unwrap().contains("bob"));
}

#[tokio::test]
async fn what_waits_is_told_with_a_place_to_act() {
    let app = TestApp::start().await;
    let carol = staff(&app, "carol", Role::Administrator).await;

    let page = carol.get("/admin").await;

    let told = page.text("#concerns").unwrap();
    for part in [
        "Only one person administers",
        "without a second factor: carol",
        "Mail is not set up",
        "There is no good back-up",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(page.body.contains("href=\"/admin/mail\""));
}

#[tokio::test]
async fn people_without_a_role_see_nothing_of_it() {
    let app = TestApp::start().await;
    app.add_user("bob").await;
    let client = app.add_rocketchat().await;
    let bob = app.visitor();
    bob.sign_in("bob").await;

    for path in [
        "/admin",
        "/admin/audit",
        "/admin/trail",
        "/admin/applications/team-chat/as?person=bob",
    ] {
        assert_eq!(bob.get(path).await.status, 403, "{path}");
        assert_eq!(app.visitor().get(path).await.status, 303, "{path}");
    }
    let request = AuthorizeRequest::legacy(&client);
    assert!(bob.walk(&request.path()).await.parameter("code").is_some());
}
