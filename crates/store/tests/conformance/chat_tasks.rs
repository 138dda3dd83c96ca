//! What has to be done in workspaces.

use gantry_core::user::UserId;
use gantry_core::workspace::{ChatTask, TaskKind};
use gantry_core::{Seconds, Timestamp};
use gantry_store::{Store, chat_tasks};

use crate::builders::{LATER, NOW, client};
use crate::support::{race, read, written};
use crate::workspace_builders::{Connected, task};

async fn ask(store: &Store, task: &ChatTask) {
    written!(store, [task], tx => chat_tasks::ask(tx, task));
}

async fn take(store: &Store, task: &ChatTask) -> bool {
    written!(store, [task], tx => chat_tasks::take(tx, task, LATER))
}

async fn done(store: &Store, task: &ChatTask) -> bool {
    written!(store, [task], tx => chat_tasks::done(tx, task))
}

async fn stop(store: &Store, task: &ChatTask) {
    written!(store, [task], tx => chat_tasks::stop(tx, task, "two_factor"));
}

async fn due(store: &Store, now: Timestamp) -> Vec<ChatTask> {
    read!(store, conn => chat_tasks::due(conn, now, 100))
}

async fn learn(store: &Store, here: &Connected, user: UserId) {
    let client = here.client.id;
    written!(store, [client, user], tx =>
        chat_tasks::ask_to_learn(tx, *client, *user, LATER));
}

#[tokio::test]
async fn a_task_is_read_back() {
    let here = Connected::open().await;
    let asked = task(&here.client, TaskKind::EndSession);

    ask(&here.store, &asked).await;

    let found = here.tasks().await.remove(0);
    assert_eq!(format!("{found:?}"), format!("{asked:?}"));
    assert_eq!(found.sealed, asked.sealed);
}

#[tokio::test]
async fn nothing_is_asked_of_a_workspace_that_is_not_connected() {
    let here = Connected::open().await;
    here.disconnect().await;

    ask(&here.store, &task(&here.client, TaskKind::EndAll)).await;
    learn(&here.store, &here, here.user.id).await;

    assert!(here.tasks().await.is_empty());
}

#[tokio::test]
async fn asking_again_begins_anew_and_keeps_what_is_known() {
    let here = Connected::open().await;
    let mut asked = task(&here.client, TaskKind::EndAll);
    asked.chat_id = None;
    let store = &here.store;
    ask(store, &asked).await;
    take(store, &asked).await;
    stop(store, &asked).await;

    asked.due_at = LATER;
    asked.chat_id = Some("known now".to_owned());
    ask(store, &asked).await;
    asked.chat_id = None;
    ask(store, &asked).await;

    let found = here.tasks().await.remove(0);
    assert_eq!((found.wanted, found.attempts), (3, 0));
    assert_eq!((found.due_at, found.stopped), (LATER, None));
    assert_eq!(found.chat_id.as_deref(), Some("known now"));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_servers_takes_a_task() {
    let here = Connected::open().await;
    let asked = task(&here.client, TaskKind::EndAll);
    ask(&here.store, &asked).await;

    let results = race(|_| {
        let (store, asked) = (here.store.handle(), asked.clone());
        async move { take(&store, &asked).await }
    })
    .await;

    let found = here.tasks().await.remove(0);
    assert_eq!(results.iter().filter(|won| **won).count(), 1);
    assert_eq!((found.attempts, found.due_at), (1, LATER));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_demand_of_many_is_lost_to_one_that_is_done() {
    let here = Connected::open().await;
    let asked = task(&here.client, TaskKind::Account);
    ask(&here.store, &asked).await;

    let results = race(|number| {
        let (store, asked) = (here.store.handle(), asked.clone());
        async move {
            if number % 2 == 0 {
                ask(&store, &asked).await;
                false
            } else {
                done(&store, &asked).await
            }
        }
    })
    .await;

    // Whoever is done after the first new demand takes nothing away; a demand after that is new.
    let found = here.tasks().await;
    let wins = results.iter().filter(|won| **won).count();
    assert_eq!(found.len(), 1);
    assert!(found[0].wanted > 1 || wins > 0);
}

#[tokio::test]
async fn a_task_that_was_taken_is_due_again_later() {
    let here = Connected::open().await;
    let store = &here.store;
    ask(store, &task(&here.client, TaskKind::EndAll)).await;
    let seen = due(store, NOW).await.remove(0);
    take(store, &seen).await;

    let now = due(store, NOW).await;
    let later = due(store, LATER).await;

    assert!(now.is_empty());
    assert_eq!(later.len(), 1);
}

#[tokio::test]
async fn what_is_done_is_forgotten_unless_it_was_asked_for_again() {
    let here = Connected::open().await;
    let (store, asked) = (&here.store, task(&here.client, TaskKind::EndAll));
    ask(store, &asked).await;
    ask(store, &asked).await;

    let early = done(store, &asked).await;
    let again = here.tasks().await.remove(0);
    let second = done(store, &again).await;

    assert_eq!((early, second), (false, true));
    assert!(here.tasks().await.is_empty());
}

#[tokio::test]
async fn what_was_asked_for_again_is_neither_put_off_nor_stopped() {
    let here = Connected::open().await;
    let (store, asked) = (&here.store, task(&here.client, TaskKind::EndAll));
    ask(store, &asked).await;
    ask(store, &asked).await;

    written!(store, [asked], tx => chat_tasks::put_off(tx, asked, LATER));
    stop(store, &asked).await;
    let again = here.tasks().await.remove(0);
    written!(store, [again], tx => chat_tasks::put_off(tx, again, LATER));
    stop(store, &again).await;
    let after = here.tasks().await.remove(0);

    assert_eq!((again.due_at, again.stopped), (NOW, None));
    assert_eq!(after.due_at, LATER);
    assert_eq!(after.stopped.as_deref(), Some("two_factor"));
}

#[tokio::test]
async fn the_longest_waiting_comes_first_and_what_stopped_is_not_due() {
    let here = Connected::open().await;
    let store = &here.store;
    let mut wanted = Vec::new();
    for seconds in [30, 10, 20, 40, 5] {
        let mut one = task(&here.client, TaskKind::EndSession);
        one.due_at = NOW.minus(Seconds::new(seconds));
        ask(store, &one).await;
        wanted.push((one.due_at, one.about));
        if seconds == 40 {
            stop(store, &one).await;
            wanted.pop();
        }
    }
    let mut future = task(&here.client, TaskKind::EndSession);
    future.due_at = NOW.plus(Seconds::new(1));
    ask(store, &future).await;
    wanted.sort();

    let found = due(store, NOW).await;
    let two = read!(store, conn => chat_tasks::due(conn, NOW, 2));

    let found: Vec<_> = found.iter().map(|one| (one.due_at, one.about)).collect();
    assert_eq!(found, wanted);
    assert_eq!(two.len(), 2);
    assert_eq!(here.tasks().await.len(), 6);
}

#[tokio::test]
async fn a_stopped_task_is_not_taken_until_it_is_resumed_in_its_workspace() {
    let here = Connected::open().await;
    let (store, other) = (&here.store, client("other"));
    here.add_workspace(&other).await;
    let asked = task(&here.client, TaskKind::EndAll);
    let elsewhere = task(&other, TaskKind::EndAll);
    for one in [&asked, &elsewhere] {
        ask(store, one).await;
        take(store, one).await;
        stop(store, one).await;
    }
    let client = here.client.id;

    let stopped = here.tasks().await.remove(0);
    let taken = take(store, &stopped).await;
    let resumed = written!(store, [client], tx => chat_tasks::resume(tx, *client, NOW));
    let due = due(store, NOW).await;

    assert_eq!((taken, resumed), (false, 1));
    assert_eq!((due.len(), due[0].about), (1, asked.about));
    assert_eq!((due[0].attempts, due[0].wanted), (0, 1));
}

#[tokio::test]
async fn what_is_known_is_not_asked_about() {
    let here = Connected::open().await;
    let store = &here.store;

    learn(store, &here, here.user.id).await;
    learn(store, &here, here.user.id).await;
    let asked = here.tasks().await;
    done(store, &asked[0]).await;
    here.link("chat").await;
    learn(store, &here, here.user.id).await;

    assert_eq!(asked.len(), 1);
    assert_eq!((asked[0].kind, asked[0].wanted), (TaskKind::Learn, 2));
    assert_eq!(asked[0].about.as_uuid(), here.user.id.as_uuid());
    assert!(here.tasks().await.is_empty());
}
