//! Guessing passwords: who is slowed down, and what that tells.

use std::sync::Arc;

use gantry_accounts::sign_in::{Attempt, SignIn};
use gantry_core::Seconds;
use tokio::task::JoinSet;

use crate::support::{Installation, PASSWORD, attempt, told};

const WRONG: &str = "not the password";

/// Guesses once from each of so many networks.
async fn guess_from_everywhere(home: &Installation, login: &str, networks: usize) {
    for number in 0..networks {
        let address = format!("10.1.{number}.1");
        assert_eq!(told(&home.sign_in(login, WRONG, &address).await), "wrong");
    }
}

#[tokio::test]
async fn name_and_address_of_a_person_slow_down_apart_as_for_nobody() {
    let home = Installation::start().await;
    home.person("alice").await;
    let mut answers = Vec::new();

    for [name, email] in [["alice", "alice@example.org"], ["nobody", "no@example.org"]] {
        let mut told_here = Vec::new();
        for login in [[name; 6].as_slice(), &[email; 6]].concat() {
            told_here.push(told(&home.sign_in(login, WRONG, "10.0.0.1").await));
        }
        answers.push(told_here);
    }

    let of_one = ["wrong", "wrong", "wrong", "wrong", "wrong", "slow down"];
    assert_eq!(answers[0], [of_one, of_one].concat());
    assert_eq!(answers[0], answers[1]);
}

#[tokio::test]
async fn spellings_and_neighbouring_addresses_count_together() {
    let home = Installation::start().await;
    home.person("alice").await;

    let mut answers = Vec::new();
    for (number, login) in ["alice", "ALICE", " alice", "Alice ", "aLiCe", "alice"]
        .into_iter()
        .enumerate()
    {
        let address = format!("10.0.0.{number}");
        answers.push(told(&home.sign_in(login, WRONG, &address).await));
    }

    assert_eq!(answers[4..], ["wrong", "slow down"]);
}

#[tokio::test]
async fn a_stranger_elsewhere_keeps_nobody_out() {
    let home = Installation::start().await;
    home.person("alice").await;
    for _ in 0..6 {
        home.sign_in("alice", WRONG, "10.0.0.1").await;
    }

    let here = home.sign_in("alice", PASSWORD, "10.0.0.2").await;
    let elsewhere = home.sign_in("alice", PASSWORD, "10.0.1.1").await;

    assert_eq!([told(&here), told(&elsewhere)], ["slow down", "done"]);
}

#[tokio::test]
async fn guesses_at_once_do_not_slip_through() {
    let home = Arc::new(Installation::start().await);
    home.person("alice").await;
    let mut guesses = JoinSet::new();

    for _ in 0..20 {
        let home = Arc::clone(&home);
        guesses.spawn(async move { told(&home.sign_in("alice", WRONG, "10.0.0.1").await) });
    }
    let answers = guesses.join_all().await;

    let checked = answers.iter().filter(|one| **one == "wrong").count();
    assert_eq!(checked, 5, "{answers:?}");
}

#[tokio::test]
async fn guesses_from_everywhere_go_unheard_and_are_told_what_wrong_ones_are() {
    let home = Installation::start().await;
    home.person("alice").await;
    guess_from_everywhere(&home, "alice", 25).await;
    guess_from_everywhere(&home, "alice@example.org", 25).await;

    let right = home.sign_in("alice", PASSWORD, "10.2.0.1").await;
    let noted = home.trail().await;
    home.clock.advance(Seconds::minutes(5));
    let later = home.sign_in("alice", PASSWORD, "10.3.0.1").await;

    assert_eq!([told(&right), told(&later)], ["wrong", "done"]);
    assert_eq!(
        noted.last().unwrap(),
        "sign_in too_many_attempts: from 10.2.0.1"
    );
}

#[tokio::test]
async fn a_device_that_its_owner_used_is_heard_meanwhile() {
    let home = Installation::start().await;
    home.person("alice").await;
    let SignIn::Done(first) = home.sign_in("alice", PASSWORD, "10.0.0.1").await else {
        panic!("not signed in");
    };
    guess_from_everywhere(&home, "alice", 51).await;
    let known = Attempt {
        device_cookie: Some(first.device_cookie.expose().to_owned()),
        ..attempt("alice", PASSWORD, "10.1.0.1")
    };

    let stranger = home.sign_in("alice", PASSWORD, "10.2.0.1").await;
    let owner = home.accounts.sign_in(known).await.unwrap();

    assert_eq!([told(&stranger), told(&owner)], ["wrong", "done"]);
}

#[tokio::test]
async fn an_address_over_its_limit_gets_one_line() {
    let home = Installation::start().await;
    let unhashed = "x".repeat(1025);
    let mut heard = 0;
    while told(
        &home
            .sign_in(&format!("n{heard}"), &unhashed, "10.0.0.1")
            .await,
    ) == "wrong"
    {
        heard += 1;
    }

    for _ in 0..5 {
        home.sign_in("another", &unhashed, "10.0.0.1").await;
    }

    let line = "sign_in address_over_limit: from 10.0.0.1";
    let noted = home.trail().await;
    assert!(heard >= 60, "{heard} were heard");
    assert_eq!(noted.iter().filter(|one| *one == line).count(), 1);
}
