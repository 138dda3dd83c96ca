//! Advisory 27: no assertion is good twice, on whichever server.

use gantry_core::Seconds;
use gantry_core::signing_key::SigningAlgorithm;
use gantry_test_support::{AuthorizeRequest, Page};
use serde_json::json;
use sqlx::{Connection, PgConnection, SqliteConnection};
use tokio::task::JoinSet;

use crate::client_authentication::{
    JWT_BEARER, Keyed, RECOGNISED, STRANGER, add, claims, present, with,
};

#[tokio::test]
async fn advisory_27_an_assertion_is_good_once_on_all_servers() {
    let here = Keyed::start().await;
    let second = here.app.second_node().await;
    let assertion = here.key.sign(&here.claims());

    let first = present(&here.app, &assertion).await;
    let again = present(&here.app, &assertion).await;
    let elsewhere = present(&second, &assertion).await;

    assert_eq!(first.status_and_error(), RECOGNISED);
    assert_eq!(again.status_and_error(), STRANGER);
    assert_eq!(elsewhere.status_and_error(), STRANGER);
    assert_eq!(
        here.app.trail().await.first().unwrap(),
        "token assertion_replayed"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn of_32_uses_of_an_assertion_one_is_heard() {
    let here = Keyed::start().await;
    let assertion = here.key.sign(&here.claims());

    let mut requests = JoinSet::new();
    for _ in 0..32 {
        let url = format!("{}/application/o/token/", here.app.url);
        let request = here.app.http.post(url).form(&[
            ("grant_type", "authorization_code"),
            ("code", "unknown"),
            ("client_assertion_type", JWT_BEARER),
            ("client_assertion", &assertion),
        ]);
        requests.spawn(async move {
            Page::read(request.send().await.unwrap())
                .await
                .status_and_error()
        });
    }
    let answers = requests.join_all().await;

    let heard = answers.iter().filter(|it| *it == RECOGNISED).count();
    let refused = answers.iter().filter(|it| *it == STRANGER).count();
    assert_eq!((heard, refused), (1, 31));
}

#[tokio::test]
async fn the_same_jti_of_another_client_is_another_assertion() {
    let here = Keyed::start_with(SigningAlgorithm::Es256, |_| {}).await;
    let other = add(&here.app, |settings| {
        settings.authentication = here.client.client.settings.authentication.clone();
        settings.keys = here.client.client.settings.keys.clone();
    })
    .await;
    let of_other = with(claims(&here.app, &other.id), "jti", json!("same"));

    let first = here.say(&here.claims_with("jti", json!("same"))).await;
    let second = here.say(&of_other).await;
    let replay = here.say(&here.claims_with("jti", json!("same"))).await;

    assert_eq!([first, second], [RECOGNISED; 2]);
    assert_eq!(replay, STRANGER);
}

#[tokio::test]
async fn an_assertion_that_is_forgotten_has_run_out() {
    let here = Keyed::start().await;
    let assertion = here.key.sign(&here.claims());
    present(&here.app, &assertion).await;

    here.app.advance(Seconds::minutes(5));
    let now = here.app.accounts.env().now();
    gantry_store::sweep::run_once(here.app.accounts.store(), now)
        .await
        .unwrap();
    let late = present(&here.app, &assertion).await;

    assert_eq!(late.status_and_error(), STRANGER);
    assert_eq!(
        here.app.trail().await.first().unwrap(),
        "token assertion_expired"
    );
}

/// Takes away the table in which used assertions are remembered.
async fn forget_how_to_remember(url: &str) {
    const SQL: &str = "DROP TABLE used_assertions";
    if url.starts_with("sqlite:") {
        let mut conn = SqliteConnection::connect(url).await.unwrap();
        sqlx::query(SQL).execute(&mut conn).await.unwrap();
    } else {
        let mut conn = PgConnection::connect(url).await.unwrap();
        sqlx::query(SQL).execute(&mut conn).await.unwrap();
    }
}

#[tokio::test]
async fn advisory_27_an_assertion_that_cannot_be_remembered_is_not_believed() {
    let here = Keyed::start().await;
    here.app.add_user("alice").await;
    let request = AuthorizeRequest::legacy(&here.client);
    let code = here.app.code(&request, "alice").await;
    forget_how_to_remember(here.app.database.url()).await;

    let answer = here
        .app
        .token(&[
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", &here.client.redirect_uri),
            ("client_assertion_type", JWT_BEARER),
            ("client_assertion", &here.key.sign(&here.claims())),
        ])
        .await;

    assert_eq!(answer.status_and_error(), "500 server_error");
    assert!(!answer.body.contains("access_token"));
}

#[tokio::test]
async fn a_refused_assertion_uses_nothing_up() {
    let here = Keyed::start().await;
    let wrong = with(here.claims_with("jti", json!("one")), "aud", json!("other"));

    let refused = here.say(&wrong).await;
    let right = here.say(&here.claims_with("jti", json!("one"))).await;

    assert_eq!((refused.as_str(), right.as_str()), (STRANGER, RECOGNISED));
}
