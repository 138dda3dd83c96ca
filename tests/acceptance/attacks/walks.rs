//! Row 11: whatever two browsers do in whatever order, nobody becomes somebody else.

use gantry_core::Seconds;
use gantry_test_support::{AuthorizeRequest, TestApp};

use crate::browser::{Browser, request_id, sent};
use crate::walk::{PEOPLE, SESSION, Walk, submit_if_there};

const SEEDS: [u64; 4] = [1, 20_261_121, 0x5eed, 77];
const STEPS: usize = 60;

#[tokio::test]
async fn advisory_11_no_walk_of_two_browsers_makes_one_person_another() {
    let app = TestApp::start().await;
    for person in PEOPLE {
        app.add_user(person).await;
    }
    let template = app
        .add_rocketchat_with(|settings| settings.consent = true)
        .await;
    let mut codes = 0;

    for seed in SEEDS {
        println!("seed {seed}");
        let client = app
            .add_client("Chat", template.client.settings.clone())
            .await;
        codes += Walk::run(&app, &client, seed, STEPS).await;
    }

    assert!(codes > 10, "the walks hardly ever arrived: {codes}");
}

#[tokio::test]
async fn advisory_11_agreeing_does_not_stand_in_for_signing_in_again() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app
        .add_rocketchat_with(|settings| settings.consent = true)
        .await;
    let mut browser = Browser::signed_in(&app, "alice").await;
    app.advance(Seconds::minutes(10));

    for (name, value) in [("prompt", "login"), ("max_age", "60"), ("max_age", "0")] {
        let request = AuthorizeRequest::legacy(&client).with(name, value);
        let login = browser.start(&request).await;
        let shortcut = format!("/consent?request={}", request_id(&login));
        let consent = browser.walk(&shortcut).await;
        let allow = [("decision", "allow")];
        let answer = submit_if_there(&mut browser, &consent, "#consent-allow", &allow).await;
        let landed = browser.follow(answer).await;

        assert!(login.text("#login-submit").is_some(), "{name}={value}");
        assert_eq!(sent(&landed, "code"), None, "{name}={value}");
        assert!(
            landed.text("#login-submit").is_some(),
            "{name}={value}: {}",
            landed.body
        );
    }
}

#[tokio::test]
async fn advisory_11_a_session_id_from_before_the_sign_in_is_never_kept() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let mut attacker = Browser::signed_in(&app, "alice").await;
    let fixed = attacker.cookie(SESSION).to_owned();
    let mut victim = Browser::new(&app);
    victim.cookies.insert(SESSION.to_owned(), fixed.clone());
    victim
        .cookies
        .insert("gantry-form".to_owned(), "fixed".to_owned());

    let request = AuthorizeRequest::legacy(&app.add_rocketchat().await).with("prompt", "login");
    let login = victim.start(&request).await;
    let landed = victim.log_in(&login, "alice").await;

    assert!(sent(&landed, "code").is_some());
    assert_ne!(victim.cookie(SESSION), fixed);
    assert!(!attacker.is_signed_in().await, "the planted session ended");
}
