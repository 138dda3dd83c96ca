//! The probe against made-up workspaces on loopback.
#![expect(clippy::unwrap_used, reason = "a failed set-up is a failed test")]

use gantry_outbound::{Outbound, OutboundRules};
use gantry_rocketchat::probe::{Mismatch, Probe, ProbeError, probe};
use gantry_rocketchat::settings::{Connection, RocketChatVersion, ServiceName};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use url::Url;

/// Answers `/chat/api/info` and `/chat/api/v1/settings.oauth`.
async fn workspace(info: Value, oauth: Value) -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut buffer = vec![0; 8192];
            let read = stream.read(&mut buffer).await.unwrap();
            let asked = String::from_utf8_lossy(buffer.get(..read).unwrap()).into_owned();
            let body = if asked.starts_with("GET /chat/api/info ") {
                &info
            } else {
                &oauth
            };
            let body = body.to_string();
            let head = format!(
                "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
                body.len()
            );
            stream.write_all((head + &body).as_bytes()).await.unwrap();
        }
    });
    Url::parse(&format!("http://127.0.0.1:{port}/chat/")).unwrap()
}

async fn ask(info: Value, oauth: Value) -> Result<Probe, ProbeError> {
    let rules = OutboundRules {
        allow_private: true,
        ..OutboundRules::default()
    };
    probe(
        &Outbound::new(&rules).unwrap(),
        &workspace(info, oauth).await,
    )
    .await
}

fn connection() -> Connection {
    Connection {
        service: ServiceName::parse("gantry").unwrap(),
        label: "Gantry".to_owned(),
        public_url: Url::parse("https://id.example.org").unwrap(),
        client_id: "chat".to_owned(),
        client_secret: None,
        version: RocketChatVersion::default(),
    }
}

fn service(client_id: &str) -> Value {
    json!({"success": true, "services": [{
        "service": "gantry", "custom": true, "clientId": client_id,
        "serverURL": "https://id.example.org/application/o", "authorizePath": "/authorize/",
        "tokenPath": "/token/", "identityPath": "/userinfo/", "usernameField": "preferred_username",
    }]})
}

#[tokio::test]
async fn a_workspace_set_up_by_the_sheet_has_no_mismatches() {
    let found = ask(json!({"version": "8.4", "success": true}), service("chat"))
        .await
        .unwrap();

    assert_eq!(found.version.to_string(), "8.4");
    assert_eq!(found.mismatches(&connection()), Some(vec![]));
}

#[tokio::test]
async fn another_client_id_is_noticed() {
    let found = ask(json!({"version": "8.4"}), service("tchat"))
        .await
        .unwrap();

    let expected = Mismatch::Differs {
        label: "Id",
        expected: "chat".to_owned(),
        found: "tchat".to_owned(),
    };
    assert_eq!(found.mismatches(&connection()), Some(vec![expected]));
}

#[tokio::test]
async fn an_absent_service_is_noticed() {
    let found = ask(json!({"version": "8.4"}), json!({"services": []}))
        .await
        .unwrap();

    assert_eq!(
        found.mismatches(&connection()),
        Some(vec![Mismatch::ServiceAbsent])
    );
}

#[tokio::test]
async fn old_servers_tell_the_version_elsewhere() {
    let found = ask(json!({"info": {"version": "3.18.2"}}), json!({}))
        .await
        .unwrap();

    assert_eq!(found.version.to_string(), "3.18.2");
    assert_eq!(found.mismatches(&connection()), None);
}

#[tokio::test]
async fn somebody_else_at_the_address_is_not_rocketchat() {
    let error = ask(json!({"hello": "world"}), json!({})).await.unwrap_err();

    assert!(
        matches!(error, ProbeError::NotRocketChat { status: 200, .. }),
        "{error:?}"
    );
}
