//! Opaque access tokens.

use gantry_core::authorization::AccessToken;
use gantry_core::user::User;
use gantry_store::access_tokens::{self, Origin};
use gantry_store::sessions::SessionLimits;
use gantry_store::{consents, refresh_tokens, sessions, users};

use crate::builders::{LATER, LIMITS, NOW, SignedIn, access_token, client, digest, id};
use crate::support::{TestStore, read, written};

/// Of a token that goes back to nothing.
fn alone(token: &AccessToken) -> Origin {
    Origin {
        session_id: None,
        authorization: token.id.as_uuid(),
        subject_token: None,
    }
}

async fn stands(store: &TestStore, here: &SignedIn) -> bool {
    read!(store, conn => access_tokens::find(conn, here.token.id, LIMITS))
        .unwrap()
        .stands
}

#[tokio::test]
async fn a_token_is_read_back_as_written_with_its_person() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;

    let found = read!(store, conn => access_tokens::find(conn, here.token.id, LIMITS)).unwrap();

    assert_eq!(format!("{:?}", found.token), format!("{:?}", here.token));
    assert_eq!((found.user, found.config_version), (here.user, 1));
    assert!(found.digest.matches(&digest("token")));
    assert!(found.stands);
}

#[tokio::test]
async fn a_token_without_session_and_family_stands_by_itself() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;
    let token = access_token(&here.user, &here.client);
    let (session, user) = (here.session.id, here.user.id);

    written!(store, [token], tx =>
        access_tokens::insert(tx, token, digest("token"), alone(token)));
    written!(store, [session], tx => sessions::end(tx, *session, NOW));
    written!(store, [user], tx => sessions::end_others(tx, *user, None, NOW));
    let found = read!(store, conn => access_tokens::find(conn, token.id, LIMITS)).unwrap();

    assert!(found.stands);
}

#[tokio::test]
async fn the_first_use_is_noted_once() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;
    let token = here.token.id;

    let first = written!(store, [token], tx => access_tokens::mark_used(tx, &[*token], NOW));
    let second = written!(store, [token], tx => access_tokens::mark_used(tx, &[*token], LATER));
    let found = read!(store, conn => access_tokens::find(conn, token, LIMITS)).unwrap();

    assert_eq!((first, second), (vec![token], Vec::new()));
    assert_eq!(found.token.first_used_at, Some(NOW));
}

#[tokio::test]
async fn a_token_falls_with_its_session() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;
    let session = here.session.id;

    written!(store, [session], tx => sessions::end(tx, *session, NOW));

    assert!(!stands(&store, &here).await);
}

#[tokio::test]
async fn a_token_falls_when_its_session_runs_out() {
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

    let too_old = read!(store, conn => access_tokens::find(conn, here.token.id, old)).unwrap();
    let unseen = read!(store, conn => access_tokens::find(conn, here.token.id, idle)).unwrap();

    assert!(!too_old.stands && !unseen.stands);
}

#[tokio::test]
async fn a_token_falls_with_its_family() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;
    let refresh = here.refresh;

    written!(store, [refresh], tx => refresh_tokens::rotate(tx, *refresh, NOW));
    written!(store, [refresh], tx =>
        refresh_tokens::revoke_family_if_stale(tx, *refresh, LATER, LATER));

    assert!(!stands(&store, &here).await);
}

#[tokio::test]
async fn a_token_falls_with_the_switch_of_its_person() {
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
async fn a_token_falls_with_a_later_mark_on_its_person() {
    let store = TestStore::open().await;
    let early = id::<()>().as_uuid();
    let here = SignedIn::store(&store, "alice").await;
    let (user, late) = (here.user.id, id::<()>().as_uuid());

    written!(store, [user, early], tx => users::revoke_before(tx, *user, *early));
    let before = stands(&store, &here).await;
    written!(store, [user, late], tx => users::revoke_before(tx, *user, *late));
    let after = stands(&store, &here).await;

    assert_eq!((before, after), (true, false));
}

#[tokio::test]
async fn a_token_falls_with_a_withdrawn_consent_and_a_new_consent_does_not_revive_it() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;
    let (user, client, mark) = (here.user.id, here.client.id, id::<()>().as_uuid());
    let consent = gantry_core::consent::Consent {
        user_id: user,
        client_id: client,
        scopes: here.token.scopes.clone(),
        claims: std::collections::BTreeSet::new(),
        granted_at: NOW,
    };

    written!(store, [user, client, mark], tx =>
        consents::withdraw(tx, *user, *client, *mark, NOW));
    let withdrawn = stands(&store, &here).await;
    written!(store, [consent], tx => consents::grant(tx, consent));
    let granted = stands(&store, &here).await;

    assert_eq!((withdrawn, granted), (false, false));
}

#[tokio::test]
async fn a_deleted_persons_token_is_not_found() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;
    let user = here.user.id;

    written!(store, [user], tx => users::delete(tx, *user));
    let found = read!(store, conn => access_tokens::find(conn, here.token.id, LIMITS));

    assert!(found.is_none());
}

/// A token of another client, exchanged for the one that is stored already.
async fn exchanged(store: &TestStore, here: &SignedIn) -> AccessToken {
    let token = access_token(&here.user, &client("behind"));
    let origin = Origin {
        subject_token: Some(here.token.id),
        ..alone(&token)
    };
    written!(store, [token, origin], tx =>
        access_tokens::insert(tx, token, digest("exchanged"), *origin));
    token
}

#[tokio::test]
async fn an_exchanged_token_knows_what_it_was_exchanged_for_and_whose_that_was() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;
    let token = exchanged(&store, &here).await;

    let found = read!(store, conn => access_tokens::find(conn, token.id, LIMITS)).unwrap();
    let subject = read!(store, conn => access_tokens::find(conn, here.token.id, LIMITS)).unwrap();

    assert!(found.stands);
    assert_eq!(found.origin.subject_token, Some(here.token.id));
    let from = found
        .exchanged_from
        .map(|token| (token.id, token.client_id));
    assert_eq!(from, Some((here.token.id, here.client.id)));
    assert!(subject.origin.subject_token.is_none() && subject.exchanged_from.is_none());
}

#[tokio::test]
async fn an_exchanged_token_falls_with_what_it_was_exchanged_for() {
    for ended in ["token", "session", "consent"] {
        let store = TestStore::open().await;
        let here = SignedIn::store(&store, "alice").await;
        let token = exchanged(&store, &here).await;
        let (subject, session) = (here.token.id, here.session.id);
        let (user, client, mark) = (here.user.id, here.client.id, id::<()>().as_uuid());

        match ended {
            "token" => {
                written!(store, [subject], tx => access_tokens::revoke(tx, *subject, NOW));
            }
            "session" => drop(written!(store, [session], tx => sessions::end(tx, *session, NOW))),
            _ => written!(store, [user, client, mark], tx =>
                consents::withdraw(tx, *user, *client, *mark, NOW)),
        }
        let found = read!(store, conn => access_tokens::find(conn, token.id, LIMITS)).unwrap();

        assert!(!found.stands, "{ended}");
    }
}

#[tokio::test]
async fn an_exchanged_token_is_worth_nothing_without_what_it_was_exchanged_for() {
    let store = TestStore::open().await;
    let mut here = SignedIn::store(&store, "alice").await;
    here.token.id = id();
    let token = exchanged(&store, &here).await;

    let found = read!(store, conn => access_tokens::find(conn, token.id, LIMITS)).unwrap();

    assert!(!found.stands);
    assert!(found.exchanged_from.is_none());
}
