//! The guarded client against a listener on loopback.
#![expect(clippy::unwrap_used, reason = "a failed set-up is a failed test")]

use gantry_outbound::{Outbound, OutboundError, OutboundRules};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::Url;

/// Answers one request with the given bytes and hands back what was asked.
async fn answering(answer: String) -> (Url, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let asked = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut buffer = vec![0; 8192];
        let read = stream.read(&mut buffer).await.unwrap();
        // A client that has seen enough hangs up.
        let _ = stream.write_all(answer.as_bytes()).await;
        buffer.truncate(read);
        String::from_utf8(buffer).unwrap()
    });
    (
        Url::parse(&format!("http://127.0.0.1:{port}/api/info")).unwrap(),
        asked,
    )
}

fn http(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n{headers}\r\n{body}")
}

fn lenient() -> Outbound {
    Outbound::new(&OutboundRules {
        allow_private: true,
        ..OutboundRules::default()
    })
    .unwrap()
}

fn strict() -> Outbound {
    Outbound::new(&OutboundRules::default()).unwrap()
}

#[tokio::test]
async fn json_comes_back_with_its_status() {
    let (url, asked) = answering(http("404 Not Found", "", r#"{"success":false}"#)).await;

    let answer = lenient().get_json(&url).await.unwrap();

    assert_eq!(answer.status, 404);
    assert_eq!(answer.body, json!({"success": false}));
    assert!(
        asked
            .await
            .unwrap()
            .starts_with("GET /api/info HTTP/1.1\r\n")
    );
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (url, _) = answering(http(
        "302 Found",
        "location: http://127.0.0.1:1/inner\r\n",
        "moved",
    ))
    .await;

    let error = lenient().get_json(&url).await.unwrap_err();

    let OutboundError::NotJson { status, location } = error else {
        unreachable!("{error:?}")
    };
    assert_eq!(
        (status, location.as_deref()),
        (302, Some("http://127.0.0.1:1/inner"))
    );
}

#[tokio::test]
async fn an_answer_beyond_the_cap_is_dropped() {
    let (url, _) = answering(http("200 OK", "", &"1".repeat(64 * 1024 + 1))).await;

    let error = lenient().get_json(&url).await.unwrap_err();

    assert!(
        matches!(error, OutboundError::TooLarge(65_536)),
        "{error:?}"
    );
}

#[tokio::test]
async fn text_that_is_not_json_is_an_error() {
    let (url, _) = answering(http("200 OK", "", "<html>")).await;

    let error = lenient().get_json(&url).await.unwrap_err();

    assert!(
        matches!(
            error,
            OutboundError::NotJson {
                status: 200,
                location: None
            }
        ),
        "{error:?}"
    );
}

#[tokio::test]
async fn headers_and_body_of_a_post_arrive() {
    let (url, asked) = answering(http("200 OK", "", "{}")).await;

    lenient()
        .post_json(&url, &[("x-user-id", "u1")], &json!({"value": true}))
        .await
        .unwrap();

    let text = asked.await.unwrap();
    assert!(text.contains("x-user-id: u1\r\n"), "{text}");
    assert!(text.ends_with(r#"{"value":true}"#), "{text}");
}

#[tokio::test]
async fn literal_private_addresses_are_refused_before_connecting() {
    for address in [
        "https://127.0.0.1/",
        "https://[::ffff:10.0.0.1]/",
        "https://0x7f.1/",
    ] {
        let error = strict()
            .get_json(&Url::parse(address).unwrap())
            .await
            .unwrap_err();

        assert!(
            matches!(error, OutboundError::AddressRefused { .. }),
            "{address}: {error:?}"
        );
    }
}

#[tokio::test]
async fn a_name_that_resolves_to_loopback_is_refused() {
    let url = Url::parse("https://localhost:1/").unwrap();

    let error = strict().get_json(&url).await.unwrap_err();

    assert!(
        matches!(error, OutboundError::AddressRefused { .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn cloud_metadata_stays_refused_when_private_addresses_are_allowed() {
    let url = Url::parse("http://169.254.169.254/latest/meta-data").unwrap();

    let error = lenient().get_json(&url).await.unwrap_err();

    assert!(
        matches!(error, OutboundError::AddressRefused { .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn plain_http_and_other_schemes_are_refused() {
    for address in [
        "http://chat.example.org/",
        "file:///etc/passwd",
        "ftp://chat.example.org/",
    ] {
        let error = strict()
            .get_json(&Url::parse(address).unwrap())
            .await
            .unwrap_err();

        assert!(
            matches!(error, OutboundError::SchemeRefused),
            "{address}: {error:?}"
        );
    }
}

#[tokio::test]
async fn credentials_in_the_address_are_refused() {
    let url = Url::parse("https://admin:secret@chat.example.org/").unwrap();

    let error = strict().get_json(&url).await.unwrap_err();

    assert!(
        matches!(error, OutboundError::CredentialsInAddress),
        "{error:?}"
    );
}

#[tokio::test]
async fn nobody_listening_is_a_connection_error() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!(
        "http://127.0.0.1:{}/",
        listener.local_addr().unwrap().port()
    );
    drop(listener);

    let error = lenient()
        .get_json(&Url::parse(&url).unwrap())
        .await
        .unwrap_err();

    assert!(matches!(error, OutboundError::Connect(_)), "{error:?}");
}

#[test]
fn an_extra_authority_that_is_not_pem_is_refused() {
    let broken = b"-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n".to_vec();
    let rules = OutboundRules {
        extra_ca_pem: Some(broken),
        ..OutboundRules::default()
    };

    assert!(Outbound::new(&rules).is_err());
}
