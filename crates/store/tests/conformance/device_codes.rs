//! Device codes: asked for, answered once, redeemed once.

use gantry_core::correlation::Correlation;
use gantry_core::device_code::DeviceAnswer;
use gantry_core::device_code::{DeviceApproval, DeviceCode, UserCode};
use gantry_core::methods::Methods;
use gantry_core::user::User;
use gantry_core::{Env, Seconds, Timestamp};
use gantry_store::access_tokens::{self, Origin};
use gantry_store::device_codes;
use gantry_store::{consents, sessions, sweep, users};

use crate::builders::{
    LATER, LIMITS, NOW, SignedIn, access_token, digest, entry, id, requested, scopes,
};
use crate::support::{TestStore, race, read, written};

fn code(here: &SignedIn) -> DeviceCode {
    DeviceCode {
        id: id(),
        user_code: UserCode::generate(&Env::system()),
        client_id: here.client.id,
        scopes: scopes("openid email"),
        requested: requested(),
        correlation: Correlation::from_i64(5),
        pause: Seconds::new(5),
        expires_at: LATER,
    }
}

fn approval(here: &SignedIn) -> DeviceApproval {
    DeviceApproval {
        methods: Methods::default(),
        entry: entry(),
        id: id::<()>().as_uuid(),
        user_id: here.user.id,
        session_id: here.session.id,
        authenticated_at: NOW,
    }
}

async fn stored(store: &TestStore) -> (SignedIn, DeviceCode) {
    let here = SignedIn::store(store, "alice").await;
    let code = code(&here);
    assert!(written!(store, [code], tx => device_codes::insert(tx, code, digest("device"))));
    (here, code)
}

async fn approved(store: &TestStore) -> (SignedIn, DeviceCode, DeviceApproval) {
    let (here, code) = stored(store).await;
    let (id, by) = (code.id, approval(&here));
    assert!(written!(store, [id, by], tx => device_codes::approve(tx, *id, *by, NOW)));
    (here, code, by)
}

async fn answer(store: &TestStore, code: &DeviceCode) -> String {
    let found = read!(store, conn => device_codes::find(conn, code.id, LIMITS)).unwrap();
    assert_eq!(format!("{:?}", found.code), format!("{code:?}"));
    assert!(found.digest.matches(&digest("device")));
    let word = format!("{:?}", found.answer);
    word.split('(').next().unwrap().to_owned()
}

async fn is_open(store: &TestStore, code: &DeviceCode, now: Timestamp) -> bool {
    read!(store, conn => device_codes::open(conn, &code.user_code, now)).is_some()
}

#[tokio::test]
async fn a_code_waits_until_it_is_answered_or_runs_out() {
    let store = TestStore::open().await;
    let (here, code) = stored(&store).await;
    let (id, by) = (code.id, approval(&here));

    let first = is_open(&store, &code, NOW).await;
    let late = is_open(&store, &code, LATER).await;
    let pending = answer(&store, &code).await;
    let too_late = written!(store, [id, by], tx => device_codes::approve(tx, *id, *by, LATER));
    let yes = written!(store, [id, by], tx => device_codes::approve(tx, *id, *by, NOW));
    let again = written!(store, [id, by], tx => device_codes::approve(tx, *id, *by, NOW));
    let no = written!(store, [id], tx => device_codes::deny(tx, *id, NOW));

    assert_eq!((first, late, pending.as_str()), (true, false, "Pending"));
    assert_eq!((too_late, yes, again, no), (false, true, false, false));
    assert!(!is_open(&store, &code, NOW).await);
    assert_eq!(answer(&store, &code).await, "Approved");
}

#[tokio::test]
async fn a_code_that_was_denied_is_worth_nothing() {
    let store = TestStore::open().await;
    let (here, code) = stored(&store).await;
    let (id, by) = (code.id, approval(&here));

    let no = written!(store, [id], tx => device_codes::deny(tx, *id, NOW));
    let yes = written!(store, [id, by], tx => device_codes::approve(tx, *id, *by, NOW));
    let redeemed = written!(store, [id], tx => device_codes::redeem(tx, *id, NOW));

    assert_eq!((no, yes, redeemed), (true, false, false));
    assert_eq!(answer(&store, &code).await, "Denied");
}

#[tokio::test]
async fn a_taken_user_code_is_told() {
    let store = TestStore::open().await;
    let (here, first) = stored(&store).await;
    let second = DeviceCode {
        user_code: first.user_code.clone(),
        ..code(&here)
    };

    let stored = written!(store, [second], tx =>
        device_codes::insert(tx, second, digest("device")));

    assert!(!stored);
}

#[tokio::test]
async fn asking_too_soon_makes_the_pause_longer() {
    let store = TestStore::open().await;
    let (_, code) = stored(&store).await;
    let id = code.id;

    let mut answers = Vec::new();
    // At once; five seconds later; one second later, from when on the pause is ten seconds.
    for after in [0, 5, 6, 12, 28] {
        let now = NOW.plus(Seconds::new(after));
        answers.push(written!(store, [id, now], tx => device_codes::poll(tx, *id, *now)));
    }

    assert_eq!(answers, [true, true, false, false, true]);
}

#[tokio::test]
async fn an_allowed_code_is_redeemed_once_and_in_time() {
    let store = TestStore::open().await;
    let (_, code, _) = approved(&store).await;
    let id = code.id;

    let late = written!(store, [id], tx => device_codes::redeem(tx, *id, LATER));
    let first = written!(store, [id], tx => device_codes::redeem(tx, *id, NOW));
    let second = written!(store, [id], tx => device_codes::redeem(tx, *id, NOW));
    let burnt = written!(store, [id], tx => device_codes::burn(tx, *id, NOW));

    assert_eq!((late, first, second, burnt), (false, true, false, false));
    assert_eq!(answer(&store, &code).await, "Redeemed");
}

#[tokio::test]
async fn nobody_redeems_what_nobody_allowed_or_what_was_burnt() {
    let store = TestStore::open().await;
    let (_, code, _) = approved(&store).await;
    let here = SignedIn::store(&store, "bob").await;
    let pending = self::code(&here);
    written!(store, [pending], tx => device_codes::insert(tx, pending, digest("device")));
    let (id, waiting) = (code.id, pending.id);

    let unanswered = written!(store, [waiting], tx => device_codes::redeem(tx, *waiting, NOW));
    let burnt = written!(store, [id], tx => device_codes::burn(tx, *id, NOW));
    let after = written!(store, [id], tx => device_codes::redeem(tx, *id, NOW));

    assert_eq!((unanswered, burnt, after), (false, true, false));
}

#[tokio::test]
async fn what_a_code_issued_ends_with_it() {
    let store = TestStore::open().await;
    let (here, code, by) = approved(&store).await;
    let token = access_token(&here.user, &here.client);
    let (id, issued) = (code.id, token.id);
    let origin = Origin {
        session_id: Some(here.session.id),
        authorization: by.id,
        subject_token: None,
    };
    written!(store, [token, origin], tx =>
        access_tokens::insert(tx, token, digest("token"), *origin));
    written!(store, [id], tx => device_codes::redeem(tx, *id, NOW));

    written!(store, [id], tx => device_codes::revoke_issue(tx, *id, NOW, NOW, LATER));
    let at_once = read!(store, conn => access_tokens::find(conn, issued, LIMITS)).unwrap();
    written!(store, [id], tx => device_codes::revoke_issue(tx, *id, LATER, LATER, LATER));
    let after = read!(store, conn => access_tokens::find(conn, issued, LIMITS)).unwrap();

    assert!(at_once.stands && !after.stands);
}

#[tokio::test]
async fn an_allowed_code_falls_with_session_account_and_consent() {
    for ended in ["session", "account", "mark", "consent"] {
        let store = TestStore::open().await;
        let (here, code, _) = approved(&store).await;
        let (user, client, session) = (here.user.id, here.client.id, here.session.id);
        let mark = id::<()>().as_uuid();

        match ended {
            "session" => drop(written!(store, [session], tx => sessions::end(tx, *session, NOW))),
            "account" => {
                let off = User {
                    disabled: true,
                    ..here.user.clone()
                };
                written!(store, [off], tx => users::update(tx, off));
            }
            "mark" => {
                written!(store, [user, mark], tx => users::revoke_before(tx, *user, *mark));
            }
            _ => written!(store, [user, client, mark], tx =>
                consents::withdraw(tx, *user, *client, *mark, NOW)),
        }

        assert_eq!(answer(&store, &code).await, "Ended", "{ended}");
    }
}

#[tokio::test]
async fn what_ended_before_a_person_allowed_it_does_not_count() {
    let store = TestStore::open().await;
    let (here, code) = stored(&store).await;
    let (user, mark) = (here.user.id, id::<()>().as_uuid());
    written!(store, [user, mark], tx => users::revoke_before(tx, *user, *mark));
    let (id, by) = (code.id, approval(&here));

    written!(store, [id, by], tx => device_codes::approve(tx, *id, *by, NOW));

    assert_eq!(answer(&store, &code).await, "Approved");
}

#[tokio::test]
async fn a_code_is_swept_a_day_after_it_was_made() {
    let store = TestStore::open().await;
    let (_, code) = stored(&store).await;

    sweep::run_once(&store, NOW.plus(Seconds::hours(23)))
        .await
        .unwrap();
    let kept = read!(store, conn => device_codes::find(conn, code.id, LIMITS));
    sweep::run_once(&store, NOW.plus(Seconds::hours(25)))
        .await
        .unwrap();
    let swept = read!(store, conn => device_codes::find(conn, code.id, LIMITS));

    assert!(kept.is_some() && swept.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_answers() {
    let store = TestStore::open().await;
    let (here, code) = stored(&store).await;
    let (id, by) = (code.id, approval(&here));

    let answers = race(|number| {
        let store = store.handle();
        async move {
            if number % 2 == 0 {
                written!(store, [id], tx => device_codes::deny(tx, *id, NOW))
            } else {
                written!(store, [id, by], tx => device_codes::approve(tx, *id, *by, NOW))
            }
        }
    })
    .await;
    assert_eq!(answers.iter().filter(|won| **won).count(), 1);
    let found = read!(store, conn => device_codes::find(conn, id, LIMITS)).unwrap();
    assert!(!matches!(found.answer, DeviceAnswer::Pending));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_redeems_a_device_code() {
    let store = TestStore::open().await;
    let (_, code, _) = approved(&store).await;
    let id = code.id;

    let results = race(|number| {
        let store = store.handle();
        async move {
            if number % 2 == 0 {
                written!(store, [id], tx => device_codes::burn(tx, *id, NOW))
            } else {
                written!(store, [id], tx => device_codes::redeem(tx, *id, NOW))
            }
        }
    })
    .await;

    assert_eq!(results.iter().filter(|won| **won).count(), 1);
}
