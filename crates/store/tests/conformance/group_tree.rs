//! Groups within groups.

use gantry_core::group::{Group, GroupId};
use gantry_core::user::User;
use gantry_store::{group_tree, groups, memberships, users};

use crate::builders::{group, user};
use crate::support::{TestStore, read, written};

/// `company` over `staff` over `night shift`, and `guests` beside them.
struct Tree {
    store: TestStore,
    company: Group,
    staff: Group,
    night: Group,
    guests: Group,
}

impl Tree {
    async fn open() -> Self {
        let store = TestStore::open().await;
        let company = group("company");
        let staff = within(group("staff"), &company);
        let night = within(group("night shift"), &staff);
        let guests = group("guests");
        for one in [&company, &staff, &night, &guests] {
            let one = one.clone();
            assert!(written!(store, [one], tx => groups::insert(tx, one)));
        }
        Self {
            store,
            company,
            staff,
            night,
            guests,
        }
    }

    async fn person(&self, name: &str, groups: &[GroupId]) -> User {
        let (store, person) = (&self.store, user(name));
        assert!(written!(store, [person], tx => users::insert(tx, person, None)));
        for group in groups {
            let user = person.id;
            assert!(written!(store, [group, user], tx => memberships::add(tx, *group, *user)));
        }
        person
    }
}

fn within(group: Group, parent: &Group) -> Group {
    Group {
        parent_id: Some(parent.id),
        ..group
    }
}

fn names(groups: &[Group]) -> Vec<&str> {
    groups.iter().map(|group| group.name.as_str()).collect()
}

#[tokio::test]
async fn members_of_a_group_are_members_of_those_above_it() {
    let tree = Tree::open().await;
    let store = &tree.store;
    let alice = tree.person("alice", &[tree.night.id, tree.guests.id]).await;

    let all = read!(store, conn => memberships::groups_of(conn, alice.id));
    let direct = read!(store, conn => memberships::direct_groups_of(conn, alice.id));

    assert_eq!(names(&all), ["company", "guests", "night shift", "staff"]);
    assert_eq!(names(&direct), ["guests", "night shift"]);
}

#[tokio::test]
async fn a_group_knows_what_is_above_and_what_is_within_it() {
    let tree = Tree::open().await;
    let store = &tree.store;

    let above = read!(store, conn => group_tree::above(conn, tree.night.id));
    let children = read!(store, conn => group_tree::children(conn, tree.company.id, 10));
    let levels = read!(store, conn => group_tree::levels(conn, tree.company.id));
    let single = read!(store, conn => group_tree::levels(conn, tree.guests.id));

    assert_eq!(names(&above), ["company", "staff"]);
    assert_eq!(names(&children), ["staff"]);
    assert_eq!((levels, single), (3, 1));
}

#[tokio::test]
async fn pages_of_members_visit_each_once_and_say_who_is_in_the_group_itself() {
    let tree = Tree::open().await;
    let store = &tree.store;
    let alice = tree
        .person("alice", &[tree.night.id, tree.company.id])
        .await;
    let bob = tree.person("bob", &[tree.night.id]).await;
    let carol = tree.person("carol", &[tree.staff.id]).await;
    tree.person("dave", &[tree.guests.id]).await;

    let mut found = Vec::new();
    let mut after = None;
    loop {
        let page = read!(store, conn => group_tree::members(conn, tree.company.id, after, 2));
        let Some((last, _)) = page.last() else { break };
        after = Some(last.id);
        found.extend(page.into_iter().map(|(user, direct)| (user.id, direct)));
    }

    assert_eq!(
        found,
        [(alice.id, true), (bob.id, false), (carol.id, false)]
    );
}

#[tokio::test]
async fn what_is_within_a_group_that_goes_comes_to_where_it_was() {
    let tree = Tree::open().await;
    let (store, gone) = (&tree.store, tree.staff.id);

    let lifted = written!(store, [gone], tx => group_tree::lift_children(tx, *gone));
    let deleted = written!(store, [gone], tx => groups::delete(tx, *gone));
    let above = read!(store, conn => group_tree::above(conn, tree.night.id));

    assert_eq!((lifted, deleted), (1, true));
    assert_eq!(names(&above), ["company"]);
}

#[tokio::test]
async fn a_group_is_moved_out_and_asks_for_a_factor() {
    let tree = Tree::open().await;
    let (store, id) = (&tree.store, tree.night.id);

    let moved = written!(store, [id], tx => group_tree::set_parent(tx, *id, None));
    let asked = written!(store, [id], tx => group_tree::set_factor_demanded(tx, *id, true));
    let found = read!(store, conn => groups::by_id(conn, id)).unwrap();

    assert!(moved && asked);
    assert_eq!((found.parent_id, found.factor_demanded), (None, true));
}
