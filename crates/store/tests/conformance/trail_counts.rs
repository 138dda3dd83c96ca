//! The trail in numbers.

use gantry_core::audit::{AuditEntry, AuditId, Event};
use gantry_core::{Seconds, Timestamp};
use gantry_store::audit_search::first_id_at;
use gantry_store::trail_counts::{self, HOUR, ReasonCount};
use gantry_store::{audit, jobs};

use crate::builders::{LATER, NOW};
use crate::support::{TestStore, race, read, written};

const JOB: &str = "trail_counts";

fn line(at: Timestamp, number: u8, reason: Option<&str>) -> AuditEntry {
    let millis = u64::try_from(at.as_i64()).unwrap() * 1000;
    AuditEntry {
        id: AuditId::from_parts(millis, &[number; 10]),
        at,
        event: Event::SignIn,
        reason: reason.map(ToOwned::to_owned),
        correlation: None,
        user_id: None,
        actor_id: None,
        client_id: None,
        detail: String::new(),
    }
}

async fn store_with(lines: &[AuditEntry]) -> TestStore {
    let store = TestStore::open().await;
    for line in lines {
        written!(store, [line], tx => audit::insert(tx, line));
    }
    assert!(written!(store, [], tx => jobs::lease(tx, JOB, NOW, LATER)));
    store
}

fn start() -> Timestamp {
    Timestamp::from_i64(NOW.as_i64() - NOW.as_i64().rem_euclid(HOUR))
}

#[tokio::test]
async fn lines_are_counted_by_hour_event_and_reason() {
    let next = start().plus(Seconds::hours(1));
    let wrong = Some("wrong_password");
    let store = store_with(&[
        line(start(), 1, None),
        line(start(), 2, None),
        line(start(), 3, wrong),
        line(next, 4, wrong),
    ])
    .await;
    let end = first_id_at(next.plus(Seconds::hours(1)));

    let counted = written!(store, [end], tx => trail_counts::roll_up(tx, JOB, *end, 100));
    let hours = read!(store, conn => trail_counts::by_hour(conn, start()));
    let reasons = read!(store, conn => trail_counts::by_reason(conn, start(), 10));

    assert_eq!(counted, 4);
    let hours: Vec<_> = hours.iter().map(|it| (it.refused, it.times)).collect();
    assert_eq!(hours.len(), 3);
    assert!(hours.contains(&(false, 2)));
    let expected = ReasonCount {
        event: Event::SignIn,
        reason: "wrong_password".to_owned(),
        times: 2,
    };
    assert_eq!(reasons, [expected]);
}

#[tokio::test]
async fn counting_goes_on_where_it_stopped_and_leaves_the_newest_lines() {
    let store = store_with(&[1, 2, 3].map(|number| line(start(), number, None))).await;
    let newest = line(start().plus(Seconds::minutes(5)), 4, None);
    written!(store, [newest], tx => audit::insert(tx, newest));
    let end = first_id_at(start().plus(Seconds::minutes(5)));
    let round = async || written!(store, [end], tx => trail_counts::roll_up(tx, JOB, *end, 2));

    let counted = [round().await, round().await, round().await];
    let hours = read!(store, conn => trail_counts::by_hour(conn, start()));

    assert_eq!(counted, [2, 1, 0]);
    assert_eq!(hours.iter().map(|it| it.times).sum::<i64>(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_count_every_line_once() {
    let lines: Vec<_> = (1..=9).map(|number| line(start(), number, None)).collect();
    let store = store_with(&lines).await;
    let (here, there) = (store.handle(), store.second().await);
    let end = first_id_at(start().plus(Seconds::minutes(1)));

    let counted = race(|number| {
        let store = if number % 2 == 0 {
            here.clone()
        } else {
            there.clone()
        };
        async move { written!(store, [end], tx => trail_counts::roll_up(tx, JOB, *end, 2)) }
    })
    .await;
    let by_race = total(&store).await;
    // Who came too late counted nothing: some lines may be left.
    for _ in 0..5 {
        written!(store, [end], tx => trail_counts::roll_up(tx, JOB, *end, 2));
    }

    let counted: usize = counted.iter().sum();
    assert!(counted > 0);
    assert_eq!(by_race, i64::try_from(counted).unwrap());
    assert_eq!(total(&store).await, 9);
}

async fn total(store: &TestStore) -> i64 {
    let hours = read!(store, conn => trail_counts::by_hour(conn, start()));
    hours.iter().map(|it| it.times).sum()
}

#[tokio::test]
async fn old_hours_are_forgotten() {
    let store = store_with(&[line(start(), 1, None)]).await;
    let end = first_id_at(start().plus(Seconds::hours(1)));
    written!(store, [end], tx => trail_counts::roll_up(tx, JOB, *end, 100));
    let before = start().plus(Seconds::hours(1));

    let removed = written!(store, [before], tx => trail_counts::forget(tx, *before));

    assert_eq!(removed, 1);
}
