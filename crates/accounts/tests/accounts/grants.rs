//! Row 22: the closure of what a proof can grant is within what it holds.
//!
//! Random people with random roles sit in random groups of a random tree. Each of them who has a
//! proof grants whatever it can to whomever it can, and so do those who got something, until
//! nothing changes any more: nobody ends with more than somebody who could grant it held.

use std::collections::BTreeSet;

use gantry_accounts::permissions::{Administrator, Helpdesk};
use gantry_accounts::users::UserChange;
use gantry_core::group::GroupId;
use gantry_core::role::Role;
use gantry_core::user::{User, UserId};
use proptest::collection::vec;
use proptest::prelude::{Strategy, any};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::support::{Installation, OPERATOR, new_user, password};

/// How many worlds are tried: each has a database of its own.
const WORLDS: usize = 8;

/// Roles of people, their groups, and the parent of each group.
#[derive(Debug, Clone)]
struct World {
    roles: Vec<u8>,
    memberships: Vec<(u8, u8)>,
    parents: Vec<u8>,
}

fn worlds() -> impl Strategy<Value = World> {
    (
        vec(0..3_u8, 2..6),
        vec((any::<u8>(), any::<u8>()), 0..8),
        vec(any::<u8>(), 1..5),
    )
        .prop_map(|(roles, memberships, parents)| World {
            roles,
            memberships,
            parents,
        })
}

/// Nobody here is an administrator: who is may grant everything, and holds everything.
fn role(number: u8) -> Option<Role> {
    [None, Some(Role::Auditor), Some(Role::Helpdesk)][usize::from(number)]
}

struct Built {
    home: Installation,
    people: Vec<UserId>,
    groups: Vec<GroupId>,
}

async fn build(world: &World) -> Built {
    let home = Installation::start().await;
    let mut groups: Vec<GroupId> = Vec::new();
    for (number, parent) in world.parents.iter().enumerate() {
        let name = format!("group {number}").parse().unwrap();
        let group = home.accounts.add_group(&OPERATOR, name).await.unwrap();
        if number > 0 {
            let parent = groups[usize::from(*parent) % number];
            let moved = home.accounts.move_group(&OPERATOR, group.id, Some(parent));
            moved.await.unwrap();
        }
        groups.push(group.id);
    }
    let mut people = Vec::new();
    for (number, held) in world.roles.iter().enumerate() {
        let mut new = new_user(&format!("person{number}"));
        new.role = role(*held);
        people.push(home.accounts.add_user(&OPERATOR, new).await.unwrap().id);
    }
    for (person, group) in &world.memberships {
        let person = people[usize::from(*person) % people.len()];
        let group = groups[usize::from(*group) % groups.len()];
        let added = home.accounts.add_member(&OPERATOR, group, person);
        added.await.unwrap();
    }
    Built {
        home,
        people,
        groups,
    }
}

/// What somebody holds: the role, and the groups with those that they are within.
async fn held(built: &Built, id: UserId) -> (Option<Role>, BTreeSet<GroupId>) {
    let accounts = &built.home.accounts;
    let user = accounts.user(id).await.unwrap().unwrap();
    let groups = accounts.groups_of(id).await.unwrap();
    (
        user.role,
        groups.into_iter().map(|group| group.id).collect(),
    )
}

async fn everything(built: &Built) -> Vec<(Option<Role>, BTreeSet<GroupId>)> {
    let mut all = Vec::new();
    for id in &built.people {
        all.push(held(built, *id).await);
    }
    all
}

/// Everything that the proofs of one person can do to another's roles and groups.
async fn grant(built: &Built, by: &User, to: UserId) {
    let accounts = &built.home.accounts;
    if let Some(helpdesk) = Helpdesk::of(by) {
        let new = password("a new sentence for it");
        let _ = accounts.set_password(&helpdesk, to, new).await;
        let _ = accounts.reset_factors(&helpdesk, to).await;
        let _ = accounts.unlock(&helpdesk, to).await;
        let _ = accounts.end_everything(&helpdesk, to).await;
    }
    // The acts that change roles and groups ask for this proof, and no other turns into it.
    if let Some(administrator) = Administrator::of(by) {
        for role in Role::ALL {
            let change = UserChange {
                role: Some(Some(role)),
                ..UserChange::default()
            };
            let _ = accounts.change_user(&administrator, to, change).await;
        }
        for group in &built.groups {
            let _ = accounts.add_member(&administrator, *group, to).await;
        }
    }
}

/// Whose account somebody can take over by helping: then he holds what they hold.
async fn reach(built: &Built, by: &User) -> (Option<Role>, BTreeSet<GroupId>) {
    let (mut role, mut groups) = held(built, by.id).await;
    let Some(helpdesk) = Helpdesk::of(by) else {
        return (role, groups);
    };
    for id in &built.people {
        let other = built.home.accounts.user(*id).await.unwrap().unwrap();
        if helpdesk.may_help(&other).is_ok() {
            let (others, theirs) = held(built, *id).await;
            role = role.max(others);
            groups.extend(theirs);
        }
    }
    (role, groups)
}

#[tokio::test]
async fn advisory_22_nobody_grants_more_than_he_holds() {
    let mut runner = TestRunner::deterministic();
    for _ in 0..WORLDS {
        let world = worlds().new_tree(&mut runner).unwrap().current();
        let built = build(&world).await;
        let before = everything(&built).await;

        for by in &built.people {
            for to in &built.people {
                let by = built.home.accounts.user(*by).await.unwrap().unwrap();
                grant(&built, &by, *to).await;
            }
        }

        assert_eq!(everything(&built).await, before, "{world:?}");
        for id in &built.people {
            let user = built.home.accounts.user(*id).await.unwrap().unwrap();
            let (role, _) = reach(&built, &user).await;
            assert_eq!(role, user.role, "a way to a role in {world:?}");
        }
    }
}
