//! Browser sessions.

use gantry_core::session::Session;
use gantry_core::user::User;
use gantry_core::{Seconds, Timestamp};
use gantry_store::sessions::{self, SessionLimits};
use gantry_store::{config_version, users};

use crate::builders::{LATER, LIMITS, NOW, digest, id, session, user};
use crate::support::{TestStore, read, written};

async fn store_with(alice: &User, all: &[&Session]) -> TestStore {
    let store = TestStore::open().await;
    let alice = alice.clone();
    written!(store, [alice], tx => users::insert(tx, alice, None));
    for one in all {
        let one = (*one).clone();
        written!(store, [one], tx => sessions::insert(tx, one, digest("secret")));
    }
    store
}

async fn is_live(store: &TestStore, session: &Session) -> bool {
    read!(store, conn => sessions::live(conn, session.id, LIMITS)).is_some()
}

#[tokio::test]
async fn a_session_is_read_back_with_its_person_and_the_configurations_number() {
    let alice = user("alice");
    let one = session(&alice);
    let store = store_with(&alice, &[&one]).await;
    written!(store, [], tx => config_version::bump(tx));

    let found = read!(store, conn => sessions::live(conn, one.id, LIMITS)).unwrap();

    assert_eq!(found.session, one);
    assert_eq!(found.user, alice);
    assert!(found.digest.matches(&digest("secret")));
    assert_eq!(found.config_version, 2);
}

#[tokio::test]
async fn a_session_ends_once_and_is_no_longer_found() {
    let alice = user("alice");
    let one = session(&alice);
    let store = store_with(&alice, &[&one]).await;
    let id = one.id;

    let first = written!(store, [id], tx => sessions::end(tx, *id, NOW));
    let second = written!(store, [id], tx => sessions::end(tx, *id, NOW));

    assert_eq!((first, second), (true, false));
    assert!(!is_live(&store, &one).await);
}

#[tokio::test]
async fn a_session_that_is_too_old_or_was_idle_too_long_is_not_found() {
    let alice = user("alice");
    let one = session(&alice);
    let store = store_with(&alice, &[&one]).await;
    let too_old = SessionLimits {
        created_after: NOW,
        ..LIMITS
    };
    let idle = SessionLimits {
        seen_after: NOW,
        ..LIMITS
    };

    let old = read!(store, conn => sessions::live(conn, one.id, too_old));
    let unseen = read!(store, conn => sessions::live(conn, one.id, idle));
    let listed = read!(store, conn => sessions::of_user(conn, alice.id, too_old));
    let listed_idle = read!(store, conn => sessions::of_user(conn, alice.id, idle));

    assert!(old.is_none() && unseen.is_none());
    assert!(listed.is_empty() && listed_idle.is_empty());
}

#[tokio::test]
async fn use_moves_the_last_sight_forward_only_and_never_revives() {
    let alice = user("alice");
    let (one, ended) = (session(&alice), session(&alice));
    let store = store_with(&alice, &[&one, &ended]).await;
    let (id, ended_id) = (one.id, ended.id);
    let seen = async || -> Option<Timestamp> {
        let found = read!(store, conn => sessions::live(conn, id, LIMITS));
        found.map(|live| live.session.last_seen_at)
    };

    written!(store, [id], tx => sessions::touch(tx, *id, LATER));
    let forward = seen().await;
    written!(store, [id], tx => sessions::touch(tx, *id, NOW));
    let back = seen().await;
    written!(store, [ended_id], tx => sessions::end(tx, *ended_id, NOW));
    written!(store, [ended_id], tx => sessions::touch(tx, *ended_id, LATER));

    assert_eq!((forward, back), (Some(LATER), Some(LATER)));
    assert!(!is_live(&store, &ended).await);
}

#[tokio::test]
async fn the_other_sessions_of_a_person_end_and_nobody_elses() {
    let (alice, bob) = (user("alice"), user("bob"));
    let (kept, other, ended, foreign) = (
        session(&alice),
        session(&alice),
        session(&alice),
        session(&bob),
    );
    let store = store_with(&alice, &[&kept, &other, &ended, &foreign]).await;
    written!(store, [bob], tx => users::insert(tx, bob, None));
    let (user, keep, gone) = (alice.id, kept.id, ended.id);
    written!(store, [gone], tx => sessions::end(tx, *gone, NOW));

    let count = written!(store, [user, keep], tx =>
        sessions::end_others(tx, *user, Some(*keep), NOW));
    let lives = [is_live(&store, &kept).await, is_live(&store, &other).await];
    let rest = written!(store, [user], tx => sessions::end_others(tx, *user, None, NOW));

    assert_eq!((count, rest), (1, 1));
    assert_eq!(lives, [true, false]);
    assert!(!is_live(&store, &kept).await);
    assert!(is_live(&store, &foreign).await);
}

#[tokio::test]
async fn a_disabled_person_has_no_live_session_until_enabled_again() {
    let alice = user("alice");
    let one = session(&alice);
    let store = store_with(&alice, &[&one]).await;
    let off = User {
        disabled: true,
        ..alice.clone()
    };

    written!(store, [off], tx => users::update(tx, off));
    let disabled = is_live(&store, &one).await;
    written!(store, [alice], tx => users::update(tx, alice));
    let enabled = is_live(&store, &one).await;

    assert_eq!((disabled, enabled), (false, true));
}

#[tokio::test]
async fn a_mark_ends_the_sessions_before_it_and_not_those_after() {
    let alice = user("alice");
    let before = session(&alice);
    let mark = id::<()>().as_uuid();
    let after = session(&alice);
    let store = store_with(&alice, &[&before, &after]).await;
    let user = alice.id;

    let marked = written!(store, [user, mark], tx => users::revoke_before(tx, *user, *mark));
    let listed = read!(store, conn => sessions::of_user(conn, user, LIMITS));

    assert!(marked);
    assert!(!is_live(&store, &before).await);
    assert!(is_live(&store, &after).await);
    assert_eq!(listed, [after]);
}

#[tokio::test]
async fn a_deleted_persons_session_is_not_found() {
    let alice = user("alice");
    let one = session(&alice);
    let store = store_with(&alice, &[&one]).await;
    let user = alice.id;

    written!(store, [user], tx => users::delete(tx, *user));
    let listed = read!(store, conn => sessions::of_user(conn, user, LIMITS));

    assert!(!is_live(&store, &one).await);
    assert!(listed.is_empty());
}

#[tokio::test]
async fn a_persons_sessions_come_newest_first_without_ended_ones() {
    let alice = user("alice");
    let idle = Session {
        last_seen_at: NOW.minus(Seconds::days(2)),
        ..session(&alice)
    };
    let (old, new, ended) = (session(&alice), session(&alice), session(&alice));
    let store = store_with(&alice, &[&old, &ended, &new, &idle]).await;
    let gone = ended.id;
    written!(store, [gone], tx => sessions::end(tx, *gone, NOW));

    let listed = read!(store, conn => sessions::of_user(conn, alice.id, LIMITS));

    assert_eq!(listed, [new, old]);
}
