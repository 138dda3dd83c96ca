//! Links in mails.

use gantry_core::user::User;
use gantry_core::{Env, Id, Seconds, Timestamp};
use gantry_store::mail_links::{self, MailLink};
use gantry_store::{sweep, users};

use crate::builders::{LATER, NOW, digest, id, user};
use crate::support::{RACERS, TestStore, race, read, written};

fn link(user: Option<&User>, purpose: &str) -> MailLink {
    MailLink {
        id: id(),
        purpose: purpose.to_owned(),
        user_id: user.map(|user| user.id),
        email: "alice@example.org".parse().unwrap(),
        detail: "{}".to_owned(),
        created_by: None,
        used_at: None,
        created_at: NOW,
        expires_at: LATER,
    }
}

async fn stored(store: &TestStore, link: &MailLink) {
    let secret = digest("link");
    written!(store, [link, secret], tx => mail_links::insert(tx, link, *secret));
}

async fn with_alice() -> (TestStore, User) {
    let store = TestStore::open().await;
    let alice = user("alice");
    assert!(written!(store, [alice], tx => users::insert(tx, alice, None)));
    (store, alice)
}

async fn used(store: &TestStore, id: Id<MailLink>, purpose: &'static str, now: Timestamp) -> bool {
    written!(store, [id, purpose, now], tx => mail_links::consume(tx, *id, purpose, *now))
}

#[tokio::test]
async fn a_link_comes_back_as_it_was_stored_and_is_used_once() {
    let (store, alice) = with_alice().await;
    let link = link(Some(&alice), "recovery");
    stored(&store, &link).await;

    let found = read!(store, conn => mail_links::find(conn, link.id)).unwrap();
    let uses = [
        used(&store, link.id, "recovery", NOW).await,
        used(&store, link.id, "recovery", NOW).await,
    ];
    let again = read!(store, conn => mail_links::find(conn, link.id)).unwrap();

    assert_eq!(found.0, link);
    assert!(found.1.matches(&digest("link")));
    assert_eq!(uses, [true, false]);
    assert_eq!(again.0.used_at, Some(NOW));
}

#[tokio::test]
async fn a_link_serves_one_purpose_until_its_time() {
    let (store, alice) = with_alice().await;
    let link = link(Some(&alice), "recovery");
    stored(&store, &link).await;

    assert!(!used(&store, link.id, "address", NOW).await);
    assert!(!used(&store, link.id, "recovery", LATER).await);
    assert!(!used(&store, id(), "recovery", NOW).await);
    assert!(used(&store, link.id, "recovery", NOW).await);
}

#[tokio::test]
async fn a_link_ends_with_everything_of_its_person() {
    let (store, alice) = with_alice().await;
    let before = link(Some(&alice), "recovery");
    stored(&store, &before).await;
    let (who, mark) = (alice.id, id::<()>().as_uuid());
    written!(store, [who, mark], tx => users::revoke_before(tx, *who, *mark));
    let after = link(Some(&alice), "recovery");
    stored(&store, &after).await;

    assert!(read!(store, conn => mail_links::find(conn, before.id)).is_none());
    assert!(!used(&store, before.id, "recovery", NOW).await);
    assert!(used(&store, after.id, "recovery", NOW).await);
}

#[tokio::test]
async fn all_links_of_a_person_are_used_up_at_once() {
    let (store, alice) = with_alice().await;
    let (one, two) = (
        link(Some(&alice), "recovery"),
        link(Some(&alice), "address"),
    );
    let other = link(None, "invitation");
    for link in [&one, &two, &other] {
        stored(&store, link).await;
    }
    let who = alice.id;

    let ended = written!(store, [who], tx => mail_links::end_of_user(tx, *who, NOW));

    assert_eq!(ended, 2);
    assert!(!used(&store, one.id, "recovery", NOW).await);
    assert!(used(&store, other.id, "invitation", NOW).await);
}

#[tokio::test]
async fn links_of_a_person_are_counted_by_purpose_and_time() {
    let (store, alice) = with_alice().await;
    for _ in 0..3 {
        stored(&store, &link(Some(&alice), "recovery")).await;
    }
    let (about, before) = ((alice.id, "recovery"), NOW.minus(Seconds::new(1)));

    assert!(read!(store, conn => mail_links::enough(conn, about, before, 3)));
    assert!(!read!(store, conn => mail_links::enough(conn, about, before, 4)));
    assert!(!read!(store, conn => mail_links::enough(conn, about, NOW, 1)));
    assert!(!read!(store, conn => mail_links::enough(conn, (alice.id, "address"), before, 1)));
}

#[tokio::test]
async fn invitations_that_wait_are_listed_newest_first() {
    let (store, alice) = with_alice().await;
    let (old, gone, new) = (
        link(None, "invitation"),
        link(None, "invitation"),
        link(None, "invitation"),
    );
    for link in [&old, &gone, &new, &link(Some(&alice), "recovery")] {
        stored(&store, link).await;
    }
    assert!(used(&store, gone.id, "invitation", NOW).await);

    let all = read!(store, conn => mail_links::invitations(conn, None, NOW, 10));
    let next = read!(store, conn => mail_links::invitations(conn, Some(new.id), NOW, 10));
    let late = read!(store, conn => mail_links::invitations(conn, None, LATER, 10));

    assert_eq!(all, [new, old.clone()]);
    assert_eq!(next, [old]);
    assert!(late.is_empty());
}

#[tokio::test]
async fn links_are_kept_for_two_weeks() {
    let store = TestStore::open().await;
    let made = Env::system().now();
    let fresh = MailLink {
        id: Env::system().id(),
        ..link(None, "invitation")
    };
    stored(&store, &fresh).await;

    let soon = sweep::run_once(&store, made.plus(Seconds::days(13))).await;
    let late = sweep::run_once(&store, made.plus(Seconds::days(15))).await;

    assert_eq!((soon.unwrap(), late.unwrap()), (0, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_uses_a_link() {
    let (store, alice) = with_alice().await;
    let link = link(Some(&alice), "recovery");
    stored(&store, &link).await;

    let results = race(|_| {
        let (store, id) = (store.handle(), link.id);
        async move { written!(store, [id], tx => mail_links::consume(tx, *id, "recovery", NOW)) }
    })
    .await;

    assert_eq!(results.len(), RACERS);
    assert_eq!(results.iter().filter(|won| **won).count(), 1);
}
