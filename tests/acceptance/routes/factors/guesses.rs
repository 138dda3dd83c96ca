//! Guessing: rows 13 and 14 of the advisories.

use std::sync::Arc;

use gantry_accounts::factors::{Proof, Prover};
use gantry_accounts::{Error, Refusal};
use gantry_core::Seconds;
use tokio::task::JoinSet;

use super::{Armed, is_signed_in, prove};

/// Shows this many wrong proofs at once; how many of them were judged.
async fn judged(armed: &Armed, prover: &Prover, guess: impl Fn(usize) -> String) -> usize {
    let accounts = Arc::new(armed.app.accounts.clone());
    let mut guesses = JoinSet::new();
    for number in 0..5_000 {
        let (accounts, prover) = (Arc::clone(&accounts), prover.clone());
        let proof = Proof::Code(guess(number));
        guesses.spawn(async move { accounts.prove(&prover, None, proof).await });
    }
    let mut judged = 0;
    while let Some(outcome) = guesses.join_next().await {
        match outcome.unwrap() {
            Err(Error::Refused(Refusal::SlowDown(_)) | Error::Busy) => {}
            Err(Error::Refused(Refusal::WrongFactor)) => judged += 1,
            other => panic!("{other:?}"),
        }
    }
    judged
}

#[tokio::test]
async fn of_ten_thousand_guesses_a_handful_is_heard() {
    let armed = Armed::new().await;
    let live = armed.app.accounts.sessions_of(armed.user.id).await.unwrap();
    let live = armed.app.accounts.live_session(live[0].id).await.unwrap();
    let prover = Prover::Session(Box::new(live.unwrap()));

    let codes = judged(&armed, &prover, |number| format!("{number:06}")).await;
    let recovery = judged(&armed, &prover, |number| {
        format!("AAAA-BBBB-CCCC-{number:04}")
    })
    .await;

    assert!(codes <= 12, "{codes}");
    assert!(recovery <= 12, "{recovery}");
}

#[tokio::test]
async fn a_right_code_has_to_wait_as_well_wherever_it_is_shown() {
    let armed = Armed::new().await;
    let (visitor, page) = armed.at_the_factor().await;
    for _ in 0..6 {
        let _wrong = prove(&visitor, &page, "000000").await;
    }

    let right = armed.phone.code(&armed.app);
    let here = prove(&visitor, &page, &right).await.page();
    let (other, another) = armed.at_the_factor().await;
    let there = prove(&other, &another, &right).await.page();
    let step_up = armed
        .visitor
        .walk("/login/step-up?next=/account/factors")
        .await
        .page();
    let in_session = prove(&armed.visitor, &step_up, &right).await.page();

    for page in [&here, &there, &in_session] {
        assert_eq!(page.status, 429, "{}", page.url);
        assert!(page.text("#slow-down").is_some());
        assert!(!page.header("retry-after").is_empty());
    }
    armed.app.advance(Seconds::minutes(6));
    let late = prove(&other, &another, &armed.phone.code(&armed.app))
        .await
        .page();
    assert!(late.url.ends_with("/apps"), "{}", late.url);
}

#[tokio::test]
async fn ten_wrong_factors_ask_for_the_password_again() {
    let armed = Armed::new().await;
    let (visitor, page) = armed.at_the_factor().await;
    for _ in 0..10 {
        let wrong = prove(&visitor, &page, "000000").await.page();
        assert!(wrong.url.contains("/login/factor"), "{}", wrong.url);
        armed.app.advance(Seconds::new(40));
    }

    let right = prove(&visitor, &page, &armed.phone.code(&armed.app))
        .await
        .page();

    assert!(right.url.ends_with("/login"), "{}", right.url);
    assert!(!is_signed_in(&visitor).await);
}
