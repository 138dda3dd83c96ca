//! Who is in which group.

use gantry_core::group::{Group, GroupId};
use gantry_core::user::{User, UserId};
use gantry_store::{groups, memberships, users};

use crate::builders::{group, id, user};
use crate::support::{TestStore, read, written};

async fn store_with(people: &[&User], all: &[&Group]) -> TestStore {
    let store = TestStore::open().await;
    for person in people {
        let person = (*person).clone();
        assert!(written!(store, [person], tx => users::insert(tx, person, None)));
    }
    for one in all {
        let one = (*one).clone();
        assert!(written!(store, [one], tx => groups::insert(tx, one)));
    }
    store
}

async fn add(store: &TestStore, group: GroupId, user: UserId) -> bool {
    written!(store, [group, user], tx => memberships::add(tx, *group, *user))
}

#[tokio::test]
async fn a_person_joins_once_and_leaves_once() {
    let (alice, staff) = (user("alice"), group("staff"));
    let store = store_with(&[&alice], &[&staff]).await;
    let (group, user) = (staff.id, alice.id);

    let joined = (
        add(&store, group, user).await,
        add(&store, group, user).await,
    );
    let members = read!(store, conn => memberships::members(conn, group, None, 10));
    let left = written!(store, [group, user], tx => memberships::remove(tx, *group, *user));
    let again = written!(store, [group, user], tx => memberships::remove(tx, *group, *user));
    let rest = read!(store, conn => memberships::groups_of(conn, user));

    assert_eq!((joined, left, again), ((true, false), true, false));
    assert_eq!(members, [alice]);
    assert!(rest.is_empty());
}

#[tokio::test]
async fn nobody_joins_a_group_that_is_not_there_and_no_stranger_joins() {
    let (alice, staff) = (user("alice"), group("staff"));
    let store = store_with(&[&alice], &[&staff]).await;

    let no_group = add(&store, id(), alice.id).await;
    let no_user = add(&store, staff.id, id()).await;

    assert_eq!((no_group, no_user), (false, false));
}

#[tokio::test]
async fn memberships_go_with_the_person_and_with_the_group() {
    let (alice, bob) = (user("alice"), user("bob"));
    let (staff, guests) = (group("staff"), group("guests"));
    let store = store_with(&[&alice, &bob], &[&staff, &guests]).await;
    for (one, person) in [(&staff, &alice), (&staff, &bob), (&guests, &bob)] {
        add(&store, one.id, person.id).await;
    }
    let (gone_user, gone_group) = (alice.id, guests.id);

    written!(store, [gone_user], tx => users::delete(tx, *gone_user));
    written!(store, [gone_group], tx => groups::delete(tx, *gone_group));
    let members = read!(store, conn => memberships::members(conn, staff.id, None, 10));
    let left = read!(store, conn => memberships::groups_of(conn, bob.id));

    assert_eq!(members, [bob]);
    assert_eq!(left, [staff]);
}

#[tokio::test]
async fn a_persons_groups_come_in_the_byte_order_of_folded_names() {
    let alice = user("alice");
    let all = ["Zoo", "élan", "apes", "10", "9"].map(group);
    let store = store_with(&[&alice], &all.iter().collect::<Vec<_>>()).await;
    for one in &all {
        add(&store, one.id, alice.id).await;
    }

    let found = read!(store, conn => memberships::groups_of(conn, alice.id));

    let names: Vec<_> = found.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["10", "9", "apes", "Zoo", "élan"]);
}

#[tokio::test]
async fn pages_of_members_visit_everybody_once() {
    let people = ["e", "d", "c", "b", "a"].map(user);
    let (staff, guests) = (group("staff"), group("guests"));
    let store = store_with(&people.iter().collect::<Vec<_>>(), &[&staff, &guests]).await;
    for person in people.iter().rev() {
        add(&store, staff.id, person.id).await;
    }
    add(&store, guests.id, people[0].id).await;

    let mut visited: Vec<User> = Vec::new();
    loop {
        let after = visited.last().map(|person| person.id);
        let page = read!(store, conn => memberships::members(conn, staff.id, after, 2));
        if page.is_empty() {
            break;
        }
        visited.extend(page);
    }

    assert_eq!(visited, people);
}
