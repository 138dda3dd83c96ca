//! `jwks_uri`: keys that a client publishes, and changes.

use std::sync::Arc;

use gantry_core::Seconds;
use gantry_core::client::AuthenticationMethod;
use gantry_core::signing_key::SigningAlgorithm;
use gantry_test_support::{Application, ApplicationKey, RocketChatClient, TestApp};
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::sync::Notify;

use crate::client_authentication::{RECOGNISED, STRANGER, add, claims, present};

struct Published {
    app: TestApp,
    site: Application,
    client: RocketChatClient,
}

impl Published {
    async fn start() -> Self {
        let (app, site) = (TestApp::start().await, Application::start().await);
        let client = add(&app, |settings| {
            settings.authentication.method = AuthenticationMethod::PrivateKeyJwt;
            settings.keys.jwks_uri = Some(site.address("/jwks.json"));
        })
        .await;
        Self { app, site, client }
    }

    fn publish(&self, key: &ApplicationKey) {
        self.site.publish_json("/jwks.json", &key.jwks());
    }

    async fn say(&self, key: &ApplicationKey) -> String {
        let assertion = key.sign(&claims(&self.app, &self.client.id));
        present(&self.app, &assertion).await.status_and_error()
    }

    fn fetches(&self) -> usize {
        self.site.received("/jwks.json").len()
    }
}

fn key() -> ApplicationKey {
    ApplicationKey::generate(SigningAlgorithm::Es256)
}

#[tokio::test]
async fn published_keys_are_fetched_once_and_believed_for_an_hour() {
    let here = Published::start().await;
    let key = key();
    here.publish(&key);

    let mut answers = vec![here.say(&key).await, here.say(&key).await];
    let before = here.fetches();
    here.app.advance(Seconds::minutes(59));
    answers.push(here.say(&key).await);
    let within = here.fetches();
    here.app.advance(Seconds::minutes(2));
    answers.push(here.say(&key).await);

    assert_eq!(answers, [RECOGNISED; 4]);
    assert_eq!((before, within, here.fetches()), (1, 1, 2));
}

#[tokio::test]
async fn a_new_key_is_fetched_within_a_minute_and_the_old_one_is_forgotten() {
    let here = Published::start().await;
    let (old, new) = (key(), key());
    here.publish(&old);
    let first = here.say(&old).await;
    here.publish(&new);

    let too_soon = here.say(&new).await;
    here.app.advance(Seconds::new(31));
    let after = here.say(&new).await;
    here.app.advance(Seconds::new(31));
    let old = here.say(&old).await;

    assert_eq!([first, after], [RECOGNISED; 2]);
    assert_eq!([too_soon, old], [STRANGER; 2]);
}

#[tokio::test]
async fn strangers_who_name_unknown_keys_cause_one_fetch_in_thirty_seconds() {
    let here = Published::start().await;
    let known = key();
    here.publish(&known);
    here.say(&known).await;

    for _ in 0..5 {
        assert_eq!(here.say(&key()).await, STRANGER);
    }
    let soon = here.fetches();
    here.app.advance(Seconds::new(31));
    for _ in 0..5 {
        assert_eq!(here.say(&key()).await, STRANGER);
    }

    assert_eq!((soon, here.fetches()), (1, 2));
    assert_eq!(here.say(&known).await, RECOGNISED);
}

#[tokio::test]
async fn an_address_without_a_key_set_is_left_alone_for_thirty_seconds() {
    let here = Published::start().await;
    let key = key();
    here.site.publish("/jwks.json", "text/html", "<p>moved</p>");

    let first = here.say(&key).await;
    here.publish(&key);
    let second = here.say(&key).await;
    here.app.advance(Seconds::new(31));
    let third = here.say(&key).await;

    assert_eq!([first, second], [STRANGER; 2]);
    assert_eq!(third, RECOGNISED);
    assert!(
        here.app
            .trail()
            .await
            .contains(&"token client_keys_unreachable".to_owned())
    );
}

#[tokio::test]
async fn a_key_set_that_is_too_large_is_not_read() {
    let here = Published::start().await;
    let key = key();
    let mut set = key.jwks();
    set["padding"] = json!("x".repeat(70_000));
    here.site.publish_json("/jwks.json", &set);

    assert_eq!(here.say(&key).await, STRANGER);
}

#[tokio::test]
async fn keys_that_are_not_understood_are_passed_over() {
    let here = Published::start().await;
    let key = key();
    let own = &key.jwks()["keys"][0];
    let set = json!({ "keys": [
        "text",
        { "kty": "XYZ", "kid": "new" },
        { "kty": "EC", "crv": "secp256k1", "x": "AA", "y": "AA" },
        own,
    ] });
    here.site.publish_json("/jwks.json", &set);

    assert_eq!(here.say(&key).await, RECOGNISED);
}

/// Publishes a key once; whoever asks again waits for ever. Its address, and when that happens.
async fn slow_site(key: &ApplicationKey) -> (String, Arc<Notify>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    let (asked_again, told) = (Arc::new(Notify::new()), key.jwks().to_string());
    let asked = Arc::clone(&asked_again);
    tokio::spawn(async move {
        let (mut first, _) = listener.accept().await.unwrap();
        let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length:";
        let answer = format!("{head} {}\r\n\r\n{told}", told.len());
        first.write_all(answer.as_bytes()).await.unwrap();
        let _waiting = listener.accept().await.unwrap();
        asked.notify_one();
        std::future::pending::<()>().await;
    });
    (address, asked_again)
}

#[tokio::test]
async fn a_known_key_does_not_wait_while_an_unknown_one_is_looked_for() {
    let (app, known) = (TestApp::start().await, key());
    let (address, asked_again) = slow_site(&known).await;
    let client = add(&app, |settings| {
        settings.authentication.method = AuthenticationMethod::PrivateKeyJwt;
        settings.keys.jwks_uri = Some(address);
    })
    .await;
    let say = async |key: &ApplicationKey| {
        let assertion = key.sign(&claims(&app, &client.id));
        present(&app, &assertion).await.status_and_error()
    };
    let before = say(&known).await;
    app.advance(Seconds::new(31));
    let unknown = key();

    let after = tokio::select! {
        biased;
        answer = say(&unknown) => panic!("the stranger was answered first: {answer}"),
        answer = async { asked_again.notified().await; say(&known).await } => answer,
    };

    assert_eq!([before, after], [RECOGNISED; 2]);
}
