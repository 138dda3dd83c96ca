//! What happens while an application does not answer, refuses, or is slow.

use std::time::{Duration, Instant};

use gantry_accounts::permissions::Administrator;
use gantry_core::Seconds;

use crate::end_session::id_token;
use crate::logout_channels::receiver::Receiver;
use crate::logout_channels::{Heard, hearing};

/// Signs Alice out everywhere.
async fn end(here: &Heard) {
    let by = Administrator::operator();
    let ended = here.app.accounts.end_everything(&by, here.alice.id).await;
    ended.unwrap();
}

#[tokio::test]
async fn a_failing_application_is_tried_again_after_growing_waits() {
    let here = Heard::signed_in().await;
    here.receiver.answer(503);
    end(&here).await;

    let mut attempts = Vec::new();
    for wait in [0, 4, 1, 9, 1] {
        here.app.advance(Seconds::new(wait));
        attempts.push(here.deliver().await);
    }
    here.receiver.answer(204);
    here.app.advance(Seconds::new(20));
    attempts.push(here.deliver().await);
    attempts.push(here.deliver().await);

    assert_eq!(attempts, [1, 0, 1, 0, 1, 1, 0]);
    assert_eq!(here.receiver.calls().len(), 4);
    assert_eq!(here.waiting().await, (0, None));
    let claims = here.receiver.claims();
    assert_ne!(
        claims[0]["jti"], claims[1]["jti"],
        "each token is a new one"
    );
}

#[tokio::test]
async fn an_application_that_refuses_is_not_asked_again_unless_somebody_says_so() {
    let here = Heard::signed_in().await;
    here.receiver.answer(400);
    end(&here).await;

    here.deliver().await;
    let stopped = here.waiting().await;
    here.app.advance(Seconds::days(2));
    let later = here.deliver().await;
    here.receiver.answer(200);
    let client = here.client.client.id;
    let resumed = here.app.provider.resume_logouts(client).await.unwrap();
    let again = here.deliver().await;

    assert_eq!(stopped, (1, Some("logout_refused".to_owned())));
    assert_eq!((later, resumed, again), (0, 1, 1));
    assert_eq!(here.waiting().await, (0, None));
    let trail = here.app.trail().await;
    assert!(trail.contains(&"sign_out logout_refused".to_owned()));
}

#[tokio::test]
async fn after_about_a_day_it_is_left_to_an_administrator() {
    let here = Heard::signed_in().await;
    here.receiver.answer(500);
    end(&here).await;

    let mut hours = 0;
    while here.waiting().await.1.is_none() && hours < 48 {
        here.deliver().await;
        here.app.advance(Seconds::hours(1));
        hours += 1;
    }

    assert_eq!(
        here.waiting().await.1.as_deref(),
        Some("logout_undelivered")
    );
    assert!((24..40).contains(&hours), "{hours}");
    let trail = here.app.trail().await;
    assert!(trail.contains(&"sign_out logout_undelivered".to_owned()));
}

#[tokio::test]
async fn a_redirect_is_no_success_and_is_not_followed() {
    let here = Heard::signed_in().await;
    here.receiver.answer(302);
    end(&here).await;

    here.deliver().await;

    assert_eq!(here.receiver.calls().len(), 1);
    assert_eq!(here.waiting().await, (1, None));
}

#[tokio::test]
async fn an_application_that_no_longer_wants_to_hear_is_forgotten() {
    let here = Heard::signed_in().await;
    let before = &here.client.client;
    let mut after = before.clone();
    after.settings.logout.backchannel_uri = None;
    after.settings.logout.backchannel_session_required = false;
    let by = Administrator::operator();
    let accounts = &here.app.accounts;
    accounts.change_client(&by, before, after).await.unwrap();
    end(&here).await;

    here.deliver().await;

    assert!(here.receiver.calls().is_empty());
    assert_eq!(here.waiting().await, (0, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_application_holds_up_nobody_else() {
    let here = Heard::signed_in().await;
    here.receiver.take(Duration::from_secs(4));
    for _ in 0..5 {
        id_token(&here.app, &here.app.visitor(), &here.client, "alice").await;
    }
    let quick = Receiver::start().await;
    let other = here.app.add_client("Quick", hearing(&quick)).await;
    for _ in 0..5 {
        id_token(&here.app, &here.app.visitor(), &other, "alice").await;
    }
    end(&here).await;

    let begun = Instant::now();
    let provider = here.app.provider.clone();
    let round = tokio::spawn(async move { provider.deliver_logouts_once().await });
    while quick.calls().len() < 5 {
        assert!(begun.elapsed() < Duration::from_secs(4), "held up");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }

    assert!(here.receiver.calls().len() <= 2, "two at once, no more");
    round.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_tell_it_once_and_the_second_one_what_the_first_one_died_with() {
    let here = Heard::signed_in().await;
    for _ in 0..10 {
        id_token(&here.app, &here.app.visitor(), &here.client, "alice").await;
    }
    let second = here.app.second_node().await;
    end(&here).await;

    let both = tokio::join!(
        here.app.provider.deliver_logouts_once(),
        second.provider.deliver_logouts_once()
    );
    let together = both.0.unwrap() + both.1.unwrap();
    let told = here.receiver.calls().len();

    here.receiver.take(Duration::from_mins(1));
    id_token(&here.app, &here.app.visitor(), &here.client, "alice").await;
    end(&here).await;
    let provider = here.app.provider.clone();
    let dies = tokio::spawn(async move { provider.deliver_logouts_once().await });
    while here.receiver.calls().len() == told {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    dies.abort();
    here.receiver.take(Duration::ZERO);
    let too_early = second.provider.deliver_logouts_once().await.unwrap();
    here.app.advance(Seconds::new(31));
    let then = second.provider.deliver_logouts_once().await.unwrap();

    assert_eq!((together, told), (11, 11));
    assert_eq!((too_early, then), (0, 1));
    assert_eq!(here.waiting().await, (0, None));
}
