//! Second factors, pending sign-ins, ceremonies and recovery codes: kept, used once, gone.

use gantry_core::factor::{Ceremony, CeremonyKind, PasskeyFactor, TotpFactor};
use gantry_core::methods::{Method, Methods};
use gantry_core::pending_sign_in::PendingSignIn;
use gantry_core::user::{User, UserId};
use gantry_core::{Digest, Id, Seconds, Timestamp};
use gantry_store::factors::{self, Held};
use gantry_store::{
    Store, ceremonies, passkeys, recovery_codes, sessions, sign_ins, totp_factors, users,
};

use crate::builders::{LATER, NOW, SignedIn, digest, id, user};
use crate::support::{TestStore, read, written};

pub(crate) const MOST: i64 = 10;

pub(crate) fn totp(user: UserId) -> TotpFactor {
    TotpFactor {
        id: id(),
        user_id: user,
        name: "Phone".parse().unwrap(),
        sealed: vec![1, 2, 3],
        last_step: 7,
        last_used_at: None,
        created_at: NOW,
    }
}

pub(crate) fn passkey(user: UserId) -> PasskeyFactor {
    let id: Id<PasskeyFactor> = id();
    PasskeyFactor {
        id,
        user_id: user,
        credential: id.as_uuid().as_bytes().to_vec(),
        name: "Key".parse().unwrap(),
        passkey: "{}".to_owned(),
        last_used_at: None,
        created_at: NOW,
    }
}

pub(crate) fn ceremony(user: UserId) -> Ceremony {
    Ceremony {
        id: id(),
        kind: CeremonyKind::ShowPasskey,
        user_id: Some(user),
        bound_to: Some(user.as_uuid()),
        state: "{}".to_owned(),
        expires_at: LATER,
    }
}

pub(crate) fn pending(user: UserId) -> PendingSignIn {
    PendingSignIn {
        id: id(),
        user_id: user,
        methods: Methods::of(Method::Password),
        request_id: None,
        former_session: None,
        address: "192.0.2.1".to_owned(),
        device: "a browser".to_owned(),
        created_at: NOW,
        expires_at: LATER,
    }
}

pub(crate) async fn somebody(store: &Store) -> User {
    let user = user("alice");
    written!(store, [user], tx => users::insert(tx, user, None));
    user
}

async fn still_open(store: &TestStore, sign_in: &PendingSignIn, now: Timestamp) -> bool {
    let id = sign_in.id;
    read!(store, conn => sign_ins::open(conn, id, MOST, now)).is_some()
}

#[tokio::test]
async fn a_pending_sign_in_is_read_back_and_finished_once() {
    let store = TestStore::open().await;
    let alice = somebody(&store).await;
    let (sign_in, secret) = (pending(alice.id), digest("cookie"));
    written!(store, [sign_in, secret], tx => sign_ins::insert(tx, sign_in, *secret));

    let id = sign_in.id;
    let found = read!(store, conn => sign_ins::open(conn, id, MOST, NOW)).unwrap();
    let first = written!(store, [id], tx => sign_ins::finish(tx, *id, MOST, NOW));
    let second = written!(store, [id], tx => sign_ins::finish(tx, *id, MOST, NOW));

    assert!(found.digest.matches(&secret));
    assert_eq!(found.user, alice);
    assert_eq!(found.sign_in.methods, sign_in.methods);
    assert_eq!(found.sign_in.address, "192.0.2.1");
    assert_eq!((first, second), (true, false));
    assert!(!still_open(&store, &sign_in, NOW).await);
}

#[tokio::test]
async fn a_pending_sign_in_ends_by_time_by_failures_and_by_the_end_of_everything() {
    let store = TestStore::open().await;
    let alice = somebody(&store).await;
    let [failed, ended, late] = [(); 3].map(|()| pending(alice.id));
    for sign_in in [&failed, &ended, &late] {
        let secret = digest("cookie");
        let sign_in = sign_in.clone();
        written!(store, [sign_in, secret], tx => sign_ins::insert(tx, sign_in, *secret));
    }

    let id = failed.id;
    for _ in 0..MOST {
        written!(store, [id], tx => sign_ins::count_failure(tx, *id));
    }
    let finished = written!(store, [id], tx => sign_ins::finish(tx, *id, MOST, NOW));

    assert!(!finished && !still_open(&store, &failed, NOW).await);
    assert!(!still_open(&store, &late, LATER).await);
    assert!(still_open(&store, &ended, NOW).await);
    let (user, mark, begun) = (alice.id, id_after(), ended.id.as_uuid());
    written!(store, [user, mark], tx => users::revoke_before(tx, *user, *mark));
    let admitted = written!(store, [user, begun], tx => sign_ins::admit(tx, *user, *begun, NOW));
    assert!(!admitted && !still_open(&store, &ended, NOW).await);
}

fn id_after() -> uuid::Uuid {
    Id::<()>::from_parts(u64::MAX >> 16, &[0; 10]).as_uuid()
}

#[tokio::test]
async fn what_somebody_holds_is_counted_renamed_and_removed() {
    let store = TestStore::open().await;
    let alice = somebody(&store).await;
    let (phone, key) = (totp(alice.id), passkey(alice.id));
    written!(store, [phone], tx => totp_factors::insert(tx, phone));
    let first = written!(store, [key], tx => passkeys::insert(tx, key));
    let mut twin = key.clone();
    twin.id = id();
    let second = written!(store, [twin], tx => passkeys::insert(tx, twin));
    let (user, row, other) = (alice.id, phone.id.as_uuid(), id::<User>());
    let name = "My phone".to_owned();

    let foreign = written!(store, [other, row, name],
        tx => totp_factors::rename(tx, *other, *row, name.clone()));
    let own = written!(store, [user, row, name],
        tx => totp_factors::rename(tx, *user, *row, name.clone()));
    let held = read!(store, conn => factors::held(conn, user));
    let names = read!(store, conn => totp_factors::of_user(conn, user));
    let taken = written!(store, [other, row], tx => totp_factors::remove(tx, *other, *row));
    let removed = written!(store, [user, row], tx => totp_factors::remove(tx, *user, *row));

    assert_eq!((first, second, foreign, own), (true, false, false, true));
    assert_eq!((taken, removed), (false, true));
    assert_eq!(names[0].name.as_str(), "My phone");
    let both = Held {
        totps: 1,
        passkeys: 1,
        recovery_codes: 0,
    };
    assert_eq!(held, both);
    let credential = key.credential.clone();
    let found = read!(store, conn => passkeys::by_credential(conn, &credential));
    assert_eq!(found.unwrap().user_id, alice.id);
}

#[tokio::test]
async fn a_ceremony_is_read_back_until_it_is_used_or_has_run_out() {
    let store = TestStore::open().await;
    let alice = somebody(&store).await;
    let (asked, secret) = (ceremony(alice.id), digest("token"));
    written!(store, [asked, secret], tx => ceremonies::insert(tx, asked, *secret));
    let id = asked.id;

    let (found, kept) = read!(store, conn => ceremonies::open(conn, id, NOW)).unwrap();
    let late = read!(store, conn => ceremonies::open(conn, id, LATER));
    let used = written!(store, [id], tx => ceremonies::use_up(tx, *id, NOW));
    let over = read!(store, conn => ceremonies::open(conn, id, NOW));

    assert!(kept.matches(&secret) && used);
    assert_eq!((found.kind, found.user_id), (asked.kind, asked.user_id));
    assert!(late.is_none() && over.is_none());
}

#[tokio::test]
async fn a_session_that_is_worth_more_has_another_cookie() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;
    let id = here.session.id;
    let (_, before) = read!(store, conn => sessions::find(conn, id)).unwrap();
    let mut stronger = here.session.clone();
    stronger.methods = stronger.methods.with(Method::Totp);
    stronger.factor_at = Some(NOW.plus(Seconds::new(5)));
    let digests = (before, digest("another cookie"));

    let first = written!(store, [stronger, digests],
        tx => sessions::strengthen(tx, stronger, *digests));
    let second = written!(store, [stronger, digests],
        tx => sessions::strengthen(tx, stronger, *digests));

    assert_eq!((first, second), (true, false));
    let (found, kept) = read!(store, conn => sessions::find(conn, id)).unwrap();
    assert_eq!(found, stronger);
    assert!(kept.matches(&digests.1));
}

#[tokio::test]
async fn a_recovery_code_is_its_owners_and_counts_once() {
    let store = TestStore::open().await;
    let alice = somebody(&store).await;
    let (user, other, row) = (alice.id, id::<User>(), (id(), Digest::of(b"CODE")));
    written!(store, [user, row], tx => recovery_codes::insert(tx, *user, *row, NOW));
    let code = row.1;

    let foreign = written!(store, [other, code],
        tx => recovery_codes::use_up(tx, *other, *code, NOW));
    let first = written!(store, [user, code], tx => recovery_codes::use_up(tx, *user, *code, NOW));
    let second = written!(store, [user, code], tx => recovery_codes::use_up(tx, *user, *code, NOW));

    assert_eq!((foreign, first, second), (false, true, false));
    assert_eq!(
        read!(store, conn => factors::held(conn, user)).recovery_codes,
        0
    );
}
