//! Groups.

use gantry_core::group::Group;
use gantry_core::group_name::GroupName;
use gantry_store::groups;

use crate::builders::{group, id};
use crate::support::{TestStore, read, written};

async fn store_with(all: &[&Group]) -> TestStore {
    let store = TestStore::open().await;
    for one in all {
        let one = (*one).clone();
        assert!(written!(store, [one], tx => groups::insert(tx, one)));
    }
    store
}

#[tokio::test]
async fn a_group_is_found_by_id_and_by_name_ignoring_case() {
    let staff = group("Team Höhle");
    let store = store_with(&[&staff]).await;
    let name = "tEAM HÖHLE".parse().unwrap();

    let by_id = read!(store, conn => groups::by_id(conn, staff.id));
    let by_name = read!(store, conn => groups::by_name(conn, &name));

    assert_eq!(by_id.as_ref(), Some(&staff));
    assert_eq!(by_name.as_ref(), Some(&staff));
}

#[tokio::test]
async fn a_taken_name_is_refused_ignoring_case() {
    let staff = group("Staff");
    let store = store_with(&[&staff]).await;
    let twin = group("sTAFF");

    let inserted = written!(store, [twin], tx => groups::insert(tx, twin));
    let found = read!(store, conn => groups::by_id(conn, twin.id));

    assert!(!inserted);
    assert_eq!(found, None);
}

#[tokio::test]
async fn a_group_takes_a_free_name_or_another_spelling_of_its_own_but_no_taken_one() {
    let (staff, guests) = (group("staff"), group("guests"));
    let store = store_with(&[&staff, &guests]).await;
    let (staff_id, ghost) = (staff.id, id());
    let (taken, own, free): (GroupName, GroupName, GroupName) = (
        "Guests".parse().unwrap(),
        "STAFF".parse().unwrap(),
        "crew".parse().unwrap(),
    );

    let refused = written!(store, [staff_id, taken], tx => groups::rename(tx, *staff_id, taken));
    let respelt = written!(store, [staff_id, own], tx => groups::rename(tx, *staff_id, own));
    let renamed = written!(store, [staff_id, free], tx => groups::rename(tx, *staff_id, free));
    let gone = written!(store, [ghost, own], tx => groups::rename(tx, *ghost, own));
    let found = read!(store, conn => groups::by_id(conn, staff_id)).unwrap();

    assert_eq!(
        (refused, respelt, renamed, gone),
        (false, true, true, false)
    );
    assert_eq!(found.name, free);
}

#[tokio::test]
async fn a_deleted_group_is_gone_and_deleted_once() {
    let staff = group("staff");
    let store = store_with(&[&staff]).await;
    let id = staff.id;

    let first = written!(store, [id], tx => groups::delete(tx, *id));
    let second = written!(store, [id], tx => groups::delete(tx, *id));
    let found = read!(store, conn => groups::by_name(conn, &staff.name));

    assert_eq!((first, second), (true, false));
    assert_eq!(found, None);
}

#[tokio::test]
async fn pages_of_groups_visit_each_once_in_the_byte_order_of_folded_names() {
    let all = [
        "Zebra", "äpfel", "apple", "Éclair", "_x", "10", "9", "a-b", "a b", "ab", "ÄPFELN",
    ]
    .map(group);
    let store = store_with(&all.iter().collect::<Vec<_>>()).await;

    let mut visited: Vec<String> = Vec::new();
    loop {
        let after = visited.last().cloned();
        let page = read!(store, conn => groups::list(conn, after.as_deref(), 2));
        if page.is_empty() {
            break;
        }
        visited.extend(page.iter().map(|one| one.name.folded()));
    }

    assert_eq!(
        visited,
        [
            "10", "9", "_x", "a b", "a-b", "ab", "apple", "zebra", "äpfel", "äpfeln", "éclair"
        ]
    );
}

#[tokio::test]
async fn groups_are_found_by_how_their_names_begin_page_by_page() {
    let all = ["staff", "Staff north", "STAFF south", "stables", "guests"].map(group);
    let store = store_with(&all.iter().collect::<Vec<_>>()).await;

    let first = read!(store, conn => groups::beginning_with(conn, "staff", None, 2));
    let last = first.last().unwrap().name.folded();
    let second = read!(store, conn => groups::beginning_with(conn, "staff", Some(&last), 2));
    let nobody = read!(store, conn => groups::beginning_with(conn, "north", None, 2));
    let every = read!(store, conn => groups::beginning_with(conn, "", None, 9));

    let names =
        |found: &[Group]| -> Vec<String> { found.iter().map(|one| one.name.folded()).collect() };
    assert_eq!(names(&first), ["staff", "staff north"]);
    assert_eq!(names(&second), ["staff south"]);
    assert_eq!(names(&nobody), [""; 0]);
    assert_eq!(every.len(), all.len());
}
