use proptest::prelude::{
    Just, Strategy, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest,
};

use super::{Access, Binding, Condition, Entering, Entry, Hours, Judgement, Mode, Weekday};
use crate::clock::Timestamp;
use crate::group::GroupId;
use crate::id::Id;
use crate::methods::Assurance;
use crate::user::UserId;

fn person(number: u64) -> UserId {
    Id::from_parts(number, &[1; 10])
}

fn group(number: u64) -> GroupId {
    Id::from_parts(number, &[2; 10])
}

fn at(now: i64) -> Timestamp {
    Timestamp::from_i64(now)
}

fn entering(groups: &[GroupId]) -> Entering<'_> {
    Entering {
        person: person(1),
        groups,
        entry: Entry {
            at: Some(at(1000)),
            from: "192.0.2.7".parse().ok(),
        },
        assurance: Assurance::OneFactor,
        now: at(1000),
    }
}

fn condition() -> impl Strategy<Value = Condition> {
    prop_oneof![
        (0..4_u64).prop_map(|number| Condition::Person(person(number))),
        (0..4_u64).prop_map(|number| Condition::Group(group(number))),
        Just(Condition::Network(vec!["192.0.2.0/24".parse().unwrap()])),
        Just(Condition::Network(vec!["fd00::/8".parse().unwrap()])),
        Just(Condition::Time(
            Hours::new([Weekday::Friday], 540, 1020, 60).unwrap()
        )),
        prop::sample::select(&Assurance::ALL[..]).prop_map(Condition::Factor),
    ]
}

fn binding() -> impl Strategy<Value = Binding> {
    let end = prop::option::of((0..2000_i64).prop_map(at));
    (condition(), any::<bool>(), any::<bool>(), end).prop_map(
        |(condition, negated, enabled, expires_at)| Binding {
            condition,
            negated,
            enabled,
            expires_at,
        },
    )
}

fn access() -> impl Strategy<Value = Access> {
    let mode = prop::sample::select(&[Mode::Any, Mode::All][..]);
    (mode, prop::collection::vec(binding(), 0..6))
        .prop_map(|(mode, bindings)| Access { mode, bindings })
}

fn own_groups() -> impl Strategy<Value = Vec<GroupId>> {
    prop::collection::vec((0..4_u64).prop_map(group), 0..4)
}

proptest! {
    #[test]
    fn what_is_written_reads_back(access in access()) {
        let written = serde_json::to_string(&access).unwrap();

        prop_assert_eq!(serde_json::from_str::<Access>(&written).unwrap(), access);
    }

    #[test]
    fn whoever_may_enter_could_enter(access in access(), groups in own_groups()) {
        let who = entering(&groups);

        if access.judge(&who) == Judgement::Admitted {
            prop_assert!(access.could_admit(who.person, &groups, who.now));
        }
    }

    #[test]
    fn a_demand_is_the_least_proof_that_lets_in(access in access(), groups in own_groups()) {
        let who = entering(&groups);
        let with = |assurance| access.judge(&Entering { assurance, ..who });

        if let Some(least) = access.demands(&who) {
                prop_assert!(least > who.assurance);
                prop_assert!(with(who.assurance) != Judgement::Admitted);
                prop_assert_eq!(with(least), Judgement::Admitted);
            } else {
                let denied = Assurance::ALL.into_iter().all(|it| with(it) != Judgement::Admitted);
                prop_assert!(denied || with(who.assurance) == Judgement::Admitted);
            }

    }

    #[test]
    fn what_does_not_count_changes_nothing(
        access in access(), place in 0..6_usize, condition in condition(), groups in own_groups(),
    ) {
        let who = entering(&groups);
        let mut more = access.clone();
        let off = Binding { enabled: false, ..Binding::of(condition) };
        more.bindings.insert(place.min(access.bindings.len()), off);

        if !access.is_open() {
            prop_assert_eq!(more.judge(&who), access.judge(&who));
        }
    }

    #[test]
    fn order_changes_the_reason_and_nothing_else(access in access(), groups in own_groups()) {
        let who = entering(&groups);
        let mut turned = access.clone();
        turned.bindings.reverse();

        let enters = |access: &Access| access.judge(&who) == Judgement::Admitted;
        prop_assert_eq!(enters(&turned), enters(&access));
    }
}

#[test]
fn without_a_binding_everyone_enters() {
    assert_eq!(Access::default().judge(&entering(&[])), Judgement::Admitted);
}

#[test]
fn what_is_not_known_fulfils_nothing_and_no_negation() {
    let unseen = Entering {
        entry: Entry::default(),
        ..entering(&[])
    };
    let hours = Hours::new(Weekday::ALL, 0, 1439, 0).unwrap();
    for condition in [
        Condition::Network(vec!["0.0.0.0/0".parse().unwrap()]),
        Condition::Time(hours),
    ] {
        for negated in [false, true] {
            let binding = Binding {
                negated,
                ..Binding::of(condition.clone())
            };
            let access = Access {
                mode: Mode::Any,
                bindings: vec![binding],
            };
            assert_ne!(access.judge(&unseen), Judgement::Admitted);
        }
    }
}

#[test]
fn who_came_in_by_the_group_is_not_kept_by_the_network() {
    let staff = [group(1)];
    let mut access = Access::any_group(staff);
    let office = Condition::Network(vec!["198.51.100.0/24".parse().unwrap()]);
    access.bindings.push(Binding::of(office));

    assert_eq!(access.judge(&entering(&staff)), Judgement::Admitted);
    assert_ne!(access.judge(&entering(&[])), Judgement::Admitted);
    assert!(access.could_admit(person(1), &[], at(1000)));
}

#[test]
fn when_every_binding_has_expired_nobody_enters() {
    let mut access = Access::any_group([group(1)]);
    access.bindings[0].expires_at = Some(at(1000));
    let groups = [group(1)];

    assert_eq!(access.judge(&entering(&groups)), Judgement::NothingCounts);
    assert!(!access.could_admit(person(1), &groups, at(1000)));
    assert!(access.could_admit(person(1), &groups, at(999)));
}

#[test]
fn the_first_binding_in_the_way_is_named() {
    let access = Access {
        mode: Mode::All,
        bindings: vec![
            Binding::of(Condition::Group(group(1))),
            Binding::of(Condition::Factor(Assurance::TwoFactors)),
            Binding::of(Condition::Group(group(2))),
        ],
    };
    let in_the_way = |groups: &[GroupId]| match access.judge(&entering(groups)) {
        Judgement::Unfulfilled(binding) => Some(binding.condition.clone()),
        _ => None,
    };

    assert_eq!(in_the_way(&[]), Some(Condition::Group(group(1))));
    assert_eq!(
        in_the_way(&[group(1)]),
        Some(Condition::Factor(Assurance::TwoFactors))
    );
}

#[test]
fn hours_over_midnight_belong_to_the_day_they_began_on() {
    // 1970-01-01 was a Thursday.
    let night = Hours::new([Weekday::Thursday], 22 * 60, 6 * 60, 0).unwrap();
    let hour = 3600;

    assert!(!night.contain(at(5 * hour)));
    assert!(night.contain(at(23 * hour)));
    assert!(night.contain(at(29 * hour)));
    assert!(!night.contain(at(30 * hour)));
    assert!(!night.contain(at(47 * hour)));
}

#[test]
fn hours_are_read_from_the_clock_of_their_place() {
    let east = Hours::new([Weekday::Friday], 0, 60, 120).unwrap();

    assert!(east.contain(at(22 * 3600)));
    assert!(!east.contain(at(24 * 3600)));
}

#[test]
fn hours_without_a_day_or_beyond_it_are_none() {
    for (days, from, until, offset) in [
        (vec![], 0, 60, 0),
        (vec![Weekday::Monday], 0, 1440, 0),
        (vec![Weekday::Monday], -1, 60, 0),
        (vec![Weekday::Monday], 0, 60, 15 * 60),
    ] {
        assert!(Hours::new(days, from, until, offset).is_err());
    }
}
