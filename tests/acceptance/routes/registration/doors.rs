//! Who may register: nobody, the holder of a token, or everybody.

use gantry_accounts::clients::{Door, Registering};
use gantry_accounts::permissions::Administrator;
use gantry_core::Seconds;
use gantry_core::client::ClientSettings;
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

async fn sweep(app: &TestApp) -> usize {
    let unused = app.provider.unused_clients_stay();
    app.accounts.sweep_registrations(unused).await.unwrap()
}

#[tokio::test]
async fn where_everybody_may_register_the_unused_leave_after_a_week() {
    let app = open().await;
    registered(&app, &metadata()).await;

    app.advance(Seconds::days(6));
    let early = sweep(&app).await;
    app.advance(Seconds::days(2));
    let late = sweep(&app).await;

    assert_eq!((early, late), (0, 1));
}

#[tokio::test]
async fn a_crowd_of_unused_clients_shuts_the_door_for_a_day_and_then_makes_room() {
    let app = open().await;
    let first = registered(&app, &metadata()).await;
    for number in 1..1000 {
        let name = format!("Crowd {number}");
        let settings = ClientSettings {
            redirect_uris: vec!["https://crowd.example.org/cb".parse().unwrap()],
            ..ClientSettings::default()
        };
        let made = Box::pin(app.accounts.register_client(Door::Open, name, settings)).await;
        assert!(matches!(made, Ok(Registering::Done(_))), "{made:?}");
    }

    let full = register(&app, &metadata()).await;
    app.advance(Seconds::days(2));
    let later = register(&app, &metadata()).await;

    assert_eq!(full.status_and_error(), "429 slow_down");
    assert_eq!(later.status, 201, "{}", later.body);
    let oldest = text(&first, "client_id").parse().unwrap();
    let oldest = app.accounts.client_by_client_id(&oldest).await.unwrap();
    assert!(oldest.is_none());
    assert!(app.trail().await.contains(&"client_removed ok".to_owned()));
}

#[tokio::test]
async fn a_client_that_nobody_used_for_thirty_days_is_swept() {
    let app = with_token().await;
    let token = token(&app, 1).await;
    let told = present(&app, &token).await.json();
    let id = text(&told, "client_id").parse().unwrap();

    app.advance(Seconds::days(29));
    let early = sweep(&app).await;
    app.advance(Seconds::days(2));
    let late = sweep(&app).await;

    assert_eq!((early, late), (0, 1));
    let client = app.accounts.client_by_client_id(&id).await.unwrap();
    assert!(client.is_none());
    assert!(app.trail().await.contains(&"client_removed ok".to_owned()));
}
