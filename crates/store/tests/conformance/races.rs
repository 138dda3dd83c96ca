//! Everything single-use, with many tasks after it at once.

use gantry_core::authorization::AccessTokenId;
use gantry_core::session::SessionId;
use gantry_core::signing_key::{SigningAlgorithm, SigningKey};
use gantry_core::token::Token;
use gantry_core::user::{Subject, User};
use gantry_core::{Env, Seconds};
use gantry_store::{
    StoreError, authorization_requests, codes, config_version, refresh_tokens, settings,
    setup_links, signing_keys, throttles, used_identifiers, users,
};

use crate::builders::{LATER, LIMITS, NOW, SignedIn, client, digest, id, request, user};
use crate::support::{RACERS, TestStore, race, read, write, written};

fn wins(results: &[bool]) -> usize {
    results.iter().filter(|won| **won).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_redeems_a_code() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;

    let results =
        race(|_| {
            let (store, code, token): (_, _, AccessTokenId) = (store.handle(), here.code.id, id());
            async move {
                written!(store, [code, token], tx => codes::redeem(tx, *code, *token, None, NOW))
            }
        })
        .await;

    assert_eq!(wins(&results), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_either_redeemed_or_burnt() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;

    let results = race(|number| {
        let (store, code, token): (_, _, AccessTokenId) = (store.handle(), here.code.id, id());
        async move {
            if number % 2 == 0 {
                written!(store, [code], tx => codes::burn(tx, *code, NOW))
            } else {
                written!(store, [code, token], tx => codes::redeem(tx, *code, *token, None, NOW))
            }
        }
    })
    .await;

    assert_eq!(wins(&results), 1);
}

#[derive(Debug, PartialEq)]
enum Refresh {
    Rotated,
    Sibling,
    Revoked,
    Refused,
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_rotates_one_is_its_sibling_and_the_family_lives() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;

    let results = race(|_| {
        let (store, token, since) = (store.handle(), here.refresh, NOW.minus(Seconds::new(10)));
        async move {
            written!(store, [token, since], tx => async {
                if refresh_tokens::rotate(tx, *token, NOW).await? {
                    return Ok(Refresh::Rotated);
                }
                if refresh_tokens::rotate_again(tx, *token, *since, NOW).await? {
                    return Ok(Refresh::Sibling);
                }
                if refresh_tokens::revoke_family_if_stale(tx, *token, *since, NOW).await? {
                    return Ok(Refresh::Revoked);
                }
                Ok(Refresh::Refused)
            })
        }
    })
    .await;
    let found = read!(store, conn => refresh_tokens::find(conn, here.refresh, LIMITS)).unwrap();

    let count = |what: Refresh| results.iter().filter(|result| **result == what).count();
    assert_eq!(count(Refresh::Rotated), 1);
    assert_eq!(count(Refresh::Sibling), 1);
    assert_eq!(count(Refresh::Revoked), 0);
    assert!(!found.token.revoked);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_replays_ends_a_stale_family() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;
    let token = here.refresh;
    written!(store, [token], tx => refresh_tokens::rotate(tx, *token, NOW));

    let results = race(|_| {
        let store = store.handle();
        async move {
            written!(store, [token], tx =>
                refresh_tokens::revoke_family_if_stale(tx, *token, LATER, LATER))
        }
    })
    .await;

    assert_eq!(wins(&results), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_uses_a_setup_link() {
    let store = TestStore::open().await;
    let link = Token::generate(&Env::system());
    let id = link.id();
    written!(store, [link], tx => setup_links::insert(tx, link, LATER));

    let results = race(|_| {
        let store = store.handle();
        async move { written!(store, [id], tx => setup_links::consume(tx, *id, NOW)) }
    })
    .await;

    assert_eq!(wins(&results), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_answers_a_request_and_one_consents_to_it() {
    let store = TestStore::open().await;
    let asked = request(&client("chat"));
    let id = asked.id;
    written!(store, [asked], tx => authorization_requests::insert(tx, asked));

    let consents = race(|_| {
        let (store, session): (_, SessionId) = (store.handle(), crate::builders::id());
        async move {
            written!(store, [id, session], tx =>
                authorization_requests::set_consented(tx, *id, *session))
        }
    })
    .await;
    let answers = race(|_| {
        let store = store.handle();
        async move { written!(store, [id], tx => authorization_requests::finish(tx, *id, NOW)) }
    })
    .await;

    assert_eq!((wins(&consents), wins(&answers)), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_writes_a_signing_key_of_a_name() {
    let store = TestStore::open().await;

    let results = race(|_| {
        let store = store.handle();
        let key = SigningKey {
            id: id(),
            kid: "first".to_owned(),
            algorithm: SigningAlgorithm::EdDsa,
            sealed: vec![1],
            active_from: NOW,
            retired_at: None,
            created_at: NOW,
        };
        async move { write!(store, [key], tx => signing_keys::insert(tx, key)).is_ok() }
    })
    .await;
    let all = read!(store, conn => signing_keys::all(conn));

    assert_eq!((wins(&results), all.len()), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_changes_what_all_saw() {
    let store = TestStore::open().await;
    let seen = read!(store, conn => config_version::current(conn));

    let results = race(|_| {
        let store = store.handle();
        async move { written!(store, [seen], tx => config_version::bump_from(tx, *seen)) }
    })
    .await;
    let now = read!(store, conn => config_version::current(conn));

    assert_eq!((wins(&results), now), (1, seen + 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_writes_a_setting_first() {
    let store = TestStore::open().await;

    let results = race(|number| {
        let (store, value) = (store.handle(), number.to_string());
        async move { written!(store, [value], tx => settings::set_once(tx, "name", value)) }
    })
    .await;
    let value = read!(store, conn => settings::get(conn, "name")).unwrap();

    let winner = results.iter().position(|won| *won).unwrap();
    assert_eq!((wins(&results), value), (1, winner.to_string()));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_subjects_claims_a_name() {
    let store = TestStore::open().await;

    let results = race(|number| {
        let (store, name) = (store.handle(), digest("alice"));
        let subject: Subject = format!("subject-{number}").parse().unwrap();
        async move {
            written!(store, [name, subject], tx =>
                used_identifiers::claim(tx, *name, subject, NOW))
        }
    })
    .await;

    assert_eq!(wins(&results), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_takes_a_user_name() {
    let store = TestStore::open().await;

    let results = race(|number| {
        let store = store.handle();
        let person = User {
            username: "alice".parse().unwrap(),
            ..user(&format!("person{number}"))
        };
        async move { written!(store, [person], tx => users::insert(tx, person, None)) }
    })
    .await;

    assert_eq!(wins(&results), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_wrong_password_of_many_goes_uncounted() {
    let store = TestStore::open().await;

    let mut counts = race(|_| {
        let (store, subject) = (store.handle(), digest("alice"));
        async move {
            written!(store, [subject], tx => throttles::count_attempt(tx, *subject, NOW, LATER))
                .and_then(|count| usize::try_from(count).ok())
                .unwrap_or_default()
        }
    })
    .await;

    counts.sort_unstable();
    assert_eq!(counts, (1..=RACERS).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn writes_in_opposite_order_all_succeed_or_say_busy() {
    let store = TestStore::open().await;
    let people = [user("alice"), user("bob")];
    for person in &people {
        written!(store, [person], tx => users::insert(tx, person, None));
    }

    let results = race(|number| {
        let store = store.handle();
        let (first, second) = (people[number % 2].id, people[(number + 1) % 2].id);
        let mark = id::<()>().as_uuid();
        async move {
            write!(store, [first, second, mark], tx => async {
                users::revoke_before(tx, *first, *mark).await?;
                users::revoke_before(tx, *second, *mark).await
            })
        }
    })
    .await;

    let fine =
        |result: &Result<bool, StoreError>| matches!(result, Ok(true) | Err(StoreError::Busy));
    assert!(results.iter().all(fine), "{results:?}");
    assert!(results.iter().any(Result::is_ok));
}
