//! People from a table, and as one.

use gantry_accounts::Refusal;
use gantry_accounts::users::{Import, Step, UserChange};
use gantry_core::role::Role;

use crate::support::{Installation, OPERATOR, refusal};

const TABLE: &str = "\u{feff}username;name;email;groups;role;disabled;attribute:department\r\n\
    alice;Alice Adams;alice@example.org;staff;;no;Sales\r\n\
    bert;;;;helpdesk;yes;\r\n";

async fn home() -> Installation {
    let home = Installation::start().await;
    let group = home.accounts.add_group(&OPERATOR, "staff".parse().unwrap());
    group.await.unwrap();
    home
}

fn steps(import: &Import) -> Vec<&Step> {
    import.steps.iter().map(|step| &step.step).collect()
}

#[tokio::test]
async fn a_dry_run_says_what_an_import_does_and_does_nothing() {
    let home = home().await;

    let plan = home.accounts.plan_import(&OPERATOR, TABLE).await.unwrap();
    let nobody = home.accounts.list_users(None, 10).await.unwrap();
    let import = home.accounts.import_people(&OPERATOR, TABLE).await.unwrap();

    assert!(nobody.is_empty());
    assert_eq!(steps(&plan), [&Step::Add, &Step::Add]);
    assert_eq!(steps(&plan), steps(&import));
    let alice = home.accounts.user_by_login("alice").await.unwrap().unwrap();
    let bert = home.accounts.user_by_login("bert").await.unwrap().unwrap();
    let groups = home.accounts.groups_of(alice.id).await.unwrap();
    assert_eq!(groups.len(), 1);
    assert_eq!(alice.attributes.values().collect::<Vec<_>>(), ["Sales"]);
    assert_eq!((bert.role, bert.disabled), (Some(Role::Helpdesk), true));
}

#[tokio::test]
async fn a_second_import_changes_only_what_is_different() {
    let home = home().await;
    home.accounts.import_people(&OPERATOR, TABLE).await.unwrap();
    let changed = "username,name,groups,attribute:department\nalice,Alice A.,,\nbert,,,\n";

    let again = home.accounts.plan_import(&OPERATOR, TABLE).await.unwrap();
    let plan = home.accounts.plan_import(&OPERATOR, changed).await.unwrap();
    let import = home.accounts.import_people(&OPERATOR, changed).await;
    let import = import.unwrap();

    assert_eq!(steps(&again), [&Step::Unchanged, &Step::Unchanged]);
    let words = Step::Change(vec!["name", "attributes", "groups"]);
    assert_eq!(steps(&plan), [&words, &Step::Unchanged]);
    assert_eq!(steps(&plan), steps(&import));
    let alice = home.accounts.user_by_login("alice").await.unwrap().unwrap();
    assert_eq!(alice.name.as_str(), "Alice A.");
    assert!(alice.attributes.is_empty());
    assert_eq!(alice.email.unwrap().as_str(), "alice@example.org");
}

#[tokio::test]
async fn a_line_that_is_refused_stops_no_other() {
    let home = home().await;
    let root = home.admin("root").await;
    let table = "username,email,groups,role,password\n\
        a b,,,,\n\
        carl,,nowhere,,\n\
        dora,root@example.org,,,\n\
        root,,,auditor,\n\
        emil,emil@example.org,,,\n\
        EMIL,,,,\n";

    let plan = home.accounts.plan_import(&OPERATOR, table).await.unwrap();
    let import = home.accounts.import_people(&OPERATOR, table).await.unwrap();

    assert_eq!(steps(&plan), steps(&import));
    let codes: Vec<&str> = import
        .steps
        .iter()
        .map(|step| match &step.step {
            Step::Refused(refusal) => refusal.code(),
            _ => "done",
        })
        .collect();
    assert_eq!(
        codes,
        [
            "invalid_value",
            "unknown",
            "email_taken",
            "last_administrator",
            "done",
            "contradictory_settings"
        ]
    );
    let root = home.accounts.user(root.id).await.unwrap().unwrap();
    assert!(root.is_administrator());
}

#[tokio::test]
async fn what_is_no_table_of_people_is_refused_as_a_whole() {
    let home = home().await;
    let long = format!("username\n{}", "a\n".repeat(10_001));
    let large = format!("username\n{}", "a".repeat(8 * 1024 * 1024));
    for table in [
        "",
        "name\nalice\n",
        "username,secret\nalice,x\n",
        "username,username\na,b\n",
        "username,attribute:sub\na,b\n",
        &long,
        &large,
    ] {
        let refused = home.accounts.plan_import(&OPERATOR, table).await;

        let code = refusal(refused).code();
        assert!(
            ["contradictory_settings", "invalid_value"].contains(&code),
            "{code}"
        );
    }
}

#[tokio::test]
async fn what_was_exported_is_imported_again_unchanged_and_runs_in_no_spreadsheet() {
    let home = home().await;
    home.accounts.import_people(&OPERATOR, TABLE).await.unwrap();
    let alice = home.accounts.user_by_login("alice").await.unwrap().unwrap();
    let change = UserChange {
        name: Some("=HYPERLINK(\"https://evil.example\")".parse().unwrap()),
        ..UserChange::default()
    };
    home.accounts
        .change_user(&OPERATOR, alice.id, change)
        .await
        .unwrap();

    let table = home.accounts.export_people(&OPERATOR).await.unwrap();
    let plan = home.accounts.plan_import(&OPERATOR, &table).await.unwrap();

    assert!(table.contains("\"'=HYPERLINK("), "{table}");
    assert_eq!(steps(&plan), [&Step::Unchanged, &Step::Unchanged]);
    assert!(
        home.trail()
            .await
            .contains(&"exported done: 2 people".to_owned())
    );
}

#[tokio::test]
async fn a_password_is_imported_for_new_people_only() {
    let home = home().await;
    let table = "username,password\nalice,a sentence to sign in\n";
    home.accounts.import_people(&OPERATOR, table).await.unwrap();

    let again = home.accounts.import_people(&OPERATOR, table).await.unwrap();
    let signed_in = home
        .sign_in("alice", "a sentence to sign in", "192.0.2.1")
        .await;

    let refusal = Refusal::Settings("a password is imported for new people only");
    assert_eq!(steps(&again), [&Step::Refused(refusal)]);
    assert_eq!(crate::support::told(&signed_in), "done");
}
