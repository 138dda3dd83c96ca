//! What the end of browser sessions asks for at clients that hear of it.

use gantry_core::Seconds;
use gantry_store::logout_tasks::LogoutTask;
use gantry_store::{clients, logout_tasks, session_clients, session_endings, sessions};

use crate::builders::{LATER, LIMITS, NOW};
use crate::logout_builders::{Hearing, enter, entry};
use crate::support::{read, written};

#[tokio::test]
async fn the_end_of_a_session_is_told_to_every_client_that_it_came_to() {
    let here = Hearing::open().await;
    let other = here.another_client("other").await;
    let elsewhere = here.another_session().await;
    here.enter(&here.session).await;
    here.enter(&elsewhere).await;
    enter(&here.store, &entry(&here.session, &other)).await;

    let mut told = here.end(here.session.id).await;
    let again = here.end(here.session.id).await;

    told.sort_unstable();
    assert_eq!(told, [here.client.id, other.id]);
    assert!(again.is_empty());
    let task = LogoutTask {
        client_id: here.client.id,
        session_id: here.session.id,
        user_id: here.user.id,
        subject: "alice-there".to_owned(),
        attempts: 0,
        due_at: NOW,
        stopped: None,
        created_at: NOW,
    };
    assert_eq!(here.tasks().await, [task]);
}

#[tokio::test]
async fn a_session_that_has_ended_is_not_entered() {
    let here = Hearing::open().await;
    here.end(here.session.id).await;

    let entered = here.enter(&here.session).await;
    let (store, entry) = (&here.store, entry(&here.session, &here.client));
    let unheld = written!(store, [entry], tx => session_clients::enter(tx, entry));

    assert!(!entered && !unheld);
    assert!(here.tasks().await.is_empty());
}

#[tokio::test]
async fn a_client_that_comes_twice_is_told_once_under_the_latest_name() {
    let here = Hearing::open().await;
    here.enter(&here.session).await;
    let mut renamed = entry(&here.session, &here.client);
    "alice-now".clone_into(&mut renamed.subject);
    enter(&here.store, &renamed).await;

    here.end(here.session.id).await;

    let tasks = here.tasks().await;
    assert_eq!((tasks.len(), &*tasks[0].subject), (1, "alice-now"));
}

#[tokio::test]
async fn all_but_one_session_end_and_the_kept_one_goes_on() {
    let here = Hearing::open().await;
    let (one, two) = (here.another_session().await, here.another_session().await);
    for session in [&here.session, &one, &two] {
        here.enter(session).await;
    }
    let (store, user, kept) = (&here.store, here.user.id, here.session.id);

    written!(store, [user, kept], tx => async {
        sessions::end_others(tx, *user, Some(*kept), NOW).await?;
        session_endings::of_others(tx, *user, Some(*kept), NOW).await
    });

    assert_eq!(here.ended().await, [one.id, two.id]);
    assert_eq!(here.end(kept).await, [here.client.id]);
}

#[tokio::test]
async fn everything_ends_but_what_was_not_ended() {
    let here = Hearing::open().await;
    let new = here.another_session().await;
    here.enter(&here.session).await;
    here.enter(&new).await;
    let (store, user, old) = (&here.store, here.user.id, here.session.id);

    written!(store, [user, old], tx => async {
        sessions::end(tx, *old, NOW).await?;
        session_endings::of_others(tx, *user, None, NOW).await
    });

    assert_eq!(here.ended().await, [old]);
}

#[tokio::test]
async fn a_withdrawn_consent_is_told_to_that_client_for_every_session() {
    let here = Hearing::open().await;
    let (other, second) = (
        here.another_client("other").await,
        here.another_session().await,
    );
    here.enter(&here.session).await;
    here.enter(&second).await;
    enter(&here.store, &entry(&here.session, &other)).await;
    let (store, user, client) = (&here.store, here.user.id, here.client.id);

    written!(store, [user, client], tx => session_endings::of_consent(tx, *user, *client, NOW));

    assert_eq!(here.ended().await, [here.session.id, second.id]);
    assert_eq!(here.end(here.session.id).await, [other.id]);
}

#[tokio::test]
async fn a_client_that_is_switched_off_hears_of_everybody_and_a_removed_one_of_nobody() {
    let here = Hearing::open().await;
    here.enter(&here.session).await;
    let (store, client) = (&here.store, here.client.id);

    written!(store, [client], tx => session_endings::of_client(tx, *client, NOW));
    let off = here.ended().await;
    written!(store, [client], tx => clients::delete(tx, *client));

    assert_eq!(off, [here.session.id]);
    assert!(here.tasks().await.is_empty());
}

#[tokio::test]
async fn an_end_that_is_asked_for_again_begins_anew() {
    let here = Hearing::open().await;
    let (store, user, client) = (&here.store, here.user.id, here.client.id);
    here.enter(&here.session).await;
    written!(store, [user, client], tx => session_endings::of_consent(tx, *user, *client, NOW));
    let first = here.tasks().await.remove(0);
    let taken = written!(store, [first], tx => logout_tasks::take(tx, first, LATER)).unwrap();

    here.enter(&here.session).await;
    here.end(here.session.id).await;
    let done = written!(store, [taken], tx => logout_tasks::done(tx, taken));

    assert!(!done, "the second end was not told yet");
    assert_eq!(here.tasks().await, [first]);
}

#[tokio::test]
async fn a_session_is_looked_at_when_it_may_have_run_out() {
    let here = Hearing::open().await;
    here.enter(&here.session).await;
    let (store, id, next) = (&here.store, here.session.id, LATER.plus(Seconds::new(9)));

    let early = read!(store, conn => session_clients::to_look_at(conn, NOW, 10));
    let due = read!(store, conn => session_clients::to_look_at(conn, LATER, 10));
    written!(store, [id, next], tx => session_clients::look_again(tx, *id, *next));
    let later = read!(store, conn => session_clients::to_look_at(conn, LATER, 10));

    assert_eq!((early, due, later), (Vec::new(), vec![id], Vec::new()));
}

#[tokio::test]
async fn only_a_session_that_goes_on_is_held() {
    let here = Hearing::open().await;
    let (store, id) = (&here.store, here.session.id);
    let mut idle = LIMITS;
    idle.seen_after = NOW;
    let mut old = LIMITS;
    old.created_after = NOW;

    let live = written!(store, [id], tx => session_clients::hold_if_live(tx, *id, LIMITS));
    let idle = written!(store, [id, idle], tx => session_clients::hold_if_live(tx, *id, *idle));
    let old = written!(store, [id, old], tx => session_clients::hold_if_live(tx, *id, *old));
    here.end(id).await;
    let ended = written!(store, [id], tx => session_clients::hold_if_live(tx, *id, LIMITS));

    assert_eq!(
        (live, idle, old, ended),
        (Some((NOW, NOW)), None, None, None)
    );
}
