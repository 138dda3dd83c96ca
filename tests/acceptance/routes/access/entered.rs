//! By which of several bindings somebody came in decides whether what was issued stays.

use gantry_core::Seconds;
use gantry_core::access::{Access, Binding, Condition, Hours, Mode, Weekday};
use gantry_core::methods::Assurance;

use super::later::{Inside, staff};
use super::{OPERATOR, any, rebind};

fn network(text: &str) -> Condition {
    Condition::Network(vec![text.parse().unwrap()])
}

/// Alice leaves the group that she is in.
async fn leave(it: &Inside) {
    let night = it.app.group("night").await;
    let left = it.app.accounts.remove_member(&OPERATOR, night, it.alice.id);
    assert!(left.await.unwrap());
}

#[tokio::test]
async fn who_came_by_the_group_is_not_kept_by_a_network_where_he_never_was() {
    let office = network("192.0.2.0/24");
    let it = Inside::with(async |app, _| any([staff(app).await, office])).await;
    let before = it.token_is_good().await;

    leave(&it).await;

    assert!(before);
    assert!(!it.token_is_good().await);
    assert!(!it.refreshes().await);
    let trail = it.app.trail().await;
    assert!(trail.contains(&"token not_allowed".to_owned()), "{trail:?}");
}

#[tokio::test]
async fn who_came_by_the_network_stays_without_the_group() {
    let here = network("127.0.0.0/8");
    let it = Inside::with(async |app, _| any([staff(app).await, here])).await;

    leave(&it).await;

    assert!(it.token_is_good().await);
    assert!(it.refreshes().await);
}

#[tokio::test]
async fn who_came_by_the_group_is_not_kept_by_hours_or_a_proof_either() {
    for condition in ["hours", "proof", "reversed network", "reversed hours"] {
        let it = Inside::with(async |app, _| {
            let minute = app.accounts.env().now().as_i64().div_euclid(60);
            let at = |later: i64| (minute + later).rem_euclid(24 * 60);
            let later = Hours::new(Weekday::ALL, at(60), at(120), 0).unwrap();
            let now = Hours::new(Weekday::ALL, at(-60), at(60), 0).unwrap();
            let (condition, negated) = match condition {
                "hours" => (Condition::Time(later), false),
                "proof" => (Condition::Factor(Assurance::TwoFactors), false),
                "reversed hours" => (Condition::Time(now), true),
                _ => (network("127.0.0.0/8"), true),
            };
            let mut access = any([staff(app).await, condition]);
            access.bindings[1].negated = negated;
            access
        })
        .await;
        let before = it.token_is_good().await;

        leave(&it).await;

        assert!(before, "{condition}");
        assert!(!it.token_is_good().await, "{condition}");
        assert!(!it.refreshes().await, "{condition}");
    }
}

#[tokio::test]
async fn a_rule_that_is_made_later_judges_where_somebody_came_in() {
    let elsewhere = network("192.0.2.0/24");
    let here = network("127.0.0.0/8");
    for (rule, stays) in [(elsewhere, false), (here, true)] {
        let it = Inside::with(async |app, _| any([staff(app).await])).await;
        let access = Access {
            mode: Mode::All,
            bindings: vec![Binding::of(staff(&it.app).await), Binding::of(rule)],
        };

        rebind(&it.app, &it.wiki, access).await;

        assert_eq!(it.token_is_good().await, stays);
        assert_eq!(it.refreshes().await, stays);
    }
}

#[tokio::test]
async fn what_was_refreshed_is_as_old_as_the_entry() {
    let here = network("127.0.0.0/8");
    let it = Inside::with(async |app, _| any([staff(app).await, here])).await;
    leave(&it).await;
    it.app.advance(Seconds::minutes(30));

    let refreshed = it.refreshes().await;
    rebind(&it.app, &it.wiki, any([network("192.0.2.0/24")])).await;

    assert!(refreshed);
    assert!(!it.token_is_good().await);
}
