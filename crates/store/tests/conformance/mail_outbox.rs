//! Mails that wait.

use gantry_core::Seconds;
use gantry_store::mail_outbox::{self, WaitingMail};
use gantry_store::sweep;

use crate::builders::{LATER, NOW, id};
use crate::support::{TestStore, race, read, written};

fn mail(kind: &str) -> WaitingMail {
    WaitingMail {
        id: id(),
        kind: kind.to_owned(),
        sealed: vec![1, 2, 3],
        attempts: 0,
        due_at: NOW,
        problem: None,
        stopped: None,
        created_at: NOW,
    }
}

async fn stored(store: &TestStore, kind: &str) -> WaitingMail {
    let mail = mail(kind);
    written!(store, [mail], tx => mail_outbox::insert(tx, mail));
    mail
}

async fn taken(store: &TestStore, mail: &WaitingMail) -> Option<WaitingMail> {
    written!(store, [mail], tx => mail_outbox::take(tx, mail, LATER))
}

#[tokio::test]
async fn a_mail_is_due_until_somebody_takes_it_and_again_if_he_dies() {
    let store = TestStore::open().await;
    let mail = stored(&store, "recovery").await;

    let due = read!(store, conn => mail_outbox::due(conn, NOW, 10));
    let taken = taken(&store, &mail).await.unwrap();
    let now = read!(store, conn => mail_outbox::due(conn, NOW, 10));
    let later = read!(store, conn => mail_outbox::due(conn, LATER, 10));

    assert_eq!(due, [mail]);
    assert_eq!((taken.attempts, taken.due_at), (1, LATER));
    assert!(now.is_empty());
    assert_eq!(later, [taken]);
}

#[tokio::test]
async fn a_mail_that_arrived_is_forgotten_by_whoever_took_it_only() {
    let store = TestStore::open().await;
    let mail = stored(&store, "recovery").await;
    let taken = taken(&store, &mail).await.unwrap();

    let stranger = written!(store, [mail], tx => mail_outbox::done(tx, mail));
    let owner = written!(store, [taken], tx => mail_outbox::done(tx, taken));
    let found = read!(store, conn => mail_outbox::find(conn, mail.id));

    assert_eq!((stranger, owner), (false, true));
    assert!(found.is_none());
}

#[tokio::test]
async fn a_mail_that_failed_is_put_off_with_its_problem() {
    let store = TestStore::open().await;
    let mail = stored(&store, "recovery").await;
    let taken = taken(&store, &mail).await.unwrap();
    let until = NOW.plus(Seconds::new(5));

    written!(store, [taken, until], tx => mail_outbox::put_off(tx, taken, *until, "no route"));
    let found = read!(store, conn => mail_outbox::find(conn, mail.id)).unwrap();

    assert_eq!(found.due_at, until);
    assert_eq!(found.problem.as_deref(), Some("no route"));
}

#[tokio::test]
async fn a_mail_that_stopped_waits_for_an_administrator_and_goes_after_its_time() {
    let store = TestStore::open().await;
    let mail = stored(&store, "recovery").await;
    let taken = taken(&store, &mail).await.unwrap();
    let kept = NOW.plus(Seconds::days(14));
    written!(store, [taken, kept], tx =>
        mail_outbox::stop(tx, taken, ("mail_refused", "550 no"), *kept));

    let due = read!(store, conn => mail_outbox::due(conn, kept, 10));
    let stopped = read!(store, conn => mail_outbox::any_stopped(conn));
    let early = sweep::run_once(&store, NOW).await.unwrap();
    let resumed = written!(store, [], tx => mail_outbox::resume(tx, NOW));
    let again = read!(store, conn => mail_outbox::due(conn, NOW, 10));

    assert!(due.is_empty() && stopped);
    assert_eq!((early, resumed), (0, 1));
    assert_eq!(again.len(), 1);
    assert!(!read!(store, conn => mail_outbox::any_stopped(conn)));
}

#[tokio::test]
async fn what_stopped_long_ago_is_swept() {
    let store = TestStore::open().await;
    let mail = stored(&store, "recovery").await;
    stored(&store, "waits").await;
    let taken = taken(&store, &mail).await.unwrap();
    written!(store, [taken], tx => mail_outbox::stop(tx, taken, ("mail_refused", ""), LATER));

    let removed = sweep::run_once(&store, LATER.plus(Seconds::new(1))).await;

    assert_eq!(removed.unwrap(), 1);
}

#[tokio::test]
async fn the_list_goes_on_behind_a_mail_and_shows_none_to_nobody() {
    let store = TestStore::open().await;
    let (old, new) = (stored(&store, "one").await, stored(&store, "two").await);
    stored(&store, "nobody").await;

    let all = read!(store, conn => mail_outbox::list(conn, None, 10));
    let next = read!(store, conn => mail_outbox::list(conn, Some(new.id), 10));

    assert_eq!(all, [new, old.clone()]);
    assert_eq!(next, [old]);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_servers_takes_a_mail() {
    let store = TestStore::open().await;
    let mail = stored(&store, "recovery").await;

    let results = race(|_| {
        let (store, mail) = (store.handle(), mail.clone());
        async move { written!(store, [mail], tx => mail_outbox::take(tx, mail, LATER)) }
    })
    .await;

    assert_eq!(results.iter().flatten().count(), 1);
}
