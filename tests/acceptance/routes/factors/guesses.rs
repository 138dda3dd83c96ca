//! Guessing: rows 13 and 14 of the advisories.

use std::sync::Arc;

use gantry_accounts::factors::{PasskeyDoor, Proof, Prover};
use gantry_accounts::{Error, Refusal};
use gantry_core::Seconds;
use tokio::task::JoinSet;

use super::{Armed, is_signed_in, prove};

/// How many guesses are made at each factor.
const GUESSES: usize = 10_000;

/// Shows as many wrong proofs at once; how many of them were judged.
async fn judged(armed: &Armed, prover: &Prover, guess: impl Fn(usize) -> Proof) -> usize {
    let accounts = Arc::new(armed.app.accounts.clone());
    let door = PasskeyDoor::of("https://id.example.org", "Gantry").unwrap();
    let mut guesses = JoinSet::new();
    for number in 0..GUESSES {
        let (accounts, prover, door) = (Arc::clone(&accounts), prover.clone(), door.clone());
        let proof = guess(number);
        guesses.spawn(async move { accounts.prove(&prover, Some(&door), proof).await });
    }
    let mut judged = 0;
    while let Some(outcome) = guesses.join_next().await {
        match outcome.unwrap() {
            Err(Error::Refused(Refusal::SlowDown(_)) | Error::Busy) => {}
            Err(Error::Refused(Refusal::WrongFactor | Refusal::SignInOver)) => judged += 1,
            other => panic!("{other:?}"),
        }
    }
    judged
}

async fn prover(armed: &Armed) -> Prover {
    let accounts = &armed.app.accounts;
    let sessions = accounts.sessions_of(armed.user.id).await.unwrap();
    let live = accounts.live_session(sessions[0].id).await.unwrap();
    Prover::Session(Box::new(live.unwrap()))
}

#[tokio::test]
async fn advisory_14_of_ten_thousand_one_time_passwords_a_handful_is_judged() {
    let armed = Armed::new().await;
    let prover = prover(&armed).await;

    let heard = judged(&armed, &prover, |number| {
        Proof::Code(format!("{number:06}"))
    })
    .await;

    assert!((1..=12).contains(&heard), "{heard}");
}

#[tokio::test]
async fn advisory_14_of_ten_thousand_recovery_codes_a_handful_is_judged() {
    let armed = Armed::new().await;
    let prover = prover(&armed).await;

    let guess = |number| Proof::Code(format!("AAAA-BBBB-CC{}-{:04}", number % 90 + 10, number));
    let heard = judged(&armed, &prover, guess).await;

    assert!((1..=12).contains(&heard), "{heard}");
}

#[tokio::test]
async fn advisory_14_of_ten_thousand_answers_for_a_passkey_a_handful_is_judged() {
    let armed = Armed::new().await;
    let prover = prover(&armed).await;

    let heard = judged(&armed, &prover, |number| Proof::Passkey {
        question: format!("{number:043}"),
        answer: "{}".to_owned(),
    })
    .await;

    assert!((1..=12).contains(&heard), "{heard}");
}

#[tokio::test]
async fn advisory_14_ten_thousand_guesses_at_a_letter_open_nothing() {
    let armed = Armed::new().await;
    let smtp = armed.app.with_mail().await;
    let visitor = armed.app.visitor();
    let page = visitor.walk("/recover").await.page();
    let asked = visitor.submit(&page, "#recover-submit", &[("username", "alice")]);
    let _sent = asked.await;
    armed.app.send_mail().await;
    let public = armed.app.provider.public_url();
    let link = smtp.last().link(&format!("{public}/recover/"));
    let right = link.rsplit('/').next().unwrap().to_owned();
    let row = &right[..21];

    let mut guesses = JoinSet::new();
    for number in 0..GUESSES {
        let accounts = armed.app.accounts.clone();
        // The row of the letter is known, and its secret is not.
        let guess = format!("{row}{number:0>width$}", width = right.len() - row.len());
        guesses.spawn(async move { accounts.recovering(&guess).await.is_ok() });
    }
    let mut opened = 0;
    while let Some(outcome) = guesses.join_next().await {
        opened += usize::from(outcome.unwrap());
    }

    assert_eq!(opened, 0);
    assert!(armed.app.accounts.recovering(&right).await.is_ok());
}

#[tokio::test]
async fn advisory_14_a_right_code_has_to_wait_as_well_wherever_it_is_shown() {
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
async fn advisory_14_ten_wrong_factors_ask_for_the_password_again() {
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
