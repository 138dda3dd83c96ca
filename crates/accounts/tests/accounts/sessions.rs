//! Ending one's own sessions.

use gantry_core::Digest;
use gantry_core::methods::Methods;
use gantry_core::session::{Session, SessionId};
use gantry_core::user::UserId;
use gantry_store::sessions;

use crate::support::Installation;

/// Begins so many sessions and returns their ids.
async fn begin(home: &Installation, user_id: UserId, count: usize) -> Vec<SessionId> {
    let env = home.accounts.env();
    let now = env.now();
    let new: Vec<Session> = (0..count)
        .map(|_| Session {
            id: env.id(),
            user_id,
            authenticated_at: now,
            created_at: now,
            last_seen_at: now,
            methods: Methods::default(),
            factor_at: None,
            address: String::new(),
            device: "test".to_owned(),
        })
        .collect();
    let ids = new.iter().map(|session| session.id).collect();
    home.accounts
        .store()
        .write(new, |tx, new| {
            Box::pin(async move {
                for session in new {
                    sessions::insert(tx, session, Digest::of(b"secret")).await?;
                }
                Ok(())
            })
        })
        .await
        .unwrap();
    ids
}

#[tokio::test]
async fn everywhere_else_means_every_session_however_many() {
    let home = Installation::start().await;
    let (alice, bob) = (home.user("alice").await.id, home.user("bob").await.id);
    let ids = begin(&home, alice, 250).await;
    begin(&home, bob, 1).await;
    let accounts = &home.accounts;

    let ended = accounts.end_other_sessions(alice, ids[7]).await.unwrap();
    let again = accounts.end_other_sessions(alice, ids[7]).await.unwrap();

    let left = accounts.sessions_of(alice).await.unwrap();
    let of_bob = accounts.sessions_of(bob).await.unwrap();
    let noted = home.trail().await;
    assert_eq!((ended, again), (249, 0));
    assert_eq!((left.len(), left[0].id, of_bob.len()), (1, ids[7], 1));
    assert_eq!(noted.last().unwrap(), "sign_out done: everywhere else: 249");
}

#[tokio::test]
async fn a_person_ends_no_session_of_somebody_else() {
    let home = Installation::start().await;
    let (alice, bob) = (home.user("alice").await.id, home.user("bob").await.id);
    let session = begin(&home, alice, 150).await[0];
    let accounts = &home.accounts;

    let of_bob = accounts.end_own_session(bob, session).await.unwrap();
    let own = accounts.end_own_session(alice, session).await.unwrap();
    let again = accounts.end_own_session(alice, session).await.unwrap();

    let noted = home.trail().await;
    let lines = noted.iter().filter(|line| *line == "sign_out done: ");
    assert_eq!([of_bob, own, again], [false, true, false]);
    assert_eq!(lines.count(), 1);
}
