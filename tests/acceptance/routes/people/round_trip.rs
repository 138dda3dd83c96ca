//! What one server exports, another one imports, to the letter.

use std::collections::BTreeMap;

use gantry_accounts::permissions::Administrator;
use gantry_accounts::users::UserChange;
use gantry_core::claim_name::ClaimName;
use gantry_core::user::User;
use gantry_test_support::{TestApp, Visitor};

use super::{browser, post};

const OPERATOR: Administrator = Administrator::operator();
/// What a spreadsheet would run, and names of groups with the separator in them.
const VALUES: [&str; 7] = [
    "=HYPERLINK(1)",
    "'=1",
    "''-1",
    "x;=1+1",
    " two  spaces ",
    "+49 30 1;-2",
    "a \"b\"; @c",
];
const GROUPS: [&str; 4] = ["staff", "a|b", "back\\slash\\|x", "=formula"];

async fn exported(visitor: &Visitor) -> String {
    let page = post(visitor, "/admin/people/export", &[]).await;
    assert_eq!(page.status, 200);
    page.body
}

async fn with_group_names(app: &TestApp, user: &User) -> Vec<String> {
    let groups = app.accounts.direct_groups_of(user.id).await.unwrap();
    groups.iter().map(|group| group.name.to_string()).collect()
}

fn attributes() -> BTreeMap<ClaimName, String> {
    let names = ["department", "Department", "c", "d", "e", "f", "g"];
    let values = VALUES.map(str::to_owned);
    let pairs = names.into_iter().zip(values);
    pairs
        .map(|(name, value)| (name.parse().unwrap(), value))
        .collect()
}

#[tokio::test]
async fn an_export_is_imported_elsewhere_without_any_difference() {
    let (from, to) = (TestApp::start().await, TestApp::start().await);
    let alice = from.add_user_in("alice", &GROUPS).await;
    let change = UserChange {
        name: Some("@alice; =1".parse().unwrap()),
        attributes: Some(attributes()),
        ..UserChange::default()
    };
    from.accounts
        .change_user(&OPERATOR, alice.id, change)
        .await
        .unwrap();
    for app in [&from, &to] {
        app.add_admin("root").await;
    }
    for group in GROUPS {
        to.group(group).await;
    }

    let table = exported(&browser(&from, "root").await).await;
    let root = browser(&to, "root").await;
    let fields = [("table", table.as_str()), ("apply", "yes")];
    let done = post(&root, "/admin/people/import", &fields).await;

    let there = to.accounts.user_by_login("alice").await.unwrap();
    let there = there.unwrap_or_else(|| panic!("{}\n{table}", done.body));
    assert_eq!(there.name.as_str(), "@alice; =1");
    assert_eq!(there.attributes, attributes());
    let mut groups = with_group_names(&to, &there).await;
    let mut wanted = with_group_names(&from, &alice).await;
    groups.sort();
    wanted.sort();
    assert_eq!(groups, wanted);
    assert_eq!(exported(&root).await, table);
}

#[tokio::test]
async fn no_cell_of_an_export_begins_like_a_formula() {
    let app = TestApp::start().await;
    let alice = app.add_user_in("alice", &GROUPS).await;
    let change = UserChange {
        name: Some("=cmd|' /C calc'!A0".parse().unwrap()),
        attributes: Some(attributes()),
        ..UserChange::default()
    };
    app.accounts
        .change_user(&OPERATOR, alice.id, change)
        .await
        .unwrap();
    app.add_admin("root").await;

    let root = browser(&app, "root").await;
    let table = exported(&root).await;
    let trail = post(&root, "/admin/audit/export", &[("format", "csv")]).await;

    for text in [&table, &trail.body] {
        for cell in text.split([',', ';', '\n']) {
            let cell = cell.trim_start_matches('"');
            assert!(
                !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                "{cell:?} in\n{text}"
            );
        }
    }
}
