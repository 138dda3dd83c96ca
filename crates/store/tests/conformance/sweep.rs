//! Sweeping.

use gantry_core::token::Token;
use gantry_core::{Env, Id, Seconds};
use gantry_store::bridge::{self, FoundHandOff};
use gantry_store::{access_tokens, sessions, settings, setup_links, sweep, throttles, users};

use crate::builders::{LATER, LIMITS, NOW, SignedIn, access_token, client, digest, session, user};
use crate::support::{TestStore, read, written};
use crate::workspace_builders::Connected;

#[tokio::test]
async fn nothing_leaves_before_its_time() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;

    let removed = sweep::run_once(&store, LATER).await.unwrap();
    let token = read!(store, conn => access_tokens::find(conn, here.token.id, LIMITS));

    assert_eq!(removed, 0);
    assert!(token.is_some());
}

#[tokio::test]
async fn what_ran_out_leaves_and_what_lives_stays() {
    let store = TestStore::open().await;
    let here = SignedIn::store(&store, "alice").await;
    let subject = digest("alice");
    written!(store, [subject], tx => throttles::count_attempt(tx, *subject, NOW, LATER));

    let soon = sweep::run_once(&store, LATER.plus(Seconds::new(1)))
        .await
        .unwrap();
    let session = read!(store, conn => sessions::live(conn, here.session.id, LIMITS));
    let month = sweep::run_once(&store, NOW.plus(Seconds::days(32)))
        .await
        .unwrap();
    let swept = read!(store, conn => sessions::live(conn, here.session.id, LIMITS));
    let person = read!(store, conn => users::by_id(conn, here.user.id));

    // Access token, refresh token, family, throttle; then code and session.
    assert_eq!((soon, month), (4, 2));
    assert!(session.is_some() && swept.is_none());
    assert_eq!(person, Some(here.user));
}

#[tokio::test]
async fn a_setup_link_stays_a_week() {
    let store = TestStore::open().await;
    let link = Token::generate(&Env::system());
    let made = Env::system().now();
    written!(store, [link], tx => setup_links::insert(tx, link, LATER));

    let week = sweep::run_once(&store, made.plus(Seconds::days(6)))
        .await
        .unwrap();
    let more = sweep::run_once(&store, made.plus(Seconds::days(8)))
        .await
        .unwrap();

    assert_eq!((week, more), (0, 1));
}

#[tokio::test]
async fn a_sweep_takes_a_limited_batch_and_the_rest_next_time() {
    let store = TestStore::open().await;
    let alice = user("alice");
    let tokens: Vec<_> = (0..501)
        .map(|_| access_token(&alice, &client("chat")))
        .collect();
    written!(store, [tokens], tx => async {
        for token in tokens {
            let origin = access_tokens::Origin { session_id: None, authorization: token.id.as_uuid(), subject_token: None };
            access_tokens::insert(tx, token, digest("token"), origin).await?;
        }
        Ok(())
    });
    let now = LATER.plus(Seconds::new(1));

    let first = sweep::run_once(&store, now).await.unwrap();
    let second = sweep::run_once(&store, now).await.unwrap();
    let third = sweep::run_once(&store, now).await.unwrap();

    assert_eq!((first, second, third), (500, 1, 0));
}

#[tokio::test]
async fn rows_made_at_the_very_limit_stay() {
    let store = TestStore::open().await;
    let mut old = session(&user("alice"));
    let mut young = old.clone();
    let limit = u64::try_from(NOW.as_i64() * 1000).unwrap();
    old.id = Id::from_parts(limit - 1, &[255; 10]);
    young.id = Id::from_parts(limit, &[0; 10]);
    for one in [&old, &young] {
        written!(store, [one], tx => sessions::insert(tx, one, digest("secret")));
    }

    let removed = sweep::run_once(&store, NOW.plus(Seconds::days(31)))
        .await
        .unwrap();

    assert_eq!(removed, 1);
}

#[tokio::test]
async fn settings_are_never_swept() {
    let store = TestStore::open().await;
    written!(store, [], tx => settings::set_once(tx, "name", "value"));

    sweep::run_once(&store, NOW.plus(Seconds::days(9999)))
        .await
        .unwrap();

    assert!(read!(store, conn => settings::get(conn, "name")).is_some());
}

#[tokio::test]
async fn hand_off_codes_stay_an_hour_and_bridge_sessions_a_month() {
    let store = TestStore::open().await;
    let (code, cookie) = (
        Token::generate(&Env::system()),
        Token::generate(&Env::system()),
    );
    let made = Env::system().now();
    let hand_off = FoundHandOff {
        digest: code.digest(),
        client_id: client("chat").id,
        session_id: Id::from_uuid(code.id().as_uuid()),
        browser: digest("browser"),
    };
    let (client, session) = (hand_off.client_id, hand_off.session_id);
    written!(store, [code, hand_off], tx => bridge::insert_hand_off(tx, code, hand_off, LATER));
    written!(store, [cookie, client, session], tx =>
        bridge::insert_session(tx, cookie, *client, *session, NOW));

    let mut removed = Vec::new();
    for after in [
        Seconds::minutes(59),
        Seconds::minutes(61),
        Seconds::days(30),
        Seconds::days(32),
    ] {
        removed.push(sweep::run_once(&store, made.plus(after)).await.unwrap());
    }

    assert_eq!(removed, [0, 1, 0, 1]);
}

#[tokio::test]
async fn chat_sessions_leave_with_their_browser_sessions_and_their_tokens_end() {
    let here = Connected::open().await;
    here.give(&here.session, b"token").await;

    let early = sweep::run_once(&here.store, NOW.plus(Seconds::days(30)))
        .await
        .unwrap();
    let late = sweep::run_once(&here.store, NOW.plus(Seconds::days(32)))
        .await
        .unwrap();

    let asked = here.asked().await;
    assert_eq!((early, late), (0, 2));
    assert_eq!((asked.len(), asked[0].0), (1, "end_session"));
    assert!(here.found(here.session.id).await.is_none());
}
