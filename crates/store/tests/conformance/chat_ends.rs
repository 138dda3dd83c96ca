//! What the end of browser sessions asks of the workspaces.

use gantry_core::Id;
use gantry_core::session::Session;
use gantry_store::chat_endings;
use gantry_store::sessions;
use uuid::Uuid;

use crate::builders::{NOW, client, id, user};
use crate::support::written;
use crate::workspace_builders::{Connected, add_session};

/// Ends all of the person's sessions but one.
async fn end_others(here: &Connected, kept: &Session) {
    let (store, user, kept) = (&here.store, here.user.id, kept.id);
    written!(store, [user, kept], tx => async {
        sessions::end_others(tx, *user, Some(*kept), NOW).await?;
        chat_endings::of_others(tx, *user, *kept, NOW).await
    });
}

async fn end_everything(here: &Connected) {
    let (store, user) = (&here.store, here.user.id);
    written!(store, [user], tx => async {
        sessions::end_others(tx, *user, None, NOW).await?;
        chat_endings::of_everything(tx, *user, NOW).await
    });
}

async fn end_aged(here: &Connected, before: Uuid) -> u64 {
    let store = &here.store;
    written!(store, [before], tx => chat_endings::of_aged(tx, *before, NOW))
}

#[tokio::test]
async fn a_session_that_entered_nothing_asks_for_nothing() {
    let here = Connected::open().await;
    here.end(&here.session).await;

    assert!(here.asked().await.is_empty());
}

#[tokio::test]
async fn a_session_that_was_given_no_token_asks_for_nothing() {
    let here = Connected::open().await;
    here.enter(&here.session, false).await;

    here.end(&here.session).await;

    assert!(here.asked().await.is_empty());
    assert!(here.found(here.session.id).await.is_none());
}

#[tokio::test]
async fn a_session_that_came_by_the_button_ends_all_tokens_of_the_person() {
    let here = Connected::open().await;
    here.enter(&here.session, true).await;
    here.link("chat").await;

    here.end(&here.session).await;

    let found = here.tasks().await.remove(0);
    let about = here.user.id.as_uuid();
    assert_eq!(here.asked().await, [("end_all", about, None)]);
    assert_eq!(found.chat_id.as_deref(), Some("chat"));
    assert_eq!(
        (found.due_at, found.created_at, found.wanted),
        (NOW, NOW, 1)
    );
    assert!(here.found(here.session.id).await.is_none());
}

#[tokio::test]
async fn an_account_that_is_not_known_yet_is_asked_for_all_the_same() {
    let here = Connected::open().await;
    here.enter(&here.session, true).await;

    here.end(&here.session).await;

    let found = here.tasks().await.remove(0);
    assert_eq!((found.kind.as_str(), found.chat_id), ("end_all", None));
}

#[tokio::test]
async fn a_session_with_a_token_ends_just_that() {
    let here = Connected::open().await;
    let other = here.another_session().await;
    let given = here.give(&here.session, b"one").await;
    here.give(&other, b"two").await;
    here.link("chat").await;

    here.end(&here.session).await;

    let token = Some(b"one".to_vec());
    assert_eq!(
        here.asked().await,
        [("end_session", given.id.as_uuid(), token)]
    );
    assert!(here.found(here.session.id).await.is_none());
    assert!(here.found(other.id).await.is_some());
}

#[tokio::test]
async fn a_session_with_both_ends_both() {
    let here = Connected::open().await;
    let given = here.give(&here.session, b"one").await;
    here.enter(&here.session, true).await;

    here.end(&here.session).await;

    let (person, token) = (here.user.id.as_uuid(), Some(b"one".to_vec()));
    let wanted = [
        ("end_all", person, None),
        ("end_session", given.id.as_uuid(), token),
    ];
    assert_eq!(here.asked().await, wanted);
}

#[tokio::test]
async fn a_workspace_that_was_disconnected_is_asked_for_the_end_of_tokens_alone() {
    let here = Connected::open().await;
    let given = here.give(&here.session, b"one").await;
    here.enter(&here.session, true).await;
    here.link("chat").await;
    here.disconnect().await;

    here.end(&here.session).await;
    end_everything(&here).await;

    let token = Some(b"one".to_vec());
    assert_eq!(
        here.asked().await,
        [("end_session", given.id.as_uuid(), token)]
    );
    assert!(here.found(here.session.id).await.is_none());
}

#[tokio::test]
async fn all_but_one_session_end_and_the_kept_one_keeps_its_token() {
    let here = Connected::open().await;
    let (one, two) = (here.another_session().await, here.another_session().await);
    let bob = add_session(&here.store, &user("bob")).await;
    here.give(&here.session, b"kept").await;
    here.give(&bob, b"of bob").await;
    let given = here.give(&one, b"one").await;
    here.enter(&one, true).await;
    here.enter(&two, true).await;

    end_others(&here, &here.session).await;

    let (person, token) = (here.user.id.as_uuid(), Some(b"one".to_vec()));
    let wanted = [
        ("end_all", person, None),
        ("end_session", given.id.as_uuid(), token),
    ];
    assert_eq!(here.asked().await, wanted);
    assert_eq!(here.tasks().await[0].wanted, 2);
    assert!(here.found(here.session.id).await.is_some());
    assert!(here.found(bob.id).await.is_some());
    assert!(here.found(one.id).await.is_none() && here.found(two.id).await.is_none());
}

#[tokio::test]
async fn a_session_that_was_not_ended_keeps_its_token() {
    let here = Connected::open().await;
    let new = here.another_session().await;
    here.give(&new, b"new").await;
    let (store, user, kept) = (&here.store, here.user.id, here.session.id);

    written!(store, [user, kept], tx => chat_endings::of_others(tx, *user, *kept, NOW));

    assert!(here.asked().await.is_empty());
    assert!(here.found(new.id).await.is_some());
}

#[tokio::test]
async fn everything_of_a_person_ends_in_every_workspace_with_an_account() {
    let here = Connected::open().await;
    let other = client("other");
    here.add_workspace(&other).await;
    here.link("chat").await;
    let given = here.give(&here.session, b"one").await;

    end_everything(&here).await;

    let (person, token) = (here.user.id.as_uuid(), Some(b"one".to_vec()));
    let wanted = [
        ("end_all", person, None),
        ("end_session", given.id.as_uuid(), token),
    ];
    assert_eq!(here.asked().await, wanted);
    assert_eq!(here.tasks().await[0].chat_id.as_deref(), Some("chat"));
    let elsewhere = Connected {
        client: other,
        ..here
    };
    assert!(elsewhere.asked().await.is_empty());
}

#[tokio::test]
async fn an_account_that_became_known_is_known_to_the_task_that_waits() {
    let here = Connected::open().await;
    here.enter(&here.session, true).await;
    here.end(&here.session).await;
    here.link("chat").await;

    end_everything(&here).await;

    let found = here.tasks().await.remove(0);
    assert_eq!(found.chat_id.as_deref(), Some("chat"));
    assert_eq!(found.wanted, 2);
}

#[tokio::test]
async fn what_aged_sessions_were_given_ends() {
    let here = Connected::open().await;
    let given = here.give(&here.session, b"old").await;
    let button = here.another_session().await;
    here.enter(&button, true).await;
    let young = here.another_session().await;
    here.give(&young, b"young").await;

    let first = end_aged(&here, young.id.as_uuid()).await;
    let second = end_aged(&here, young.id.as_uuid()).await;

    let token = Some(b"old".to_vec());
    assert_eq!((first, second), (2, 0));
    assert_eq!(
        here.asked().await,
        [("end_session", given.id.as_uuid(), token)]
    );
    assert!(here.found(here.session.id).await.is_none());
    assert!(here.found(young.id).await.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_aged_token_is_forgotten_when_two_servers_sweep_at_once() {
    let here = Connected::open().await;
    for _ in 0..220 {
        let session = here.another_session().await;
        here.give(&session, b"old").await;
    }
    let before: Id<()> = id();
    let second = here.store.second().await;

    let sweep = |store: gantry_store::Store, before: Uuid| async move {
        let mut swept = 0;
        for _ in 0..4 {
            swept += written!(store, [before], tx => chat_endings::of_aged(tx, *before, NOW));
        }
        swept
    };
    let before = before.as_uuid();
    let one = tokio::spawn(sweep(here.store.handle(), before));
    let two = tokio::spawn(sweep(second, before));
    let swept = one.await.unwrap() + two.await.unwrap();

    assert_eq!((swept, here.tasks().await.len()), (220, 220));
}
