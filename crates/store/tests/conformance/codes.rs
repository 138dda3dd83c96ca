//! Authorization codes.

use gantry_core::authorization::AccessTokenId;
use gantry_core::user::User;
use gantry_store::access_tokens::{self, Origin};
use gantry_store::{codes, consents, refresh_tokens, sessions, users};

use crate::builders::{LATER, LIMITS, NOW, SignedIn, access_token, code, digest, id, session};
use crate::support::{TestStore, read, written};

async fn stands(store: &TestStore, here: &SignedIn) -> bool {
    read!(store, conn => codes::find(conn, here.code.id))
        .unwrap()
        .stands
}

async fn redeem(store: &TestStore, here: &SignedIn) -> bool {
    let (code, token, family) = (here.code.id, here.token.id, here.family.id);
    written!(store, [code, token, family], tx =>
        codes::redeem(tx, *code, *token, Some(*family), NOW))
}

#[tokio::test]
async fn a_code_is_read_back_as_written_with_its_person() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;

    let found = read!(store, conn => codes::find(conn, here.code.id)).unwrap();

    assert_eq!(format!("{:?}", found.code), format!("{:?}", here.code));
    assert_eq!(found.user, here.user);
    assert!(found.digest.matches(&digest("code")));
    assert!(found.stands && !found.redeemed);
}

#[tokio::test]
async fn a_code_is_redeemed_once() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;
    let code = here.code.id;

    let first = redeem(&store, &here).await;
    let second = redeem(&store, &here).await;
    let burnt = written!(store, [code], tx => codes::burn(tx, *code, NOW));
    let found = read!(store, conn => codes::find(conn, code)).unwrap();

    assert_eq!((first, second, burnt), (true, false, false));
    assert!(found.redeemed);
}

#[tokio::test]
async fn a_code_that_ran_out_is_not_redeemed() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;
    let (code, token): (_, AccessTokenId) = (here.code.id, id());

    let late = written!(store, [code, token], tx => codes::redeem(tx, *code, *token, None, LATER));
    let never = written!(store, [token], tx =>
        codes::redeem(tx, gantry_core::Id::from_uuid(token.as_uuid()), *token, None, NOW));

    assert_eq!((late, never), (false, false));
}

#[tokio::test]
async fn a_burnt_code_is_worth_nothing_and_burns_once() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;
    let code = here.code.id;

    let first = written!(store, [code], tx => codes::burn(tx, *code, NOW));
    let second = written!(store, [code], tx => codes::burn(tx, *code, NOW));

    assert_eq!((first, second), (true, false));
    assert!(!redeem(&store, &here).await);
}

#[tokio::test]
async fn what_a_code_issued_is_revoked_with_it_and_nothing_else() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;
    let other = SignedIn::store(&store, "bob").await;
    redeem(&store, &here).await;
    redeem(&store, &other).await;
    let code = here.code.id;

    written!(store, [code], tx => codes::revoke_issue(tx, *code, NOW, LATER));
    let token = read!(store, conn => access_tokens::find(conn, here.token.id, LIMITS)).unwrap();
    let refresh = read!(store, conn => refresh_tokens::find(conn, here.refresh, LIMITS)).unwrap();
    let foreign = read!(store, conn => access_tokens::find(conn, other.token.id, LIMITS)).unwrap();
    let twin = read!(store, conn => refresh_tokens::find(conn, other.refresh, LIMITS)).unwrap();

    assert!(!token.stands && refresh.token.revoked);
    assert!(foreign.stands && !twin.token.revoked);
}

#[tokio::test]
async fn what_goes_back_to_a_code_ends_with_it_even_without_a_family() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;
    let session = session(&here.user);
    let alone = code(&session, &here.client);
    let token = access_token(&here.user, &here.client);
    let (id, issued) = (alone.id, token.id);
    let origin = Origin {
        session_id: None,
        authorization: id.as_uuid(),
        subject_token: None,
    };
    written!(store, [session], tx => sessions::insert(tx, session, digest("other")));
    written!(store, [alone], tx => codes::insert(tx, alone, digest("alone")));
    written!(store, [token, origin], tx =>
        access_tokens::insert(tx, token, digest("beside"), *origin));
    let other: AccessTokenId = crate::builders::id();

    written!(store, [id], tx => codes::revoke_issue(tx, *id, NOW, LATER));
    let unredeemed = read!(store, conn => access_tokens::find(conn, issued, LIMITS)).unwrap();
    written!(store, [id, other], tx => codes::redeem(tx, *id, *other, None, NOW));
    written!(store, [id], tx => codes::revoke_issue(tx, *id, NOW, LATER));
    let replayed = read!(store, conn => access_tokens::find(conn, issued, LIMITS)).unwrap();

    assert!(unredeemed.stands && !replayed.stands);
}

#[tokio::test]
async fn a_code_falls_with_its_session() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;
    let session = here.session.id;

    written!(store, [session], tx => sessions::end(tx, *session, NOW));

    assert!(!stands(&store, &here).await);
}

#[tokio::test]
async fn a_code_falls_with_the_switch_of_its_person() {
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
async fn a_code_falls_with_a_later_mark_on_its_person() {
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
async fn a_code_falls_with_the_withdrawn_consent_of_its_client_only() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;
    let (user, client, mark) = (here.user.id, here.client.id, id::<()>().as_uuid());
    let other = id();

    written!(store, [user, other, mark], tx =>
        consents::withdraw(tx, *user, *other, *mark, NOW));
    let before = stands(&store, &here).await;
    written!(store, [user, client, mark], tx =>
        consents::withdraw(tx, *user, *client, *mark, NOW));
    let after = stands(&store, &here).await;

    assert_eq!((before, after), (true, false));
}

#[tokio::test]
async fn a_deleted_persons_code_is_not_found() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;
    let user = here.user.id;

    written!(store, [user], tx => users::delete(tx, *user));
    let found = read!(store, conn => codes::find(conn, here.code.id));

    assert!(found.is_none());
}
