//! What is sent, what comes back, and what of it is printed.

use gantry_outbound::{OutboundError, OutboundRequest, Part, Pause};
use serde_json::json;
use url::Url;

use crate::support::{answering, http, lenient, strict};

fn anywhere() -> Url {
    Url::parse("https://chat.example.org/").unwrap()
}

#[tokio::test]
async fn headers_and_body_of_a_post_arrive() {
    let (url, asked) = answering(http("200 OK", "", "{}")).await;
    let request = OutboundRequest::post(url)
        .secret_header("x-auth-token", "t0ken")
        .unwrap()
        .json(json!({"value": true}));

    let reply = lenient().send(request).await.unwrap();

    assert_eq!((reply.status, reply.json), (200, Some(json!({}))));
    let text = asked.await.unwrap();
    assert!(text.starts_with("POST /api/info HTTP/1.1\r\n"), "{text}");
    assert!(text.contains("x-auth-token: t0ken\r\n"), "{text}");
    assert!(text.contains("accept: application/json\r\n"), "{text}");
    assert!(text.ends_with(r#"{"value":true}"#), "{text}");
}

#[tokio::test]
async fn what_the_headers_say_about_asking_again_comes_back() {
    let headers = "retry-after: 30\r\nx-ratelimit-reset: 1794312000123\r\n";
    let (url, _) = answering(http("429 Too Many Requests", headers, "wait")).await;

    let reply = lenient().send(OutboundRequest::get(url)).await.unwrap();

    assert_eq!((reply.status, reply.json), (429, None));
    let expected = Pause {
        retry_after_seconds: Some(30),
        reset_at_millis: Some(1_794_312_000_123),
    };
    assert_eq!(reply.pause, expected);
}

#[tokio::test]
async fn a_redirect_is_an_answer() {
    let elsewhere = "location: http://127.0.0.1:1/inner\r\n";
    let (url, _) = answering(http("307 Temporary Redirect", elsewhere, "{}")).await;

    let reply = lenient().send(OutboundRequest::post(url)).await.unwrap();

    assert_eq!(reply.status, 307);
    assert_eq!(reply.location.as_deref(), Some("http://127.0.0.1:1/inner"));
}

#[tokio::test]
async fn parts_are_sent_as_multipart() {
    let (url, asked) = answering(http("200 OK", "", "{}")).await;
    let parts = vec![
        Part::Text {
            name: "userId".to_owned(),
            value: "u1".to_owned(),
        },
        Part::File {
            name: "image".to_owned(),
            file_name: "a.png".to_owned(),
            content_type: "image/png".to_owned(),
            bytes: b"PNG".to_vec(),
        },
    ];

    let request = OutboundRequest::post(url).multipart(parts);
    lenient().send(request).await.unwrap();

    let text = asked.await.unwrap();
    assert!(
        text.contains("content-type: multipart/form-data; boundary="),
        "{text}"
    );
}

#[tokio::test]
async fn bytes_come_with_their_media_type() {
    let kind = "content-type: Image/PNG; q=1\r\n";
    let (url, asked) = answering(http("200 OK", kind, "PNG")).await;

    let answer = lenient().get_bytes(&url, "image/*", 3).await.unwrap();

    assert_eq!(answer.content_type.as_deref(), Some("image/png"));
    assert_eq!(answer.body, b"PNG");
    assert!(asked.await.unwrap().contains("accept: image/*\r\n"));
}

#[tokio::test]
async fn bytes_beyond_their_own_cap_are_dropped() {
    let (url, _) = answering(http("200 OK", "", "PNGs")).await;

    let error = lenient().get_bytes(&url, "image/*", 3).await.unwrap_err();

    assert!(matches!(error, OutboundError::TooLarge(3)), "{error:?}");
}

#[tokio::test]
async fn a_request_may_allow_a_larger_answer_than_usual() {
    let long = format!("\"{}\"", "1".repeat(100_000));
    let (url, _) = answering(http("200 OK", "", &long)).await;

    let request = OutboundRequest::get(url).up_to(200_000);
    let reply = lenient().send(request).await.unwrap();

    assert!(reply.json.is_some());
}

#[tokio::test]
async fn every_kind_of_request_obeys_the_rule_about_addresses() {
    let url = Url::parse("https://10.0.0.1/").unwrap();
    let client = strict();

    let sent = client.send(OutboundRequest::post(url.clone())).await;
    let bytes = client.get_bytes(&url, "image/*", 10).await;

    assert!(matches!(sent, Err(OutboundError::AddressRefused { .. })));
    assert!(matches!(bytes, Err(OutboundError::AddressRefused { .. })));
}

#[test]
fn a_value_that_cannot_stand_in_a_header_is_refused_unseen() {
    let error = OutboundRequest::get(anywhere())
        .secret_header("x-auth-token", "planted\r\nx: y")
        .unwrap_err();

    assert!(matches!(error, OutboundError::HeaderRefused(_)));
    assert!(!format!("{error:?} {error}").contains("planted"));
}

#[tokio::test]
async fn secrets_are_not_printed() {
    let text = Part::Text {
        name: "field".to_owned(),
        value: "planted".to_owned(),
    };
    let request = OutboundRequest::post(anywhere())
        .secret_header("x-auth-token", "planted")
        .unwrap();
    let (url, _) = answering(http("200 OK", "", r#"{"authToken":"planted"}"#)).await;
    let reply = lenient().send(OutboundRequest::get(url)).await.unwrap();

    let seen = [
        format!("{:?}", request.clone().json(json!({"secret": "planted"}))),
        format!("{:?}", request.multipart(vec![text])),
        format!("{reply:?}"),
    ];

    assert!(
        seen.iter().all(|text| !text.contains("planted")),
        "{seen:?}"
    );
}
