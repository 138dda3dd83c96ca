//! Tokens of the API.

use gantry_core::api_token::{ApiToken, ApiTokenId};
use gantry_core::user::UserId;
use gantry_store::{api_tokens, sweep, users};

use crate::builders::{LATER, NOW, digest, id, user};
use crate::support::{TestStore, race, read, written};

fn token(owner: UserId) -> ApiToken {
    ApiToken {
        id: id(),
        digest: digest("api"),
        name: "Nightly report".to_owned(),
        user_id: owner,
        scopes: "read people".parse().unwrap(),
        made_with: None,
        last_used_at: None,
        revoked_at: None,
        created_at: NOW,
        expires_at: LATER,
    }
}

async fn store_with_token() -> (TestStore, ApiToken) {
    let store = TestStore::open().await;
    let owner = user("alice");
    let token = token(owner.id);
    written!(store, [owner], tx => users::insert(tx, owner, None));
    let row = token.clone();
    written!(store, [row], tx => api_tokens::insert(tx, row));
    (store, token)
}

#[tokio::test]
async fn a_token_is_good_until_it_runs_out() {
    let (store, token) = store_with_token().await;
    let id = token.id;

    let found = read!(store, conn => api_tokens::live(conn, id, NOW)).unwrap();
    let over = read!(store, conn => api_tokens::live(conn, id, LATER));
    let live = read!(store, conn => api_tokens::live_of(conn, token.user_id, NOW));

    assert!(found.digest.matches(&token.digest));
    assert_eq!(found.scopes, token.scopes);
    assert_eq!(found.name, "Nightly report");
    assert!(over.is_none());
    assert_eq!(live, 1);
}

#[tokio::test]
async fn a_token_ends_with_everything_that_was_issued() {
    let (store, token) = store_with_token().await;
    let (id, owner) = (token.id, token.user_id);
    let mark = crate::builders::id::<ApiToken>().as_uuid();

    written!(store, [owner, mark], tx => users::revoke_before(tx, *owner, *mark));
    let found = read!(store, conn => api_tokens::live(conn, id, NOW));

    assert!(found.is_none());
}

#[tokio::test]
async fn all_tokens_of_a_person_end_at_once() {
    let (store, token) = store_with_token().await;
    let (id, owner) = (token.id, token.user_id);

    let ended = written!(store, [owner], tx => api_tokens::revoke_all(tx, *owner, NOW));
    let again = written!(store, [owner], tx => api_tokens::revoke_all(tx, *owner, NOW));
    let found = read!(store, conn => api_tokens::find(conn, id)).unwrap();

    assert_eq!((ended, again), (1, 0));
    assert_eq!(found.revoked_at, Some(NOW));
}

#[tokio::test]
async fn a_use_is_noted_now_and_then() {
    let (store, token) = store_with_token().await;
    let id = token.id;
    let before = NOW.minus(gantry_core::Seconds::minutes(5));

    let first = written!(store, [id, before], tx => api_tokens::touch(tx, *id, NOW, *before));
    let second = written!(store, [id, before], tx => api_tokens::touch(tx, *id, NOW, *before));

    assert_eq!((first, second), (true, false));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_ends_a_token() {
    let (store, token) = store_with_token().await;

    let results = race(|_| {
        let (store, id): (_, ApiTokenId) = (store.handle(), token.id);
        async move { written!(store, [id], tx => api_tokens::revoke(tx, *id, NOW)) }
    })
    .await;

    assert_eq!(results.iter().filter(|won| **won).count(), 1);
}

#[tokio::test]
async fn tokens_are_listed_in_pages() {
    let (store, first) = store_with_token().await;
    let (second, owner) = (token(first.user_id), first.user_id);
    let row = second.clone();
    written!(store, [row], tx => api_tokens::insert(tx, row));
    let id = first.id;

    let own = read!(store, conn => api_tokens::of_user(conn, owner, Some(id), 10));
    let all = read!(store, conn => api_tokens::list(conn, None, 1));

    let ids = |tokens: &[ApiToken]| tokens.iter().map(|it| it.id).collect::<Vec<_>>();
    assert_eq!(ids(&own), [second.id]);
    assert_eq!(ids(&all), [first.id]);
}

#[tokio::test]
async fn what_a_token_made_ends_when_it_is_told_to() {
    let (store, first) = store_with_token().await;
    let child = ApiToken {
        made_with: Some(first.id),
        ..token(first.user_id)
    };
    let (row, parent) = (child.clone(), first.id);
    written!(store, [row], tx => api_tokens::insert(tx, row));

    let ended = written!(store, [parent], tx => api_tokens::revoke_made_with(tx, *parent, NOW));
    let again = written!(store, [parent], tx => api_tokens::revoke_made_with(tx, *parent, NOW));
    let id = child.id;
    let found = read!(store, conn => api_tokens::find(conn, id)).unwrap();
    let other = read!(store, conn => api_tokens::live(conn, parent, NOW));

    assert_eq!((ended, again), (1, 0));
    assert_eq!(
        (found.made_with, found.revoked_at),
        (Some(parent), Some(NOW))
    );
    assert!(other.is_some());
}

#[tokio::test]
async fn a_token_that_ran_out_is_listed_for_thirty_days_more() {
    let (store, token) = store_with_token().await;
    let owner = token.user_id;
    let after = |days| LATER.plus(gantry_core::Seconds::days(days));

    let early = sweep::run_once(&store, after(30)).await.unwrap();
    let listed = read!(store, conn => api_tokens::of_user(conn, owner, None, 10));
    let late = sweep::run_once(&store, after(31)).await.unwrap();
    let gone = read!(store, conn => api_tokens::of_user(conn, owner, None, 10));

    assert_eq!((early, listed.len()), (0, 1));
    assert_eq!((late, gone.len()), (1, 0));
}
