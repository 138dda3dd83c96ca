//! Row 12: two people at one browser never get each other's tokens.

use gantry_test_support::{AuthorizeRequest, Page, RocketChatClient, TestApp};

use crate::browser::{Browser, request_id, sent};

const SESSION: &str = "gantry-session";

/// The user name that the tokens for an answer's code belong to.
async fn owner(app: &TestApp, client: &RocketChatClient, answer: &Page) -> String {
    let code = sent(answer, "code").unwrap_or_else(|| panic!("no code: {answer:?}"));
    let tokens = app.redeem(client, &code).await.json();
    let claims = app
        .userinfo(tokens["access_token"].as_str().unwrap())
        .await
        .json();
    claims["preferred_username"].as_str().unwrap().to_owned()
}

async fn two_people() -> (TestApp, RocketChatClient) {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    app.add_user("bob").await;
    let client = app
        .add_rocketchat_with(|settings| settings.consent = true)
        .await;
    (app, client)
}

#[tokio::test]
async fn advisory_12_a_request_that_one_person_left_open_gives_the_next_person_his_own_tokens() {
    let (app, client) = two_people().await;
    let request = AuthorizeRequest::legacy(&client);
    let mut browser = Browser::signed_in(&app, "alice").await;
    let consent = browser.start(&request).await;

    browser.cookies.remove(SESSION);
    let login = browser
        .walk(&format!("/consent?request={}", request_id(&consent)))
        .await;
    let consent = browser.log_in(&login, "bob").await;
    let answer = browser
        .submit(&consent, "#consent-allow", &[("decision", "allow")])
        .await;
    let answer = browser.follow(answer).await;

    assert!(consent.body.contains("(bob)"), "{}", consent.body);
    assert_eq!(owner(&app, &client, &answer).await, "bob");
}

#[tokio::test]
async fn advisory_12_one_person_does_not_agree_for_the_next() {
    let (app, client) = two_people().await;
    let mut browser = Browser::signed_in(&app, "alice").await;
    let consent = browser.start(&AuthorizeRequest::legacy(&client)).await;
    let agreed = browser
        .submit(&consent, "#consent-allow", &[("decision", "allow")])
        .await;

    browser.cookies.remove(SESSION);
    let login = browser.follow(agreed).await;
    let bobs = browser.log_in(&login, "bob").await;

    assert_eq!(login.text("#login-submit").as_deref(), Some("Sign in"));
    assert!(bobs.text("#consent-allow").is_some(), "{}", bobs.body);
}

#[tokio::test]
async fn advisory_12_a_logout_without_cookies_ends_nothing_and_gives_nothing() {
    let (app, client) = two_people().await;
    let mut alice = Browser::signed_in(&app, "alice").await;
    let mut nobody = Browser::new(&app);

    let path = format!("/application/o/end-session/?client_id={}", client.id);
    let finished = nobody.walk(&path).await;
    let refused = nobody.post("/logout", &[("decision", "yes")]).await;

    assert!(finished.text("#logged-out").is_some());
    assert_eq!(refused.status, 403);
    assert_eq!(nobody.cookie(SESSION), "");
    assert!(alice.is_signed_in().await);
}

#[tokio::test]
async fn advisory_12_after_a_logout_without_cookies_the_next_person_is_himself() {
    let (app, client) = two_people().await;
    let mut browser = Browser::signed_in(&app, "alice").await;
    let alices = browser.cookie(SESSION).to_owned();

    browser.cookies.remove(SESSION);
    browser.walk("/logout").await;
    let login = browser.start(&AuthorizeRequest::legacy(&client)).await;
    let consent = browser.log_in(&login, "bob").await;
    let answer = browser
        .submit(&consent, "#consent-allow", &[("decision", "allow")])
        .await;
    let answer = browser.follow(answer).await;

    assert_ne!(browser.cookie(SESSION), alices);
    assert_eq!(owner(&app, &client, &answer).await, "bob");
}

#[tokio::test]
async fn advisory_12_a_second_person_ends_the_first_ones_session() {
    let (app, client) = two_people().await;
    let mut browser = Browser::signed_in(&app, "alice").await;
    let alices = browser.cookies.clone();
    let request = AuthorizeRequest::legacy(&client).with("prompt", "login");

    let login = browser.start(&request).await;
    let consent = browser.log_in(&login, "bob").await;

    assert!(consent.body.contains("(bob)"), "{}", consent.body);
    browser.cookies = alices;
    assert!(!browser.is_signed_in().await);
}

#[tokio::test]
async fn advisory_12_a_code_dies_with_the_session_that_it_came_from() {
    let (app, client) = two_people().await;
    let mut browser = Browser::signed_in(&app, "alice").await;
    let consent = browser.start(&AuthorizeRequest::legacy(&client)).await;
    let answer = browser
        .submit(&consent, "#consent-allow", &[("decision", "allow")])
        .await;
    let answer = browser.follow(answer).await;

    let question = browser.get("/logout").await;
    browser
        .submit(&question, "#logout-yes", &[("decision", "yes")])
        .await;
    let late = app.redeem(&client, &sent(&answer, "code").unwrap()).await;

    assert_eq!(late.status_and_error(), "400 invalid_grant");
}
