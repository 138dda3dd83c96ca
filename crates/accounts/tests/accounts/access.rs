//! Who gains and who loses by a change of who may enter.

use gantry_accounts::access::changes::Affected;
use gantry_accounts::permissions::Administrator;
use gantry_core::access::{Access, Binding, Condition, Mode};
use gantry_core::methods::Assurance;
use gantry_core::user::User;

use crate::support::{Installation, OPERATOR, new_client, refusal};

fn names(affected: &Affected) -> Vec<&str> {
    let people = affected.people.iter();
    people.map(|user| user.username.as_str()).collect()
}

struct Home {
    house: Installation,
    alice: User,
    bob: User,
    staff: Access,
}

impl Home {
    /// Alice is in the staff by a group within it; bob is in no group.
    async fn start() -> Self {
        let home = Installation::start().await;
        let (alice, bob) = (home.admin("alice").await, home.user("bob").await);
        let mut ids = Vec::new();
        for name in ["staff", "night"] {
            let name = name.parse().unwrap();
            ids.push(home.accounts.add_group(&OPERATOR, name).await.unwrap().id);
        }
        let accounts = &home.accounts;
        let moved = accounts.move_group(&OPERATOR, ids[1], Some(ids[0]));
        moved.await.unwrap();
        let added = accounts.add_member(&OPERATOR, ids[1], alice.id);
        assert!(added.await.unwrap());
        Self {
            staff: Access::any_group([ids[0]]),
            house: home,
            alice,
            bob,
        }
    }
}

#[tokio::test]
async fn closing_to_a_group_costs_everyone_else_and_nobody_in_it() {
    let it = Home::start().await;
    let open = Access::default();

    let closing = it
        .house
        .accounts
        .effect_of_access(&OPERATOR, &open, &it.staff)
        .await
        .unwrap();

    assert!(closing.lose.everyone_else);
    assert!(closing.gain.is_nobody());
    assert!(names(&closing.lose).is_empty());
}

#[tokio::test]
async fn those_whom_bindings_name_are_told_by_name() {
    let it = Home::start().await;
    let person = Access {
        mode: Mode::Any,
        bindings: vec![Binding::of(Condition::Person(it.bob.id))],
    };
    let by = Administrator::of(&it.alice).unwrap();

    let effect = it
        .house
        .accounts
        .effect_of_access(&by, &it.staff, &person)
        .await
        .unwrap();

    assert_eq!(names(&effect.gain), ["bob"]);
    assert_eq!(names(&effect.lose), ["alice"]);
    assert!(effect.own_loss);
    assert!(!effect.lose.everyone_else && !effect.conditions);
}

#[tokio::test]
async fn conditions_of_the_moment_cost_nobody_and_are_mentioned() {
    let it = Home::start().await;
    let mut stronger = it.staff.clone();
    stronger.mode = Mode::All;
    let factor = Condition::Factor(Assurance::TwoFactors);
    stronger.bindings.push(Binding::of(factor));

    let effect = it
        .house
        .accounts
        .effect_of_access(&OPERATOR, &it.staff, &stronger)
        .await
        .unwrap();

    assert!(effect.conditions);
    assert!(effect.gain.is_nobody() && effect.lose.is_nobody());
}

#[tokio::test]
async fn a_change_is_made_of_what_was_read_alone() {
    let it = Home::start().await;
    let accounts = &it.house.accounts;
    let added = accounts.add_client(&OPERATOR, new_client("Wiki")).await;
    let client = added.unwrap().client;
    let open = Access::default();

    let first = accounts.change_access(&OPERATOR, &client, (&open, it.staff.clone()));
    let first = Box::pin(first).await;
    let second = accounts.change_access(&OPERATOR, &client, (&open, Access::default()));
    let second = Box::pin(second).await;

    assert_eq!(first.unwrap().settings.access, it.staff);
    assert_eq!(refusal(second).code(), "changed_meanwhile");
}
