//! `/admin/people/import`.

use gantry_core::role::Role;
use gantry_test_support::{Page, TestApp, Visitor};

use super::{browser, post};

const HERE: &str = "/admin/people/import";

async fn administrator(app: &TestApp) -> Visitor {
    app.add_admin("root").await;
    browser(app, "root").await
}

/// Added, changed, unchanged, refused.
fn counts(page: &Page) -> [String; 4] {
    let mut numbers = page.body.split("<dd>").skip(1);
    std::array::from_fn(|_| {
        let number = numbers.next().unwrap_or_default();
        number.split('<').next().unwrap_or_default().to_owned()
    })
}

async fn is_there(app: &TestApp, name: &str) -> bool {
    app.accounts.user_by_login(name).await.unwrap().is_some()
}

#[tokio::test]
async fn a_dry_run_says_what_would_happen_and_changes_nothing() {
    let app = TestApp::start().await;
    let root = administrator(&app).await;
    app.add_user("alice").await;
    let table =
        "username,name,email\nalice,Alice Other,alice@example.org\nbob,Bob,bob@example.org\n";

    let planned = post(&root, HERE, &[("table", table)]).await;

    assert_eq!(planned.status, 200);
    assert_eq!(counts(&planned), ["1", "1", "0", "0"], "{}", planned.body);
    assert!(!is_there(&app, "bob").await);
    let alice = app.accounts.user_by_login("alice").await.unwrap().unwrap();
    assert_eq!(alice.name.as_str(), "alice Example");
}

#[tokio::test]
async fn the_button_of_a_dry_run_imports_exactly_that() {
    let app = TestApp::start().await;
    let root = administrator(&app).await;
    let table = "username;name\nbob;Bob O'Neil\n";
    let planned = post(&root, HERE, &[("table", table)]).await;

    let done = root
        .submit_once(&planned, "[name=apply]", &[("apply", "yes")])
        .await;

    assert_eq!(counts(&done), ["1", "0", "0", "0"], "{}", done.body);
    let bob = app.accounts.user_by_login("bob").await.unwrap().unwrap();
    assert_eq!(bob.name.as_str(), "Bob O'Neil");
    let again = post(&root, HERE, &[("table", table), ("apply", "yes")]).await;
    assert_eq!(counts(&again), ["0", "0", "1", "0"], "{}", again.body);
}

#[tokio::test]
async fn lines_that_are_refused_are_told_by_number_and_stop_no_other() {
    let app = TestApp::start().await;
    let root = administrator(&app).await;
    let table = "username,email,groups,role\n\
        bob,bob@example.org,,\n\
        not a name,,,\n\
        carol,carol,,\n\
        dave,,nowhere,\n\
        erin,,,emperor\n\
        bob,,,\n\
        frank,,,\n";

    let done = post(&root, HERE, &[("table", table), ("apply", "yes")]).await;

    assert_eq!(counts(&done), ["2", "0", "0", "5"], "{}", done.body);
    for line in [3, 4, 5, 6, 7] {
        let told = format!("<th scope=\"row\">{line}</th>");
        assert!(done.body.contains(&told), "line {line}: {}", done.body);
    }
    assert!(is_there(&app, "bob").await && is_there(&app, "frank").await);
    for name in ["carol", "dave", "erin"] {
        assert!(!is_there(&app, name).await, "{name}");
    }
}

#[tokio::test]
async fn a_text_that_is_no_table_of_people_is_refused_as_a_whole() {
    let app = TestApp::start().await;
    let root = administrator(&app).await;

    for table in [
        "",
        "name\nBob\n",
        "username,shoe size\nbob,43\n",
        "username,username\nbob,bob\n",
    ] {
        let refused = post(&root, HERE, &[("table", table), ("apply", "yes")]).await;
        assert_eq!(refused.status, 422, "{table:?}");
    }
    assert!(!is_there(&app, "bob").await);
}

#[tokio::test]
async fn a_table_of_more_than_ten_thousand_lines_is_refused() {
    let app = TestApp::start().await;
    let root = administrator(&app).await;
    let lines = "not a name\n".repeat(10_001);
    let table = format!("username\n{lines}");

    let refused = post(&root, HERE, &[("table", &table)]).await;

    assert_eq!(refused.status, 422);
}

#[tokio::test]
async fn only_administrators_import_and_export() {
    let app = TestApp::start().await;
    for (name, role) in [("hannah", Role::Helpdesk), ("audrey", Role::Auditor)] {
        app.add_person(name, &[], |new| new.role = Some(role)).await;
        let visitor = browser(&app, name).await;

        let imported = post(
            &visitor,
            HERE,
            &[("table", "username\nbob\n"), ("apply", "yes")],
        )
        .await;
        let exported = post(&visitor, "/admin/people/export", &[]).await;

        assert_eq!(imported.status, 403, "{name}");
        assert_eq!(exported.status, 403, "{name}");
    }
    assert!(!is_there(&app, "bob").await);
}
