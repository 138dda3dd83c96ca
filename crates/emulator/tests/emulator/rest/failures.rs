//! A chat that is down, killed and started again.

use std::time::Duration;

use gantry_emulator::{Emulator, EmulatorConfig, EmulatorError, Outage, TlsIdentity};
use serde_json::{Value, json};

use super::{Program, chat};

#[tokio::test]
async fn an_outage_is_answered_503_and_written_down() {
    let emulator = chat().await;
    emulator.set_outage(Outage::Refuse503);

    let response = reqwest::get(format!("{}/api/v1/me", emulator.url())).await;

    assert_eq!(response.unwrap().status(), 503);
    assert_eq!(emulator.rest_calls()[0].status, Some(503));
    emulator.set_outage(Outage::None);
    assert_eq!(Program::service(&emulator).get("me").await.status, 200);
}

#[tokio::test]
async fn a_hanging_chat_answers_nothing_and_a_dropping_one_hangs_up() {
    let emulator = chat().await;
    let client = reqwest::Client::builder()
        .timeout(Duration::from_millis(200))
        .build()
        .unwrap();
    let address = format!("{}/api/v1/info", emulator.url());

    emulator.set_outage(Outage::Hang);
    let hanging = client.get(&address).send().await.unwrap_err();
    emulator.set_outage(Outage::Drop);
    let dropped = client.get(&address).send().await.unwrap_err();

    assert!(hanging.is_timeout() && !dropped.is_timeout());
    assert!(
        emulator
            .rest_calls()
            .iter()
            .all(|call| call.status.is_none())
    );
}

#[tokio::test]
async fn other_processes_announce_an_outage_and_read_the_calls() {
    let emulator = chat().await;
    let service = Program::service(&emulator);
    service
        .post("users.logout", &json!({ "userId": "nobody" }))
        .await;

    let announced = service
        .client
        .post(format!("{}/emulator/outage", emulator.url()))
        .json(&json!({ "outage": "refuse503" }));
    announced.send().await.unwrap();
    let during = service
        .client
        .get(format!("{}/home", emulator.url()))
        .send()
        .await
        .unwrap();
    let calls = service
        .client
        .get(format!("{}/emulator/rest-calls", emulator.url()));
    let calls: Value = calls.send().await.unwrap().json().await.unwrap();

    assert_eq!(during.status(), 503);
    let call = &calls["calls"][0];
    assert_eq!(
        (&call["method"], &call["path"]),
        (&json!("POST"), &json!("/api/v1/users.logout"))
    );
    assert_eq!(
        (&call["body"]["userId"], &call["status"]),
        (&json!("nobody"), &json!(400))
    );
    assert_eq!(call["token"], service.token.as_str());
}

#[tokio::test]
async fn a_killed_chat_comes_back_with_everything_it_knew() {
    let emulator = chat().await;
    let url = emulator.url().to_owned();
    let service = Program::service(&emulator);
    service.get("me").await;

    let stopped = emulator.kill().await;
    let refused = reqwest::get(format!("{url}/api/v1/info"))
        .await
        .unwrap_err();
    let emulator = Emulator::restart(stopped).await.unwrap();

    assert!(refused.is_connect());
    assert_eq!(emulator.url(), url);
    assert_eq!(service.get("me").await.status, 200);
    assert_eq!(emulator.rest_calls().len(), 2);
}

#[tokio::test]
async fn a_call_in_flight_dies_with_the_chat() {
    let emulator = chat().await;
    emulator.set_outage(Outage::Hang);
    let call = tokio::spawn(reqwest::get(format!("{}/api/v1/info", emulator.url())));
    while emulator.rest_calls().is_empty() {
        tokio::task::yield_now().await;
    }

    emulator.kill().await;

    assert!(call.await.unwrap().is_err());
}

#[tokio::test]
async fn a_self_signed_certificate_is_only_taken_by_who_knows_it() {
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let identity = TlsIdentity {
        certificate: made.cert.pem(),
        key: made.signing_key.serialize_pem(),
    };
    let config = EmulatorConfig {
        tls: Some(identity),
        ..EmulatorConfig::default()
    };
    let emulator = Emulator::start(config).await.unwrap();
    let address = format!("{}/api/v1/info", emulator.url());
    let certificate = reqwest::Certificate::from_pem(made.cert.pem().as_bytes()).unwrap();
    let knowing = reqwest::Client::builder()
        .tls_certs_only([certificate])
        .build()
        .unwrap();

    assert!(reqwest::get(&address).await.is_err());
    assert_eq!(knowing.get(&address).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn nonsense_is_no_certificate() {
    let config = EmulatorConfig {
        tls: Some(TlsIdentity {
            certificate: "none".to_owned(),
            key: "none".to_owned(),
        }),
        ..EmulatorConfig::default()
    };

    let failed = Emulator::start(config).await.unwrap_err();

    assert!(matches!(failed, EmulatorError::Tls(_)));
}
