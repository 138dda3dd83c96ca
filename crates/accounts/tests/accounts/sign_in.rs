//! Signing in: what a right password opens, and what it no longer opens.

use std::sync::Arc;

use gantry_accounts::sign_in::{Attempt, SignIn};
use gantry_store::credentials;

use crate::support::{Installation, OPERATOR, PASSWORD, attempt, password, told};

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_is_reset_while_it_is_checked_opens_nothing() {
    let home = Arc::new(Installation::start().await);
    let alice = home.person("alice").await;
    let mut attempts = tokio::task::JoinSet::new();

    let accounts = home.accounts.clone();
    let reset = tokio::spawn(async move {
        accounts
            .set_password(&OPERATOR, alice.id, password("the second one"))
            .await
    });
    for number in 0..24 {
        let home = Arc::clone(&home);
        attempts.spawn(async move {
            let address = format!("10.0.{number}.1");
            home.sign_in("alice", PASSWORD, &address).await
        });
    }
    reset.await.unwrap().unwrap();
    attempts.join_all().await;

    let left = home.accounts.sessions_of(alice.id).await.unwrap();
    assert_eq!(left, []);
}

#[tokio::test]
async fn a_check_counts_only_while_its_hash_is_the_persons_and_the_person_is_let_in() {
    let home = Installation::start().await;
    let alice = home.person("alice").await;
    let store = home.accounts.store();
    let mut conn = store.read().await.unwrap();
    let found = credentials::find(&mut conn, alice.id).await.unwrap();
    drop(conn);
    let hash = found.unwrap().1.unwrap();
    let fresh = hash.as_str().replace("$m=19456,", "$m=19457,");
    let fresh = fresh.parse().unwrap();
    let confirm = async |checked: &_, fresh: &_| {
        let act = (alice.id, Clone::clone(checked), Clone::clone(fresh));
        store
            .write(act, |tx, (id, checked, fresh)| {
                Box::pin(credentials::confirm_password(
                    tx,
                    *id,
                    (checked, fresh),
                    gantry_core::Timestamp::from_i64(1),
                ))
            })
            .await
            .unwrap()
    };

    let first = confirm(&hash, &fresh).await;
    let over = confirm(&hash, &hash).await;
    home.admin("root").await;
    home.accounts
        .set_disabled(&OPERATOR, alice.id, true)
        .await
        .unwrap();
    let disabled = confirm(&fresh, &fresh).await;

    assert_eq!([first, over, disabled], [true, false, false]);
}

#[tokio::test]
async fn the_session_that_a_browser_had_ends_and_the_trail_says_so() {
    let home = Installation::start().await;
    let alice = home.person("alice").await;
    let SignIn::Done(first) = home.sign_in("alice", PASSWORD, "10.0.0.1").await else {
        panic!("not signed in");
    };
    let again = Attempt {
        former_session: Some(first.session.id),
        ..attempt("alice", PASSWORD, "10.0.0.1")
    };

    let second = home.accounts.sign_in(again).await.unwrap();

    let left = home.accounts.sessions_of(alice.id).await.unwrap();
    let noted = home.trail().await;
    let line = "sign_out done: a new sign-in in the same browser".to_owned();
    assert_eq!(told(&second), "done");
    assert_eq!(left.len(), 1);
    assert!(noted.contains(&line), "{noted:?}");
}

#[tokio::test]
async fn a_password_that_is_too_long_is_wrong_and_noted() {
    let home = Installation::start().await;
    home.person("alice").await;

    let answer = home.sign_in("alice", &"x".repeat(1025), "10.0.0.1").await;

    assert_eq!(told(&answer), "wrong");
    let noted = home.trail().await;
    assert_eq!(
        noted.last().unwrap(),
        "sign_in password_too_long: from 10.0.0.1"
    );
}

#[test]
fn what_was_typed_is_never_printed() {
    let attempt = attempt("a password in the wrong field", "the right password", "::1");

    let printed = format!("{attempt:?}");

    assert!(!printed.contains("password"), "{printed}");
}
