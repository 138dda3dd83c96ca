//! Writes: what an error, a panic and a denial leave behind, and when success is heard.

use gantry_core::user::User;
use gantry_store::{StoreError, settings, users};

use crate::builders::user;
use crate::support::{TestStore, read, write, written};

async fn exists(store: &gantry_store::Store, person: &User) -> bool {
    read!(store, conn => users::by_id(conn, person.id)).is_some()
}

#[tokio::test]
async fn an_error_undoes_its_own_closure_and_no_other_of_the_same_batch() {
    let store = TestStore::open().await;
    let (before, broken, after) = (user("before"), user("broken"), user("after"));
    let insert = |person: User| {
        let store = store.handle();
        async move { write!(store, [person], tx => users::insert(tx, person, None)) }
    };
    let failing = async {
        write!(store, [broken], tx => async {
            users::insert(tx, broken, None).await?;
            Err::<bool, _>(StoreError::Conflict)
        })
    };

    let (first, failed, last) =
        tokio::join!(insert(before.clone()), failing, insert(after.clone()));

    assert!(matches!((first, last), (Ok(true), Ok(true))));
    assert!(matches!(failed, Err(StoreError::Conflict)));
    assert!(exists(&store, &before).await && exists(&store, &after).await);
    assert!(!exists(&store, &broken).await);
}

#[tokio::test]
async fn a_failed_statement_undoes_what_its_closure_did_before() {
    let store = TestStore::open().await;
    let (alice, bob, carol) = (user("alice"), user("bob"), user("carol"));
    written!(store, [alice], tx => users::insert(tx, alice, None));
    written!(store, [bob], tx => users::insert(tx, bob, None));
    let thief = User {
        username: alice.username.clone(),
        ..bob.clone()
    };

    let result = write!(store, [carol, thief], tx => async {
        users::insert(tx, carol, None).await?;
        users::update(tx, thief).await
    });

    assert!(matches!(result, Err(StoreError::Database(_))));
    assert!(!exists(&store, &carol).await);
}

#[tokio::test]
async fn a_panic_undoes_its_own_closure_and_writing_goes_on() {
    let store = TestStore::open().await;
    let (broken, after) = (user("broken"), user("after"));

    let panicked = write!(store, [broken], tx => async {
        users::insert(tx, broken, None).await?;
        assert!(broken.is_administrator(), "half way");
        Ok(())
    });
    let inserted = write!(store, [after], tx => users::insert(tx, after, None));

    assert!(matches!(panicked, Err(StoreError::Panicked)));
    assert!(matches!(inserted, Ok(true)));
    assert!(!exists(&store, &broken).await);
    assert!(exists(&store, &after).await);
}

#[tokio::test]
async fn a_panic_before_the_first_statement_is_no_different() {
    let store = TestStore::open().await;
    let after = user("after");

    let panicked = store
        .write(true, |tx, early| {
            assert!(!*early, "before the future");
            Box::pin(settings::set_once(tx, "name", "value"))
        })
        .await;
    let inserted = write!(store, [after], tx => users::insert(tx, after, None));

    assert!(matches!(panicked, Err(StoreError::Panicked)));
    assert!(matches!(inserted, Ok(true)));
}

#[tokio::test]
async fn a_denial_is_a_value_and_keeps_what_was_written() {
    let store = TestStore::open().await;
    let alice = user("alice");

    let denial = written!(store, [alice], tx => async {
        users::insert(tx, alice, None).await?;
        Ok("denied")
    });

    assert_eq!(denial, "denied");
    assert!(exists(&store, &alice).await);
}

#[tokio::test]
async fn a_write_of_one_statement_is_kept_and_its_failure_stays_alone() {
    let store = TestStore::open().await;
    let (alice, bob) = (user("alice"), user("bob"));
    written!(store, [bob], tx => users::insert(tx, bob, None));
    let thief = User {
        email: bob.email.clone(),
        id: alice.id,
        ..user("x")
    };

    let insert = store.write_one(alice.clone(), |tx, person| {
        Box::pin(users::insert(tx, person, None))
    });
    let inserted = insert.await;
    let update = store.write_one(thief, |tx, person| Box::pin(users::update(tx, person)));
    let kept = store.write_one((), |tx, ()| {
        Box::pin(settings::set_once(tx, "name", "value"))
    });
    let (failed, kept) = tokio::join!(update, kept);

    assert!(matches!((inserted, kept), (Ok(true), Ok(true))));
    assert!(failed.is_err());
    assert_eq!(
        read!(store, conn => users::by_id(conn, alice.id)),
        Some(alice)
    );
    assert!(read!(store, conn => settings::get(conn, "name")).is_some());
}

#[tokio::test]
async fn a_panic_in_a_write_of_one_statement_leaves_the_writer_alive() {
    let store = TestStore::open().await;

    let panicked = store
        .write_one(true, |tx, early| {
            assert!(!*early, "before the statement");
            Box::pin(settings::set_once(tx, "name", "value"))
        })
        .await;
    let kept = store.write_one((), |tx, ()| {
        Box::pin(settings::set_once(tx, "name", "value"))
    });

    assert!(matches!(panicked, Err(StoreError::Panicked)));
    assert!(matches!(kept.await, Ok(true)));
}

#[tokio::test]
async fn a_closure_reads_what_it_wrote() {
    let store = TestStore::open().await;
    let alice = user("alice");

    let found = written!(store, [alice], tx => async {
        users::insert(tx, alice, None).await?;
        users::by_id(tx, alice.id).await
    });

    assert_eq!(found, Some(alice));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_sixty_four_parallel_writes_every_success_is_visible_to_others_at_once() {
    let store = TestStore::open().await;
    let other = store.second().await;
    let people: Vec<_> = (0..64)
        .map(|number| user(&format!("person{number}")))
        .collect();

    let tasks: Vec<_> = people
        .into_iter()
        .map(|person| {
            let (store, other) = (store.handle(), other.clone());
            tokio::spawn(async move {
                written!(store, [person], tx => users::insert(tx, person, None));
                exists(&other, &person).await
            })
        })
        .collect();
    let mut visible = 0;
    for task in tasks {
        visible += usize::from(task.await.unwrap());
    }

    assert_eq!(visible, 64);
}

#[tokio::test]
async fn nobody_else_sees_a_write_before_it_is_committed() {
    let store = TestStore::open().await;
    let other = store.second().await;
    let alice = user("alice");

    let seen_inside = written!(store, [alice, other], tx => async {
        users::insert(tx, alice, None).await?;
        let mut conn = other.read().await?;
        users::by_id(&mut conn, alice.id).await
    });

    assert_eq!(seen_inside, None);
    assert!(exists(&other, &alice).await);
}
