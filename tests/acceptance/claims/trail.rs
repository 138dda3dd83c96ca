//! The trail: Rocket.Chat throws our error bodies away, so this is where an administrator reads why.

use std::collections::HashSet;

use gantry_core::audit::Event;
use gantry_test_support::{AuthorizeRequest, TestApp};

use crate::calls::trail;

const STEPS: [Event; 4] = [Event::Authorize, Event::Code, Event::Token, Event::Userinfo];

#[tokio::test]
async fn rc_oauth_73_one_login_leaves_one_line_for_each_step_under_one_code() {
    let app = TestApp::start().await;
    let alice = app.add_user("alice").await;
    let chat = app.add_rocketchat().await;

    let token = app.access_token(&chat, "alice").await;
    app.userinfo(&token).await;
    app.userinfo(&token).await;

    let lines: Vec<_> = trail(&app)
        .await
        .into_iter()
        .filter(|line| STEPS.contains(&line.event))
        .collect();
    assert_eq!(
        lines.iter().map(|line| line.event).collect::<Vec<_>>(),
        STEPS
    );
    let codes: HashSet<_> = lines.iter().map(|line| line.correlation.unwrap()).collect();
    assert_eq!(codes.len(), 1);
    for line in &lines {
        assert_eq!(line.reason, None);
        assert_eq!(line.client_id, Some(chat.client.id));
        assert_eq!(line.user_id, Some(alice.id));
    }
}

#[tokio::test]
async fn rc_oauth_73_two_logins_have_two_codes() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let chat = app.add_rocketchat().await;

    app.access_token(&chat, "alice").await;
    app.access_token(&chat, "alice").await;

    let lines = trail(&app).await;
    let tokens = lines.iter().filter(|line| line.event == Event::Token);
    let codes: HashSet<_> = tokens.map(|line| line.correlation.unwrap()).collect();
    assert_eq!(codes.len(), 2);
}

#[tokio::test]
async fn rc_oauth_73_a_refusal_says_precisely_why_under_the_code_of_its_login() {
    let app = TestApp::start().await;
    let alice = app.add_user("alice").await;
    let chat = app.add_rocketchat().await;
    let code = app.code(&AuthorizeRequest::legacy(&chat), "alice").await;
    let mut wrong = chat.clone();
    wrong.secret = "0".repeat(40);

    app.redeem(&wrong, &code).await;
    app.redeem_with(&chat, &code, &[("code_verifier", &"v".repeat(43))])
        .await;
    app.redeem(&chat, &code).await;

    let lines = trail(&app).await;
    let login = lines
        .iter()
        .find(|line| line.event == Event::Code)
        .unwrap()
        .correlation;
    let refused: Vec<_> = lines.iter().filter(|line| line.reason.is_some()).collect();
    let reasons: Vec<_> = refused
        .iter()
        .map(|line| line.reason.as_deref().unwrap())
        .collect();
    assert_eq!(
        reasons,
        ["client_authentication", "pkce_unexpected", "code_used"]
    );
    for line in &refused[1..] {
        assert_eq!((line.event, line.correlation), (Event::Token, login));
        assert_eq!(
            (line.user_id, line.client_id),
            (Some(alice.id), Some(chat.client.id))
        );
    }
}

#[tokio::test]
async fn rc_oauth_73_the_code_on_a_problem_page_finds_its_line() {
    let app = TestApp::start().await;
    let chat = app.add_rocketchat().await;
    let request = AuthorizeRequest::legacy(&chat).with("redirect_uri", "https://x.example/");

    let page = app.visitor().walk(&request.path()).await.page();

    let shown = page.text("#problem-code").unwrap();
    let lines = trail(&app).await;
    let line = lines.iter().find(|line| line.reason.is_some()).unwrap();
    assert_eq!(line.correlation.unwrap().to_string(), shown);
    assert_eq!(line.reason, page.problem());
    assert_eq!(line.client_id, Some(chat.client.id));
}

#[tokio::test]
async fn rc_oauth_73_no_line_holds_a_secret() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let chat = app.add_rocketchat().await;
    let code = app.code(&AuthorizeRequest::legacy(&chat), "alice").await;
    let tokens = app.redeem(&chat, &code).await.json();
    let token = tokens["access_token"].as_str().unwrap();
    app.userinfo(token).await;
    app.redeem(&chat, &code).await;
    app.userinfo(token).await;

    let lines = format!("{:?}", trail(&app).await);

    for secret in [
        &*code,
        token,
        &*chat.secret,
        tokens["id_token"].as_str().unwrap(),
    ] {
        assert!(!lines.contains(secret));
    }
}
