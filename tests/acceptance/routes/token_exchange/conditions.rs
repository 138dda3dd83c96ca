//! What the client behind asks of whoever enters it is asked at the exchange: hours by now, and a
//! network by nobody's browser, which is none.

use gantry_accounts::permissions::Administrator;
use gantry_core::Seconds;
use gantry_core::access::{Access, Binding, Condition, Hours, Mode, Weekday};

use super::{Exchange, set_up};

const GONE: &str = "400 invalid_grant";

fn network(text: &str) -> Condition {
    Condition::Network(vec![text.parse().unwrap()])
}

fn all(bindings: Vec<Binding>) -> Access {
    Access {
        mode: Mode::All,
        bindings,
    }
}

async fn exchanged(it: &Exchange) -> String {
    let answer = it.app.exchange(&it.back, &it.token, &[]).await;
    if answer.status == 200 {
        "200".to_owned()
    } else {
        answer.status_and_error()
    }
}

#[tokio::test]
async fn a_network_is_fulfilled_by_no_exchange_and_neither_is_its_reverse() {
    for (network, negated) in [
        (network("127.0.0.0/8"), false),
        (network("0.0.0.0/0"), false),
        (network("192.0.2.0/24"), true),
    ] {
        let binding = Binding {
            negated,
            ..Binding::of(network)
        };
        let it = set_up(|back| back.access = all(vec![binding])).await;

        assert_eq!(exchanged(&it).await, GONE, "negated: {negated}");
        let trail = it.app.trail().await;
        assert!(trail.contains(&"token not_allowed".to_owned()));
    }
}

#[tokio::test]
async fn where_one_binding_is_enough_person_or_group_let_in() {
    let it = set_up(|_| {}).await;
    let alice = it
        .app
        .accounts
        .user_by_login("alice")
        .await
        .unwrap()
        .unwrap();
    let before = it.back.client.clone();
    let mut after = before.clone();
    after.settings.access = Access {
        mode: Mode::Any,
        bindings: vec![
            Binding::of(network("192.0.2.0/24")),
            Binding::of(Condition::Person(alice.id)),
        ],
    };
    let operator = Administrator::operator();
    let changed = it.app.accounts.change_client(&operator, &before, after);
    changed.await.unwrap();

    assert_eq!(exchanged(&it).await, "200");
}

#[tokio::test]
async fn hours_are_those_of_the_exchange() {
    let it = set_up(|_| {}).await;
    let minute = it.app.accounts.env().now().as_i64().div_euclid(60);
    let at = |later: i64| (minute + later).rem_euclid(24 * 60);
    let hours = Hours::new(Weekday::ALL, at(-60), at(4), 0).unwrap();
    let before = it.back.client.clone();
    let mut after = before.clone();
    after.settings.access = all(vec![Binding::of(Condition::Time(hours))]);
    let operator = Administrator::operator();
    let changed = it.app.accounts.change_client(&operator, &before, after);
    changed.await.unwrap();

    let inside = it.app.exchange(&it.back, &it.token, &[]).await.json();
    it.app.advance(Seconds::minutes(6));
    let outside = exchanged(&it).await;
    let earlier = inside["access_token"].as_str().unwrap();
    let worth = it.app.userinfo(earlier).await.status;

    assert_eq!(outside, GONE);
    assert_eq!(worth, 200, "what was given inside the hours stays");
}

#[tokio::test]
async fn a_clients_own_tokens_keep_the_place_they_were_issued_at() {
    let it = set_up(|_| {}).await;
    let before = it.front.client.clone();
    let mut after = before.clone();
    after.settings.access = all(vec![Binding::of(network("127.0.0.0/8"))]);
    let operator = Administrator::operator();
    let changed = it.app.accounts.change_client(&operator, &before, after);
    changed.await.unwrap();

    let own = it.app.exchange(&it.front, &it.token, &[]).await;
    let new = own.json();
    let new = new["access_token"].as_str().unwrap();

    assert_eq!(own.status, 200, "{}", own.body);
    assert_eq!(it.app.userinfo(new).await.status, 200);
    assert_eq!(exchanged(&it).await, "200");
}
