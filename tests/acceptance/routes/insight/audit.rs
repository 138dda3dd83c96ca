//! `/admin/audit` and its export.

use gantry_core::role::Role;
use gantry_test_support::TestApp;

use super::staff;

#[tokio::test]
async fn each_side_of_a_record_finds_it() {
    let app = TestApp::start().await;
    app.add_user("bob").await;
    app.add_rocketchat().await;
    let carol = staff(&app, "carol", Role::Administrator).await;
    let bob = app.visitor();
    let login = bob.walk("/login").await.page();
    bob.log_in_with(&login, "bob", "something else").await;
    app.accounts.trail().flush().await;

    for (query, expected) in [
        ("event=client_added", "Application added"),
        ("application=team-chat", "Application added"),
        (
            "person=bob&outcome=refused",
            "Name and password did not match",
        ),
        ("reason=wrong_password", "Sign-in"),
        ("person=bob&event=user_added", "Person added"),
        ("since=2020-01-01&event=client_added", "Application added"),
    ] {
        let page = carol.get(&format!("/admin/audit?{query}")).await;
        let table = page.text("#audit tbody").unwrap_or_default();
        assert!(table.contains(expected), "{query}: {table}");
    }
    let early = carol.get("/admin/audit?until=2020-01-01").await;
    assert_eq!(early.text("#audit tbody"), None);
    let nobody = carol.get("/admin/audit?person=nobody").await;
    assert!(nobody.text("#audit-unknown").is_some());
}

#[tokio::test]
async fn pages_go_on_where_the_last_one_ended() {
    let app = TestApp::start().await;
    for number in 0..60 {
        app.group(&format!("group {number}")).await;
    }
    let carol = staff(&app, "carol", Role::Auditor).await;

    let first = carol.get("/admin/audit?event=group_changed").await;
    let next = first.attribute("a[rel=next]", "href").unwrap();
    let second = carol.get(&next).await;

    let rows = |body: &str| body.matches("<th scope=\"row\">").count();
    assert_eq!((rows(&first.body), rows(&second.body)), (50, 10));
    assert_eq!(second.attribute("a[rel=next]", "href"), None);
}

#[tokio::test]
async fn an_auditor_takes_records_out_and_that_is_recorded() {
    let app = TestApp::start().await;
    let weird = "=1+1,\"quoted\"";
    app.group(weird).await;
    let carol = staff(&app, "carol", Role::Auditor).await;

    let page = carol.get("/admin/audit?event=group_changed").await;
    let csv = carol
        .submit_once(&page, "#export button", &[("format", "csv")])
        .await;
    let lines = carol
        .submit_once(&page, "#export button", &[("format", "jsonl")])
        .await;

    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(csv.header("cache-control"), "no-store");
    assert!(
        csv.body.starts_with("\"id\",\"time\",\"event\""),
        "{}",
        csv.body
    );
    assert!(!csv.body.contains("\"=1+1"), "{}", csv.body);
    let first = lines.body.lines().next().unwrap();
    let record: serde_json::Value = serde_json::from_str(first).unwrap();
    assert_eq!(record["event"], "group_changed");
    let exported = app.trail().await;
    assert_eq!(exported.iter().filter(|it| *it == "exported ok").count(), 2);
}

#[tokio::test]
async fn nothing_leaves_without_the_token_of_a_form_or_without_a_role() {
    let app = TestApp::start().await;
    app.add_user("bob").await;
    let carol = staff(&app, "carol", Role::Auditor).await;
    let bob = app.visitor();
    bob.sign_in("bob").await;

    let forged = carol
        .post("/admin/audit/export", &[("format", "csv")])
        .await;
    let refused = bob.post("/admin/audit/export", &[("format", "csv")]).await;

    assert_eq!(
        (forged.status.as_u16(), refused.status.as_u16()),
        (403, 403)
    );
    assert!(!app.trail().await.contains(&"exported ok".to_owned()));
}
