//! What is refused, cut off or not followed.

use gantry_outbound::{Outbound, OutboundError, OutboundRules};
use serde_json::json;
use tokio::net::TcpListener;
use url::Url;

use crate::support::{answering, http, lenient, strict};

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
