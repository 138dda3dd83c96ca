//! Who may register: nobody, the holder of a token, or everybody.

use gantry_accounts::permissions::Administrator;
use gantry_core::Seconds;
use gantry_oidc::RegistrationMode;
use gantry_test_support::{Answer, TestApp};

use super::{metadata, open, register, registered, text};

async fn with_token() -> TestApp {
    TestApp::start_registering(RegistrationMode::InitialAccessToken).await
}

async fn token(app: &TestApp, uses: i64) -> String {
    let operator = Administrator::operator();
    let made =
        app.accounts
            .add_initial_access_token(&operator, "Build server", uses, Seconds::days(1));
    made.await.unwrap().1.expose().to_owned()
}

async fn present(app: &TestApp, token: &str) -> Answer {
    let address = format!("{}/application/o/register", app.url);
    let request = app.http.post(address).bearer_auth(token);
    app.call(request.json(&metadata())).await
}

#[tokio::test]
async fn where_nobody_may_register_there_is_nothing() {
    let app = TestApp::start().await;
    let below = format!("{}/application/o/register/some-client", app.url);

    let posted = register(&app, &metadata()).await;
    let read = app.call(app.http.get(below).bearer_auth("x")).await;

    assert_eq!((posted.status.as_u16(), read.status.as_u16()), (404, 404));
}

#[tokio::test]
async fn a_token_registers_as_many_clients_as_it_says() {
    let app = with_token().await;
    let token = token(&app, 2).await;

    let mut answers = Vec::new();
    for _ in 0..3 {
        answers.push(present(&app, &token).await);
    }

    let statuses: Vec<u16> = answers
        .iter()
        .map(|answer| answer.status.as_u16())
        .collect();
    assert_eq!(statuses, [201, 201, 401]);
    let challenge = answers[2].header("www-authenticate");
    assert!(
        challenge.starts_with("Bearer") && challenge.contains("invalid_token"),
        "{challenge}"
    );
    let trail = app.trail().await;
    assert!(
        trail.contains(&"client_added initial_token_refused".to_owned()),
        "{trail:?}"
    );
    assert!(
        trail.contains(&"registration_token_changed ok".to_owned()),
        "{trail:?}"
    );
}

#[tokio::test]
async fn metadata_that_are_refused_use_no_token_up() {
    let app = with_token().await;
    let token = token(&app, 1).await;
    let address = format!("{}/application/o/register/", app.url);
    let empty = app.http.post(address).bearer_auth(&token).body("{}");

    let refused = app.call(empty).await;
    let accepted = present(&app, &token).await;

    assert_eq!(refused.status_and_error(), "400 invalid_client_metadata");
    assert_eq!(accepted.status, 201, "{}", accepted.body);
}

#[tokio::test]
async fn without_a_good_token_nobody_registers() {
    let app = with_token().await;
    let good = token(&app, 1).await;
    let late = token(&app, 1).await;

    let none = register(&app, &metadata()).await;
    let wrong = present(&app, &good[1..]).await;
    let foreign = present(&app, &format!("{}AAAAAAAAAAAAAAAA", &good[..48])).await;
    app.advance(Seconds::days(2));
    let over = present(&app, &late).await;

    for answer in [none, wrong, foreign, over] {
        assert_eq!(answer.status_and_error(), "401 invalid_token");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_uses_a_token_that_is_good_for_one() {
    let app = with_token().await;
    let token = token(&app, 1).await;

    let answers = tokio::join!(
        present(&app, &token),
        present(&app, &token),
        present(&app, &token),
        present(&app, &token),
    );

    let answers = [answers.0, answers.1, answers.2, answers.3];
    let won = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(won, 1);
}

#[tokio::test]
async fn one_address_registers_some_clients_and_then_waits() {
    let app = open().await;

    let mut statuses = Vec::new();
    for _ in 0..32 {
        statuses.push(register(&app, &metadata()).await.status.as_u16());
    }

    assert_eq!((statuses[0], statuses[29]), (201, 201));
    assert_eq!(statuses[31], 429);
}

#[tokio::test]
async fn a_client_that_nobody_used_for_thirty_days_is_swept() {
    let app = open().await;
    let told = registered(&app, &metadata()).await;
    let id = text(&told, "client_id").parse().unwrap();

    app.advance(Seconds::days(29));
    let early = app.accounts.sweep_registrations().await.unwrap();
    app.advance(Seconds::days(2));
    let late = app.accounts.sweep_registrations().await.unwrap();

    assert_eq!((early, late), (0, 1));
    let client = app.accounts.client_by_client_id(&id).await.unwrap();
    assert!(client.is_none());
    assert!(app.trail().await.contains(&"client_removed ok".to_owned()));
}
