//! Everything single-use about second factors, with many tasks after it at once.

use gantry_core::Digest;
use gantry_store::{ceremonies, passkeys, recovery_codes, sessions, sign_ins, totp_factors};

use crate::builders::{NOW, SignedIn, digest, id};
use crate::factors::{MOST, ceremony, passkey, pending, somebody, totp};
use crate::support::{TestStore, race, read, written};

fn wins(results: &[bool]) -> usize {
    results.iter().filter(|won| **won).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_uses_a_recovery_code() {
    let store = TestStore::open().await;
    let user = somebody(&store).await.id;
    let row = (id(), Digest::of(b"CODE"));
    written!(store, [user, row], tx => recovery_codes::insert(tx, *user, *row, NOW));

    let results =
        race(|_| {
            let (store, code) = (store.handle(), row.1);
            async move {
                written!(store, [user, code], tx => recovery_codes::use_up(tx, *user, *code, NOW))
            }
        })
        .await;

    assert_eq!(wins(&results), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_answers_a_ceremony() {
    let store = TestStore::open().await;
    let user = somebody(&store).await.id;
    let (asked, secret) = (ceremony(user), digest("token"));
    written!(store, [asked, secret], tx => ceremonies::insert(tx, asked, *secret));

    let results = race(|_| {
        let (store, id) = (store.handle(), asked.id);
        async move { written!(store, [id], tx => ceremonies::use_up(tx, *id, NOW)) }
    })
    .await;

    assert_eq!(wins(&results), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_has_its_step_accepted() {
    let store = TestStore::open().await;
    let user = somebody(&store).await.id;
    let phone = totp(user);
    written!(store, [phone], tx => totp_factors::insert(tx, phone));

    let results = race(|_| {
        let (store, id) = (store.handle(), phone.id);
        async move { written!(store, [id], tx => totp_factors::accept_step(tx, *id, 8, NOW)) }
    })
    .await;

    assert_eq!(wins(&results), 1);
    let id = phone.id;
    let earlier = written!(store, [id], tx => totp_factors::accept_step(tx, *id, 7, NOW));
    assert!(!earlier, "an earlier step was accepted later");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_finishes_a_sign_in() {
    let store = TestStore::open().await;
    let user = somebody(&store).await.id;
    let (sign_in, secret) = (pending(user), digest("cookie"));
    written!(store, [sign_in, secret], tx => sign_ins::insert(tx, sign_in, *secret));

    let results = race(|_| {
        let (store, id) = (store.handle(), sign_in.id);
        async move { written!(store, [id], tx => sign_ins::finish(tx, *id, MOST, NOW)) }
    })
    .await;

    assert_eq!(wins(&results), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_notes_the_use_of_a_passkey() {
    let store = TestStore::open().await;
    let user = somebody(&store).await.id;
    let key = passkey(user);
    written!(store, [key], tx => passkeys::insert(tx, key));

    let results = race(|_| {
        let (store, id) = (store.handle(), key.id);
        async move {
            written!(store, [id], tx => passkeys::used(tx, *id, ("{}", r#"{"counter":1}"#), NOW))
        }
    })
    .await;

    assert_eq!(wins(&results), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_strengthens_a_session() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;
    let id = here.session.id;
    let (session, before) = read!(store, conn => sessions::find(conn, id)).unwrap();

    let results = race(|number| {
        let (store, session) = (store.handle(), session.clone());
        let digests = (before, digest(&format!("cookie {number}")));
        async move {
            written!(store, [session, digests],
                tx => sessions::strengthen(tx, session, *digests))
        }
    })
    .await;

    assert_eq!(wins(&results), 1);
}
