//! Refresh families and their tokens.

use gantry_core::Seconds;
use gantry_core::refresh_family::RefreshTokenId;
use gantry_core::user::User;
use gantry_store::sessions::SessionLimits;
use gantry_store::{consents, refresh_tokens, sessions, sweep, users};

use crate::builders::{LATER, LIMITS, NOW, SignedIn, digest, id};
use crate::support::{TestStore, read, written};

async fn stands(store: &TestStore, here: &SignedIn) -> bool {
    read!(store, conn => refresh_tokens::find(conn, here.refresh, LIMITS))
        .unwrap()
        .stands
}

async fn rotate(store: &TestStore, token: RefreshTokenId) -> bool {
    written!(store, [token], tx => refresh_tokens::rotate(tx, *token, NOW))
}

async fn rotate_again(store: &TestStore, token: RefreshTokenId) -> bool {
    written!(store, [token], tx => refresh_tokens::rotate_again(tx, *token, NOW, NOW))
}

#[tokio::test]
async fn a_token_is_read_back_with_family_and_person() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;

    let found = read!(store, conn => refresh_tokens::find(conn, here.refresh, LIMITS)).unwrap();

    assert_eq!(
        format!("{:?}", found.token.family),
        format!("{:?}", here.family)
    );
    assert_eq!(
        (found.token.id, found.token.expires_at),
        (here.refresh, LATER)
    );
    assert_eq!((found.token.used_at, found.token.revoked), (None, false));
    assert_eq!(found.user, here.user);
    assert!(found.digest.matches(&digest("refresh")) && found.stands);
}

#[tokio::test]
async fn a_token_rotates_once_and_has_one_sibling() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;

    let early = rotate_again(&store, here.refresh).await;
    let first = rotate(&store, here.refresh).await;
    let second = rotate(&store, here.refresh).await;
    let sibling = rotate_again(&store, here.refresh).await;
    let third = rotate_again(&store, here.refresh).await;
    let found = read!(store, conn => refresh_tokens::find(conn, here.refresh, LIMITS)).unwrap();

    assert_eq!((early, first, second), (false, true, false));
    assert_eq!((sibling, third), (true, false));
    assert_eq!(found.token.used_at, Some(NOW));
}

#[tokio::test]
async fn a_token_that_ran_out_does_not_rotate() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;
    let token = here.refresh;

    let late = written!(store, [token], tx => refresh_tokens::rotate(tx, *token, LATER));
    rotate(&store, token).await;
    let again = written!(store, [token], tx =>
        refresh_tokens::rotate_again(tx, *token, NOW, LATER));

    assert_eq!((late, again), (false, false));
}

#[tokio::test]
async fn a_sibling_comes_only_within_the_grace() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;
    let token = here.refresh;
    rotate(&store, token).await;

    let late = written!(store, [token], tx =>
        refresh_tokens::rotate_again(tx, *token, NOW.plus(Seconds::new(1)), NOW));

    assert!(!late);
}

#[tokio::test]
async fn a_replay_after_the_grace_ends_the_family_once_and_one_within_does_not() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;
    let (token, next): (_, RefreshTokenId) = (here.refresh, id());
    let family = here.family.id;
    rotate(&store, token).await;
    written!(store, [next, family], tx =>
        refresh_tokens::insert(tx, *next, digest("next"), *family, LATER));

    let within = written!(store, [token], tx =>
        refresh_tokens::revoke_family_if_stale(tx, *token, NOW, NOW));
    let after = written!(store, [token], tx =>
        refresh_tokens::revoke_family_if_stale(tx, *token, NOW.plus(Seconds::new(1)), NOW));
    let twice = written!(store, [token], tx =>
        refresh_tokens::revoke_family_if_stale(tx, *token, NOW.plus(Seconds::new(1)), NOW));
    let found = read!(store, conn => refresh_tokens::find(conn, next, LIMITS)).unwrap();

    assert_eq!((within, after, twice), (false, true, false));
    assert!(found.token.revoked);
    assert_eq!(
        (
            rotate(&store, next).await,
            rotate_again(&store, token).await
        ),
        (false, false)
    );
}

#[tokio::test]
async fn an_unused_token_never_ends_its_family() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;
    let token = here.refresh;

    let ended = written!(store, [token], tx =>
        refresh_tokens::revoke_family_if_stale(tx, *token, LATER, LATER));

    assert!(!ended);
}

#[tokio::test]
async fn a_family_lives_as_long_as_its_youngest_token() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;
    let (next, family): (RefreshTokenId, _) = (id(), here.family.id);
    let much_later = LATER.plus(Seconds::days(9));
    written!(store, [next, family, much_later], tx =>
        refresh_tokens::insert(tx, *next, digest("next"), *family, *much_later));

    sweep::run_once(&store, LATER.plus(Seconds::new(1)))
        .await
        .unwrap();
    let found = read!(store, conn => refresh_tokens::find(conn, next, LIMITS));

    assert!(found.is_some());
}

#[tokio::test]
async fn a_family_falls_with_its_session() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;
    let session = here.session.id;

    written!(store, [session], tx => sessions::end(tx, *session, NOW));

    assert!(!stands(&store, &here).await);
}

#[tokio::test]
async fn a_family_falls_when_its_session_runs_out() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;
    let old = SessionLimits {
        created_after: NOW,
        ..LIMITS
    };
    let idle = SessionLimits {
        seen_after: NOW,
        ..LIMITS
    };

    let too_old = read!(store, conn => refresh_tokens::find(conn, here.refresh, old)).unwrap();
    let unseen = read!(store, conn => refresh_tokens::find(conn, here.refresh, idle)).unwrap();

    assert!(!too_old.stands && !unseen.stands);
}

#[tokio::test]
async fn a_family_does_not_come_back_to_life_when_its_ended_session_is_swept() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;
    let (session, next, family): (_, RefreshTokenId, _) = (here.session.id, id(), here.family.id);
    let far = NOW.plus(Seconds::days(60));
    written!(store, [next, family, far], tx =>
        refresh_tokens::insert(tx, *next, digest("next"), *family, *far));
    written!(store, [session], tx => sessions::end(tx, *session, NOW));

    sweep::run_once(&store, NOW.plus(Seconds::days(40)))
        .await
        .unwrap();
    let found = read!(store, conn => refresh_tokens::find(conn, next, LIMITS));

    assert!(found.is_some_and(|found| !found.stands));
}

#[tokio::test]
async fn a_family_falls_with_the_switch_of_its_person() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;
    let off = User {
        disabled: true,
        ..here.user.clone()
    };

    written!(store, [off], tx => users::update(tx, off));

    assert!(!stands(&store, &here).await);
}

#[tokio::test]
async fn a_family_falls_with_a_mark_on_its_person_even_for_tokens_rotated_after() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;
    let (user, mark) = (here.user.id, id::<()>().as_uuid());
    let (next, family): (RefreshTokenId, _) = (id(), here.family.id);
    written!(store, [next, family], tx =>
        refresh_tokens::insert(tx, *next, digest("next"), *family, LATER));

    written!(store, [user, mark], tx => users::revoke_before(tx, *user, *mark));
    let found = read!(store, conn => refresh_tokens::find(conn, next, LIMITS)).unwrap();

    assert!(!found.stands);
}

#[tokio::test]
async fn a_family_falls_with_a_withdrawn_consent() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;
    let (user, client, mark) = (here.user.id, here.client.id, id::<()>().as_uuid());

    written!(store, [user, client, mark], tx =>
        consents::withdraw(tx, *user, *client, *mark, NOW));

    assert!(!stands(&store, &here).await);
}

#[tokio::test]
async fn a_deleted_persons_refresh_token_is_not_found() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;
    let user = here.user.id;

    written!(store, [user], tx => users::delete(tx, *user));
    let found = read!(store, conn => refresh_tokens::find(conn, here.refresh, LIMITS));

    assert!(found.is_none());
}
