//! The queue of logout tokens, also when many servers work it off.

use std::collections::BTreeSet;

use gantry_core::{Seconds, Timestamp};
use gantry_store::logout_tasks::{self, LogoutTask};
use gantry_store::{Store, sweep};

use crate::builders::{LATER, NOW};
use crate::logout_builders::{Hearing, end, enter, entry};
use crate::support::{RACERS, race, read, written};

async fn take(store: &Store, task: &LogoutTask) -> Option<LogoutTask> {
    written!(store, [task], tx => logout_tasks::take(tx, task, LATER))
}

async fn due(store: &Store, now: Timestamp) -> Vec<LogoutTask> {
    read!(store, conn => logout_tasks::due(conn, now, 100))
}

/// A session of the client, ended.
async fn asked(here: &Hearing) -> LogoutTask {
    let session = here.another_session().await;
    here.enter(&session).await;
    here.end(session.id).await;
    let tasks = here.tasks().await.into_iter();
    let mut of_session = tasks.filter(|task| task.session_id == session.id);
    of_session.next().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_servers_takes_a_token() {
    let here = Hearing::open().await;
    let task = asked(&here).await;

    let results = race(|_| {
        let (store, task) = (here.store.handle(), task.clone());
        async move { take(&store, &task).await }
    })
    .await;

    let won: Vec<LogoutTask> = results.into_iter().flatten().collect();
    assert_eq!(won.len(), 1);
    assert_eq!((won[0].attempts, won[0].due_at), (1, LATER));
    assert_eq!(here.tasks().await, won);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_given_a_token_during_the_end_hears_of_it() {
    let here = Hearing::open().await;
    let mut all = Vec::new();
    for _ in 0..RACERS {
        all.push(here.another_session().await);
    }

    let entered = race(|number| {
        let (store, session) = (here.store.handle(), all[number].clone());
        let coming = entry(&session, &here.client);
        let ending = store.clone();
        async move {
            let enter = tokio::spawn(async move { enter(&store, &coming).await });
            let end = tokio::spawn(async move { end(&ending, session.id).await });
            end.await.unwrap();
            (session.id, enter.await.unwrap())
        }
    })
    .await;

    let came = entered.iter().filter(|(_, came)| *came);
    let wanted: BTreeSet<_> = came.map(|(session, _)| *session).collect();
    let told: BTreeSet<_> = here.ended().await.into_iter().collect();
    assert_eq!(told, wanted);
}

#[tokio::test]
async fn a_token_that_was_taken_is_due_again_if_its_server_dies() {
    let here = Hearing::open().await;
    let task = asked(&here).await;
    let store = &here.store;

    let taken = take(store, &task).await.unwrap();
    let meanwhile = due(store, NOW).await;
    let later = due(store, LATER).await;
    let by_another = take(store, &later[0]).await.unwrap();
    let late = written!(store, [taken], tx => logout_tasks::done(tx, taken));

    assert!(meanwhile.is_empty());
    assert_eq!(later, [taken]);
    assert_eq!(by_another.attempts, 2);
    assert!(!late, "another server has it now");
}

#[tokio::test]
async fn a_delivered_token_is_forgotten_and_a_failed_one_comes_again() {
    let here = Hearing::open().await;
    let (store, until) = (&here.store, LATER.plus(Seconds::hours(1)));
    let (first, second) = (asked(&here).await, asked(&here).await);
    let first = take(store, &first).await.unwrap();
    let second = take(store, &second).await.unwrap();

    let done = written!(store, [first], tx => logout_tasks::done(tx, first));
    let put_off = written!(store, [second, until], tx =>
        logout_tasks::put_off(tx, second, *until));

    let left = here.tasks().await;
    assert!(done && put_off);
    assert_eq!(
        (left.len(), left[0].due_at, left[0].attempts),
        (1, until, 1)
    );
}

#[tokio::test]
async fn a_stopped_token_waits_for_an_administrator_and_leaves_in_the_end() {
    let here = Hearing::open().await;
    let store = &here.store;
    let task = asked(&here).await;
    let kept = LATER.plus(Seconds::days(30));
    let taken = take(store, &task).await.unwrap();

    let stopped = written!(store, [taken, kept], tx =>
        logout_tasks::stop(tx, taken, "logout_refused", *kept));
    let shown = here.tasks().await.remove(0);
    let due_then = due(store, kept.plus(Seconds::new(1))).await;
    let taken_then = take(store, &shown).await;
    let swept = sweep::run_once(store, kept).await.unwrap();
    let still = here.tasks().await.len();
    sweep::run_once(store, kept.plus(Seconds::new(1)))
        .await
        .unwrap();

    assert!(stopped && due_then.is_empty() && taken_then.is_none());
    assert_eq!(shown.stopped.as_deref(), Some("logout_refused"));
    assert_eq!((swept, still), (0, 1));
    assert!(here.tasks().await.is_empty());
}

#[tokio::test]
async fn an_administrator_lets_everything_of_a_client_be_tried_again() {
    let here = Hearing::open().await;
    let store = &here.store;
    let task = asked(&here).await;
    let taken = take(store, &task).await.unwrap();
    written!(store, [taken], tx => logout_tasks::stop(tx, taken, "logout_refused", LATER));
    let client = here.client.id;

    let resumed = written!(store, [client], tx => logout_tasks::resume(tx, *client, NOW));

    assert_eq!(resumed, 1);
    assert_eq!(due(store, NOW).await, [task]);
}

#[tokio::test]
async fn a_client_with_many_tokens_lets_others_come_before_its_second() {
    let here = Hearing::open().await;
    let other = here.another_client("other").await;
    for _ in 0..5 {
        asked(&here).await;
    }
    let session = here.another_session().await;
    enter(&here.store, &entry(&session, &other)).await;
    end(&here.store, session.id).await;

    let found = read!(here.store, conn => logout_tasks::due(conn, NOW, 2));

    let clients: BTreeSet<_> = found.iter().map(|task| task.client_id).collect();
    assert_eq!(clients, BTreeSet::from([here.client.id, other.id]));
}
