//! Guessing passwords: slowed down, never locked out, and nothing learned about who exists.

use std::num::NonZeroU32;

use gantry_accounts::throttle::RequestLimits;
use gantry_core::Seconds;
use gantry_test_support::{Page, TestApp};
use tokio::task::JoinSet;

use crate::browser::Browser;

const WRONG: &str = "a wrong password";

/// A page without what differs for everybody: the name that was typed, and the form's token.
fn without_the_typed(page: &Page, name: &str) -> String {
    let token = page.attribute("input[name=form_token]", "value").unwrap();
    page.body.replace(&token, "").replace(name, "")
}

/// Limits that leave the slowing down to the count of each account.
pub(crate) fn generous() -> RequestLimits {
    let many = NonZeroU32::new(10_000).unwrap();
    RequestLimits {
        sign_ins_per_address: many,
        requests_per_account: many,
    }
}

async fn wrong_guesses(browser: &mut Browser, name: &str, times: usize) -> Page {
    let login = browser.get("/login").await;
    let mut last = login.clone();
    for _ in 0..times {
        last = browser.try_password(&login, name, WRONG).await;
    }
    last
}

/// Guesses at once, each with the same form; answers by status.
async fn guesses_at_once(app: &TestApp, names: &[String], password: &'static str) -> Vec<u16> {
    let mut browser = Browser::new(app);
    let login = browser.get("/login").await;
    let mut tasks = JoinSet::new();
    for name in names {
        let (mut browser, login, name) = (browser.clone(), login.clone(), name.clone());
        tasks.spawn(async move {
            let typed = [("username", name.as_str()), ("password", password)];
            browser
                .submit(&login, "#login-submit", &typed)
                .await
                .status
                .as_u16()
        });
    }
    tasks.join_all().await
}

fn count(statuses: &[u16], status: u16) -> usize {
    statuses.iter().filter(|one| **one == status).count()
}

#[tokio::test]
async fn an_unknown_name_and_a_wrong_password_are_told_the_same() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    app.add_person("carol", &[], |new| new.password = None)
        .await;
    let mut browser = Browser::new(&app);

    let known = wrong_guesses(&mut browser, "alice", 1).await;
    let unknown = wrong_guesses(&mut browser, "nobody", 1).await;
    let without_password = wrong_guesses(&mut browser, "carol", 1).await;

    assert_eq!(known.status, unknown.status);
    assert_eq!(known.status, without_password.status);
    let shown = without_the_typed(&known, "alice");
    assert_eq!(shown, without_the_typed(&unknown, "nobody"));
    assert_eq!(shown, without_the_typed(&without_password, "carol"));
}

#[tokio::test]
async fn an_unknown_name_is_slowed_down_like_a_known_one() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let mut browser = Browser::new(&app);

    let known = browser.guess_until_slowed(&app, "alice").await;
    let unknown = browser.guess_until_slowed(&app, "nobody").await;

    assert!(known.text("#slow-down").is_some(), "{}", known.body);
    assert!(unknown.text("#slow-down").is_some(), "{}", unknown.body);
    assert_eq!(known.status, unknown.status);
}

#[tokio::test]
async fn a_disabled_account_is_told_to_whoever_knows_the_password_only() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let dora = app.add_user("dora").await;
    let operator = gantry_accounts::permissions::Administrator::operator();
    app.accounts
        .set_disabled(&operator, dora.id, true)
        .await
        .unwrap();
    let mut browser = Browser::new(&app);

    let enabled = wrong_guesses(&mut browser, "alice", 1).await;
    let disabled = wrong_guesses(&mut browser, "dora", 1).await;
    let login = browser.get("/login").await;
    let right = browser.log_in(&login, "dora").await;

    assert_eq!(
        without_the_typed(&enabled, "alice"),
        without_the_typed(&disabled, "dora")
    );
    assert_eq!(right.problem().as_deref(), Some("user_disabled"));
    assert!(!browser.is_signed_in().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guess_at_an_unknown_name_takes_its_place_in_the_hash_queue() {
    let app = TestApp::start_with(generous()).await;
    let names: Vec<String> = (0..400).map(|number| format!("nobody{number}")).collect();

    let statuses = guesses_at_once(&app, &names, WRONG).await;

    assert!(
        count(&statuses, 503) > 0,
        "the queue was never full: {statuses:?}"
    );
    assert_eq!(
        count(&statuses, 503) + count(&statuses, 422),
        400,
        "{statuses:?}"
    );
}

#[tokio::test]
async fn five_failures_are_heard_at_once() {
    let app = TestApp::start().await;
    app.add_user("alice").await;

    let fifth = wrong_guesses(&mut Browser::new(&app), "alice", 5).await;

    assert!(fifth.text("#slow-down").is_none(), "{}", fifth.body);
}

#[tokio::test]
async fn after_more_failures_even_the_right_password_has_to_wait() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let mut browser = Browser::new(&app);
    let slowed = browser.guess_until_slowed(&app, "alice").await;
    let wait = slowed.header("retry-after").parse().unwrap();

    let at_once = browser.log_in(&slowed, "alice").await;
    app.advance(Seconds::new(wait));
    let later = browser.log_in(&slowed, "alice").await;

    assert_eq!(at_once.status, 429);
    assert!(at_once.text("#slow-down").is_some(), "{}", at_once.body);
    assert_eq!(later.status, 200);
}

#[tokio::test]
async fn nobody_is_ever_locked_out_for_longer_than_five_minutes() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let mut stranger = Browser::new(&app);
    let login = stranger.get("/login").await;
    for _ in 0..40 {
        stranger.try_password(&login, "alice", WRONG).await;
        app.advance(Seconds::minutes(5));
    }
    stranger.try_password(&login, "alice", WRONG).await;

    let mut alice = Browser::new(&app);
    let page = alice.get("/login").await;
    let during = alice.log_in(&page, "alice").await;
    app.advance(Seconds::minutes(5));
    let after = alice.log_in(&page, "alice").await;

    assert_eq!(during.status, 429);
    assert_eq!(after.status, 200);
}

#[tokio::test]
async fn knocking_while_one_has_to_wait_does_not_make_the_wait_longer() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let mut browser = Browser::new(&app);
    wrong_guesses(&mut browser, "alice", 60).await;

    app.advance(Seconds::new(20));
    let login = browser.get("/login").await;

    assert_eq!(browser.log_in(&login, "alice").await.status, 200);
}

#[tokio::test]
async fn a_device_that_its_owner_used_is_not_slowed_down_by_strangers() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let mut own = Browser::signed_in(&app, "alice").await;
    own.cookies.remove("gantry-session");

    let stranger = Browser::new(&app).guess_until_slowed(&app, "alice").await;
    let login = own.get("/login").await;
    let owner = own.log_in(&login, "alice").await;

    assert!(stranger.text("#slow-down").is_some());
    assert_eq!(owner.status, 200);
}

#[tokio::test]
async fn a_known_device_may_not_guess_for_ever_either() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let mut own = Browser::signed_in(&app, "alice").await;
    own.cookies.remove("gantry-session");

    let last = own.guess_until_slowed(&app, "alice").await;

    assert!(last.text("#slow-down").is_some());
}

#[tokio::test]
async fn a_device_of_one_person_is_a_strangers_to_another() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    app.add_user("mallory").await;
    let mut mallory = Browser::signed_in(&app, "mallory").await;
    mallory.cookies.remove("gantry-session");
    Browser::new(&app).guess_until_slowed(&app, "alice").await;

    let guess = wrong_guesses(&mut mallory, "alice", 1).await;

    assert!(guess.text("#slow-down").is_some(), "{}", guess.status);
}

/// Forty guesses at once, and how many of them were checked.
async fn checked_of_forty(spellings: &[&str]) -> usize {
    let app = TestApp::start_with(generous()).await;
    app.add_user("alice").await;
    let cycle = spellings.iter().cycle().take(40);
    let names: Vec<String> = cycle.map(ToString::to_string).collect();

    let wrong = guesses_at_once(&app, &names, WRONG).await;

    let trail = app.trail().await;
    let checked = trail
        .iter()
        .filter(|line| line.ends_with(" wrong_password"));
    let checked = checked.count();
    assert_eq!(checked, count(&wrong, 422));
    assert_eq!(count(&wrong, 429), 40 - checked, "{wrong:?}");
    checked
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_at_once_do_not_slip_through() {
    let checked = checked_of_forty(&["alice"]).await;

    assert!((5..=8).contains(&checked), "{checked} were checked");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_spelling_of_a_name_is_no_further_guess() {
    let checked = checked_of_forty(&["alice", "ALICE", " alice ", "aLiCe"]).await;

    assert!((5..=8).contains(&checked), "{checked} were checked");
}

#[tokio::test(flavor = "multi_thread")]
async fn name_and_address_together_are_worth_twice_as_many_guesses_at_most() {
    let checked = checked_of_forty(&["alice", "Alice@Example.ORG", "alice@example.org"]).await;

    assert!((10..=16).contains(&checked), "{checked} were checked");
}
