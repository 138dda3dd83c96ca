//! The pages: what a person may open, and where an administrator says who may enter.

use gantry_core::access::{Access, Condition};
use gantry_core::methods::Assurance;
use gantry_test_support::{Page, TestApp, Visitor};

use super::{any, negated, rebind, wiki};

const PAGE: &str = "/admin/applications/wiki/access";

async fn lists_the_wiki(visitor: &Visitor) -> bool {
    let page = visitor.get("/apps").await;
    page.body.contains("/application/launch/wiki/")
}

#[tokio::test]
async fn my_applications_lists_what_the_bindings_allow_and_launching_agrees() {
    let app = TestApp::start().await;
    let alice = app.add_user_in("alice", &["staff"]).await;
    let staff = app.group("staff").await;
    let wiki = wiki(&app, Access::default()).await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    let elsewhere = Condition::Network(vec!["192.0.2.0/24".parse().unwrap()]);
    let cases = [
        (Access::default(), true),
        (Access::any_group([staff]), true),
        (negated(Access::any_group([staff])), false),
        (any([Condition::Person(alice.id)]), true),
        (any([elsewhere]), false),
        // One more proof opens it, and the application asks for that on the way in.
        (any([Condition::Factor(Assurance::TwoFactors)]), true),
    ];

    for (access, open) in cases {
        rebind(&app, &wiki, access.clone()).await;
        let launched = visitor.get("/application/launch/wiki/").await;

        assert_eq!(lists_the_wiki(&visitor).await, open, "{access:?}");
        assert_eq!(launched.status.is_redirection(), open, "{access:?}");
        if !open {
            assert_eq!(launched.problem().as_deref(), Some("not_allowed"));
        }
    }
}

async fn administrator(app: &TestApp) -> Visitor {
    app.add_admin("carol").await;
    let visitor = app.visitor();
    visitor.sign_in("carol").await;
    visitor
}

async fn add(visitor: &Visitor, page: &Page, field: &str, value: &str, act: &str) -> Page {
    let changes = [(field, value), ("act", act)];
    visitor
        .submit_once(page, &format!("#{field}"), &changes)
        .await
}

#[tokio::test]
async fn nothing_is_saved_before_it_was_said_who_gains_and_who_loses() {
    let app = TestApp::start().await;
    app.add_user_in("alice", &["staff"]).await;
    app.add_user("bob").await;
    let wiki = wiki(&app, Access::default()).await;
    let carol = administrator(&app).await;

    let page = carol.get(PAGE).await;
    let group = add(&carol, &page, "group", "staff", "add-group").await;
    let stored = app.accounts.client_by_slug(&wiki.client.slug).await;
    let saved = carol.submit(&group, "#access-save", &[]).await.page();
    let page = add(&carol, &saved, "username", "bob", "add-person").await;

    assert!(page.text("#open").is_none());
    assert_eq!(group.text("#lose").as_deref(), Some("everyone else"));
    assert!(group.text("#own-loss").is_some());
    assert!(stored.unwrap().unwrap().settings.access.is_open());
    assert!(saved.text("#effect").is_none());
    assert_eq!(saved.text("#binding-0").as_deref(), Some("Group staff"));
    assert_eq!(page.text("#gain").as_deref(), Some("bob Example (bob)"));
    assert_eq!(page.text("#lose").as_deref(), Some("nobody"));
}

#[tokio::test]
async fn a_draft_of_what_somebody_else_changed_meanwhile_is_refused() {
    let app = TestApp::start().await;
    app.add_user_in("alice", &["staff"]).await;
    let staff = app.group("staff").await;
    let wiki = wiki(&app, Access::default()).await;
    let carol = administrator(&app).await;

    let page = carol.get(PAGE).await;
    let draft = add(&carol, &page, "username", "alice", "add-person").await;
    rebind(&app, &wiki, Access::any_group([staff])).await;
    let refused = carol.submit(&draft, "#access-save", &[]).await.page();

    assert_eq!(refused.status, 422);
    assert_eq!(refused.text("#binding-0").as_deref(), Some("Group staff"));
}

#[tokio::test]
async fn what_makes_no_sense_is_told_beside_its_field() {
    let app = TestApp::start().await;
    wiki(&app, Access::default()).await;
    let carol = administrator(&app).await;
    let page = carol.get(PAGE).await;

    for (field, value, act) in [
        ("group", "ghosts", "add-group"),
        ("username", "nobody", "add-person"),
        ("networks", "the office", "add-network"),
        ("from", "noon", "add-time"),
    ] {
        let answer = add(&carol, &page, field, value, act).await;

        assert_eq!(answer.status, 422, "{field}");
        let problem = format!("#{field}-problem");
        assert!(answer.text(&problem).is_some(), "{field}: {}", answer.body);
    }
}

#[tokio::test]
async fn a_group_says_where_it_is_and_where_it_leads() {
    let app = TestApp::start().await;
    app.add_user_in("alice", &["night"]).await;
    let (staff, night) = (app.group("staff").await, app.group("night").await);
    wiki(&app, Access::any_group([staff])).await;
    let carol = administrator(&app).await;

    let page = carol.get(&format!("/admin/groups/{night}")).await;
    let moved = carol
        .submit(&page, "#parent", &[("parent", "staff")])
        .await
        .page();
    let above = carol.get(&format!("/admin/groups/{staff}")).await;
    let circle = carol
        .submit_once(&above, "#parent", &[("parent", "night")])
        .await;

    assert!(moved.text(".crumbs").unwrap().contains("staff"));
    assert!(moved.text("#uses").unwrap().contains("open to members"));
    assert_eq!(above.text("#children").as_deref(), Some("night"));
    assert!(above.body.contains("alice Example"));
    assert_eq!(circle.status, 422);
    assert!(circle.text("#parent-problem").is_some());
}
