//! Pages of people who have something in common.

use gantry_core::role::Role;
use gantry_store::user_lists::{self, Belongings, Held};
use gantry_store::users;

use crate::builders::user;
use crate::support::{TestStore, read, written};

#[tokio::test]
async fn disabled_people_are_listed_by_name_and_nobody_else() {
    let store = TestStore::open().await;
    for name in ["carl", "anna", "bert", "dora"] {
        let mut person = user(name);
        person.disabled = name != "bert";
        written!(store, [person], tx => users::insert(tx, person, None));
    }

    let first = read!(store, conn => user_lists::disabled(conn, "", 2));
    let rest = read!(store, conn => user_lists::disabled(conn, "carl", 2));

    let names = |page: Vec<gantry_core::user::User>| -> Vec<String> {
        page.iter().map(|user| user.username.to_string()).collect()
    };
    assert_eq!(names(first), ["anna", "carl"]);
    assert_eq!(names(rest), ["dora"]);
}

#[tokio::test]
async fn people_with_a_role_are_listed_page_by_page() {
    let store = TestStore::open().await;
    let mut desks = Vec::new();
    for (number, role) in [Some(Role::Helpdesk), None, Some(Role::Helpdesk)]
        .into_iter()
        .enumerate()
    {
        let mut person = user(&format!("person{number}"));
        person.role = role;
        if role.is_some() {
            desks.push(person.id);
        }
        written!(store, [person], tx => users::insert(tx, person, None));
    }
    desks.sort_unstable();

    let first = read!(store, conn => user_lists::with_role(conn, Role::Helpdesk, None, 1));
    let after = Some(desks[0]);
    let second = read!(store, conn => user_lists::with_role(conn, Role::Helpdesk, after, 1));
    let auditors = read!(store, conn => user_lists::with_role(conn, Role::Auditor, None, 1));

    assert_eq!(first[0].id, desks[0]);
    assert_eq!(second[0].id, desks[1]);
    assert!(auditors.is_empty());
}

#[tokio::test]
async fn a_person_without_anything_holds_and_leaves_nothing() {
    let store = TestStore::open().await;
    let alice = user("alice");
    let id = alice.id;
    written!(store, [alice], tx => users::insert(tx, alice, None));

    let held = read!(store, conn => user_lists::held(conn, id));
    let belongings = read!(store, conn => user_lists::belongings(conn, id));

    assert_eq!(held, Held::default());
    assert_eq!(belongings, Belongings::default());
}
