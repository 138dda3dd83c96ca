//! A sign-out at the very moment at which the session is let into a workspace.

use gantry_core::client::{Client, ClientRowId};
use gantry_core::session::{Session, SessionId};
use gantry_core::workspace::ChatSession;
use gantry_store::{Store, chat_endings, chat_sessions, chat_tasks, sessions};
use uuid::Uuid;

use crate::builders::NOW;
use crate::support::{RACERS, race, written};
use crate::workspace_builders::{Connected, end_session, entry, orphan};

/// Lets a session in as the server does; what it has there then.
async fn enter(store: &Store, coming: &ChatSession) -> Option<ChatSession> {
    written!(store, [coming], tx => async {
        if !sessions::hold(tx, coming.session_id).await? {
            return Ok(None);
        }
        chat_sessions::enter(tx, coming).await?;
        chat_sessions::find(tx, coming.session_id, coming.client_id).await
    })
}

/// Keeps a token as the server does, or asks for its end.
async fn keep(store: &Store, entered: &ChatSession, sealed: &[u8]) -> bool {
    let (entered, orphan) = (entered.clone(), orphan(entered, sealed));
    written!(store, [entered, orphan], tx => async {
        let sealed = orphan.sealed.clone().unwrap();
        let kept = sessions::hold(tx, entered.session_id).await?
            && chat_sessions::keep(tx, entered.id, "chat", &sealed, NOW).await?;
        if !kept {
            chat_tasks::ask(tx, orphan).await?;
        }
        Ok(kept)
    })
}

/// One session for each racer, numbered by its token.
async fn sessions_of(here: &Connected) -> Vec<Session> {
    let mut all = Vec::new();
    for _ in 0..RACERS {
        all.push(here.another_session().await);
    }
    all
}

fn token(session: SessionId) -> Vec<u8> {
    session.as_uuid().as_bytes().to_vec()
}

/// Starts both at once on tasks of their own.
async fn both<A, B>(
    first: impl Future<Output = A> + Send + 'static,
    second: impl Future<Output = B> + Send + 'static,
) -> (A, B)
where
    A: Send + 'static,
    B: Send + 'static,
{
    let (first, second) = (tokio::spawn(first), tokio::spawn(second));
    (first.await.unwrap(), second.await.unwrap())
}

/// No row may be left of a session that has ended.
async fn left_over(here: &Connected, all: &[Session]) -> usize {
    let mut left = 0;
    for session in all {
        left += usize::from(here.found(session.id).await.is_some());
    }
    left
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_enters_by_the_button_during_the_end_is_signed_out_there() {
    let here = Connected::open().await;
    let all = sessions_of(&here).await;

    let entered = race(|number| {
        let (store, session) = (here.store.handle(), all[number].clone());
        let coming = entry(&session, &here.client, true);
        let ending = store.clone();
        async move {
            let enter = async move { enter(&store, &coming).await.is_some() };
            both(enter, async move { end_session(&ending, session.id).await })
                .await
                .0
        }
    })
    .await;

    let wanted = entered.iter().filter(|entered| **entered).count();
    let tasks = here.tasks().await;
    let asked: i64 = tasks.iter().map(|task| task.wanted).sum();
    assert_eq!(left_over(&here, &all).await, 0);
    assert_eq!(usize::try_from(asked).unwrap(), wanted);
}

/// Enters, makes a token, and keeps it: `None` if the session was over at the door.
async fn visit(store: Store, session: Session, client: Client) -> Option<bool> {
    let entered = enter(&store, &entry(&session, &client, false)).await?;
    Some(keep(&store, &entered, &token(session.id)).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn no_token_that_was_made_during_the_end_stays_alive() {
    let here = Connected::open().await;
    let all = sessions_of(&here).await;

    let made = race(|number| {
        let (store, session) = (here.store.handle(), all[number].clone());
        let (ending, id) = (store.clone(), session.id);
        let visit = visit(store, session, here.client.clone());
        async move {
            both(visit, async move { end_session(&ending, id).await })
                .await
                .0
        }
    })
    .await;

    let mut wanted: Vec<_> = all
        .iter()
        .zip(&made)
        .filter_map(|(session, made)| made.map(|_| Some(token(session.id))))
        .collect();
    let mut asked: Vec<_> = here.tasks().await.into_iter().map(|it| it.sealed).collect();
    wanted.sort();
    asked.sort();
    assert_eq!(left_over(&here, &all).await, 0);
    assert_eq!(asked, wanted);
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_ends_while_many_are_given_tokens() {
    let here = Connected::open().await;
    let all = sessions_of(&here).await;
    let mut entered = Vec::new();
    for session in &all {
        entered.push(here.enter(session, false).await.unwrap());
    }

    let kept = race(|number| {
        let (store, entered) = (here.store.handle(), entered[number].clone());
        let user = here.user.id;
        async move {
            if number == RACERS / 2 {
                written!(store, [user], tx => async {
                    sessions::end_others(tx, *user, None, NOW).await?;
                    chat_endings::of_everything(tx, *user, NOW).await
                });
            }
            keep(&store, &entered, &token(entered.session_id)).await
        }
    })
    .await;

    let asked: Vec<Uuid> = here.asked().await.into_iter().map(|task| task.1).collect();
    assert_eq!(left_over(&here, &all).await, 0);
    assert_eq!((asked.len(), kept.len()), (RACERS, RACERS));
    assert!(!kept[RACERS / 2], "a token was kept after the end");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_calls_of_one_session_share_one_row() {
    let here = Connected::open().await;

    let entered = race(|number| {
        let store = here.store.handle();
        let coming = entry(&here.session, &here.client, number % 2 == 0);
        async move { enter(&store, &coming).await.unwrap() }
    })
    .await;

    let found = here.found(here.session.id).await.unwrap();
    assert!(entered.iter().all(|entered| entered.id == found.id));
    assert!(found.by_button);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_who_comes_by_the_button_from_many_browsers_is_asked_about_once() {
    let here = Connected::open().await;
    let (user, client): (_, ClientRowId) = (here.user.id, here.client.id);

    race(|_| {
        let store = here.store.handle();
        async move {
            written!(store, [client, user], tx =>
                chat_tasks::ask_to_learn(tx, *client, *user, NOW));
        }
    })
    .await;

    let found = here.tasks().await;
    let asked = i64::try_from(RACERS).unwrap();
    assert_eq!((found.len(), found[0].wanted), (1, asked));
}
