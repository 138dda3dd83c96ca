//! `prompt=select_account` and `prompt=create`: who goes on is asked even if somebody is signed in.

use gantry_core::client::ClientSettings;
use gantry_test_support::{AuthorizeRequest, Page, RocketChatClient, TestApp, Visitor};

use crate::well_known::id_token;
use crate::wire::{code_of, returned};

async fn set_up() -> (TestApp, RocketChatClient, Visitor) {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    app.add_user("bob").await;
    let settings = ClientSettings {
        redirect_uris: vec!["https://app.example.org/callback".parse().unwrap()],
        consent: false,
        ..ClientSettings::default()
    };
    let client = app.add_client("App", settings).await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    (app, client, visitor)
}

fn asking(client: &RocketChatClient, prompt: &str) -> String {
    AuthorizeRequest::legacy(client)
        .with("prompt", prompt)
        .path()
}

async fn choose(visitor: &Visitor, page: &Page, decision: &str) -> gantry_test_support::Landing {
    visitor
        .submit(page, "#account-continue", &[("decision", decision)])
        .await
}

async fn sub(app: &TestApp, client: &RocketChatClient, arrived: &url::Url) -> String {
    let answer = app.redeem(client, &code_of(arrived)).await.json();
    let claims = id_token::claims(answer["id_token"].as_str().unwrap());
    claims["sub"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn who_is_signed_in_can_go_on_and_is_asked_once_for_each_request() {
    let (app, client, visitor) = set_up().await;
    let alice = app.accounts.user_by_login("alice").await.unwrap().unwrap();

    let page = visitor
        .walk(&asking(&client, "select_account"))
        .await
        .page();
    let arrived = choose(&visitor, &page, "continue").await.client();
    let again = visitor
        .walk(&asking(&client, "select_account"))
        .await
        .page();

    let text = page.text("#account-continue").unwrap();
    assert!(text.contains("alice Example (alice)"), "{text}");
    assert_eq!(sub(&app, &client, &arrived).await, alice.subject.as_str());
    assert!(again.text("#account-continue").is_some());
}

#[tokio::test]
async fn somebody_else_can_sign_in_and_is_not_asked_once_more() {
    let (app, client, visitor) = set_up().await;
    let bob = app.accounts.user_by_login("bob").await.unwrap().unwrap();

    let page = visitor
        .walk(&asking(&client, "select_account"))
        .await
        .page();
    let login = choose(&visitor, &page, "other").await.page();
    let arrived = visitor.log_in(&login, "bob").await.client();

    assert_eq!(login.attribute("#username", "value").as_deref(), Some(""));
    assert_eq!(sub(&app, &client, &arrived).await, bob.subject.as_str());
}

#[tokio::test]
async fn the_choice_can_be_refused_and_a_form_without_one_chooses_nobody() {
    let (_app, client, visitor) = set_up().await;
    let page = visitor
        .walk(&asking(&client, "select_account"))
        .await
        .page();

    let undecided = visitor.submit(&page, "#account-continue", &[]).await.page();
    let cancelled = choose(&visitor, &undecided, "cancel").await.client();

    assert!(undecided.text("#account-continue").is_some());
    assert_eq!(
        returned(&cancelled, "error").as_deref(),
        Some("access_denied")
    );
}

#[tokio::test]
async fn a_choice_does_not_stand_in_for_a_password_that_was_asked_for() {
    let (_app, client, visitor) = set_up().await;

    let login = visitor
        .walk(&asking(&client, "select_account login"))
        .await
        .page();
    let request = login.attribute("input[name=request]", "value").unwrap();
    let page = visitor
        .get(&format!("/select-account?request={request}"))
        .await;
    let after = choose(&visitor, &page, "continue").await.page();
    let arrived = visitor.log_in(&after, "alice").await.client();

    assert!(after.text("#login-submit").is_some());
    assert!(returned(&arrived, "code").is_some());
}

#[tokio::test]
async fn a_choice_of_another_browser_or_without_the_forms_token_changes_nothing() {
    let (app, client, visitor) = set_up().await;
    let bob = app.visitor();
    bob.sign_in("bob").await;
    let page = visitor
        .walk(&asking(&client, "select_account"))
        .await
        .page();
    let decision = ("decision", "continue");

    let stolen = bob
        .submit_once(&page, "#account-continue", &[decision])
        .await;
    let forged = visitor
        .submit_once(&page, "#account-continue", &[decision, ("form_token", "x")])
        .await;

    assert_eq!([stolen.status.as_u16(), forged.status.as_u16()], [403, 403]);
}

#[tokio::test]
async fn create_leads_to_the_login_page_which_says_who_makes_accounts() {
    let (app, client, visitor) = set_up().await;

    let login = visitor.walk(&asking(&client, "create")).await.page();
    let arrived = visitor.log_in(&login, "bob").await.client();
    let bob = app.accounts.user_by_login("bob").await.unwrap().unwrap();

    let text = login.text("main").unwrap();
    assert!(text.contains("made by an administrator"), "{text}");
    assert_eq!(login.attribute("#username", "value").as_deref(), Some(""));
    assert_eq!(sub(&app, &client, &arrived).await, bob.subject.as_str());
}

#[tokio::test]
async fn none_beside_another_word_and_unknown_words_are_refused() {
    let (_app, client, visitor) = set_up().await;

    for prompt in [
        "none login",
        "consent none",
        "none select_account",
        "create none",
        "LOGIN",
        "reauthenticate",
    ] {
        let arrived = visitor.walk(&asking(&client, prompt)).await.client();

        assert_eq!(
            returned(&arrived, "error").as_deref(),
            Some("invalid_request"),
            "{prompt}"
        );
    }
    let silent = visitor.walk(&asking(&client, "none none")).await.client();
    assert!(returned(&silent, "code").is_some());
}
