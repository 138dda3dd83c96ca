//! Row 28: one code is worth one pair of tokens, however many ask at once, and not for long.

use std::collections::BTreeMap;
use std::sync::Arc;

use gantry_core::Seconds;
use gantry_test_support::{AuthorizeRequest, Page, RocketChatClient, TestApp};
use tokio::task::JoinSet;

/// Redeems one code so many times at once, on every server in turn.
async fn redeem_at_once(
    servers: &[Arc<TestApp>],
    client: &RocketChatClient,
    code: &str,
    times: usize,
) -> Vec<Page> {
    let mut tasks = JoinSet::new();
    for server in servers.iter().cycle().take(times) {
        let (server, client, code) = (Arc::clone(server), client.clone(), code.to_owned());
        tasks.spawn(async move { server.redeem(&client, &code).await });
    }
    tasks.join_all().await
}

fn counted(answers: &[Page]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for answer in answers {
        *counts.entry(answer.status_and_error()).or_default() += 1;
    }
    counts
}

fn access_token(answers: &[Page]) -> String {
    let won = answers.iter().find(|answer| answer.status == 200).unwrap();
    won.json()["access_token"].as_str().unwrap().to_owned()
}

fn one_winner_of(times: usize) -> BTreeMap<String, usize> {
    [
        ("200 -".to_owned(), 1),
        ("400 invalid_grant".to_owned(), times - 1),
    ]
    .into()
}

#[tokio::test(flavor = "multi_thread")]
async fn advisory_28_of_a_hundred_exchanges_at_once_exactly_one_succeeds() {
    let app = Arc::new(TestApp::start().await);
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    let code = app.code(&AuthorizeRequest::legacy(&client), "alice").await;

    let answers = redeem_at_once(&[Arc::clone(&app)], &client, &code, 100).await;

    assert_eq!(counted(&answers), one_winner_of(100));
    assert_eq!(app.userinfo(&access_token(&answers)).await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn advisory_28_two_servers_on_one_database_give_one_pair_of_tokens() {
    let first = Arc::new(TestApp::start().await);
    let second = Arc::new(first.second_node().await);
    first.add_user("alice").await;
    let client = first.add_rocketchat().await;
    let code = first
        .code(&AuthorizeRequest::legacy(&client), "alice")
        .await;

    let answers = redeem_at_once(&[Arc::clone(&first), second], &client, &code, 32).await;

    assert_eq!(counted(&answers), one_winner_of(32));
    assert_eq!(first.userinfo(&access_token(&answers)).await.status, 401);
}

#[tokio::test]
async fn advisory_28_a_code_that_comes_again_takes_the_refresh_token_with_it() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app
        .add_rocketchat_with(|settings| {
            settings.grants = gantry_core::client::ClientSettings::default().grants;
        })
        .await;
    let request = AuthorizeRequest::legacy(&client).with("scope", "openid offline_access");
    let code = app.code(&request, "alice").await;
    let tokens = app.redeem(&client, &code).await.json();
    let refresh_token = tokens["refresh_token"].as_str().unwrap();

    app.redeem(&client, &code).await;
    let refreshed = app
        .token(&[
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh_token),
            ("client_id", &client.id),
            ("client_secret", &client.secret),
        ])
        .await;

    assert_eq!(refreshed.status_and_error(), "400 invalid_grant");
    assert_eq!(
        app.userinfo(tokens["access_token"].as_str().unwrap())
            .await
            .status,
        401
    );
}

#[tokio::test]
async fn advisory_28_a_code_is_worth_nothing_after_a_minute() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    let code = app.code(&AuthorizeRequest::legacy(&client), "alice").await;

    app.advance(Seconds::new(61));
    let late = app.redeem(&client, &code).await;

    assert_eq!(late.status_and_error(), "400 invalid_grant");
}

#[tokio::test]
async fn advisory_28_a_code_is_worth_nothing_to_another_client() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    let other = app.add_client("Wiki", client.client.settings.clone()).await;
    let code = app.code(&AuthorizeRequest::legacy(&client), "alice").await;

    let stolen = app.redeem(&other, &code).await;
    let honest = app.redeem(&client, &code).await;

    assert_eq!(stolen.status_and_error(), "400 invalid_grant");
    assert_eq!(honest.status, 200);
}
