//! What programs hear from the token and userinfo endpoints.

use axum::body::Body;
use axum::http::Request;

use crate::support::Server;

#[tokio::test]
async fn the_token_endpoint_takes_posts_only() {
    let server = Server::start().await;

    let answer = server.get("/application/o/token/").await;

    assert_eq!(answer.status, 405);
    assert_eq!(answer.header("allow"), "POST");
}

#[tokio::test]
async fn errors_are_json_that_nobody_keeps() {
    let server = Server::start().await;
    let request = Request::post("/application/o/token")
        .header("authorization", "Basic bm9ib2R5Ong=")
        .body(Body::from("grant_type=authorization_code&code=x"));

    let answer = server.send(request.unwrap()).await;

    assert_eq!(answer.status, 401);
    assert_eq!(answer.header("www-authenticate"), "Basic realm=\"gantry\"");
    assert!(
        answer.body.contains("\"error\":\"invalid_client\""),
        "{}",
        answer.body
    );
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("pragma"), "no-cache");
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
}

#[tokio::test]
async fn a_body_that_is_no_text_is_the_clients_mistake() {
    let server = Server::start().await;
    let request = Request::post("/application/o/token/").body(Body::from(vec![0xff, 0xfe]));

    let answer = server.send(request.unwrap()).await;

    assert_eq!(answer.status, 400);
    assert!(answer.body.contains("invalid_request"), "{}", answer.body);
}

#[tokio::test]
async fn a_bad_access_token_is_answered_with_a_challenge() {
    let server = Server::start().await;
    let request =
        Request::get("/application/o/userinfo/").header("authorization", "Bearer nonsense");

    let answer = server.send(request.body(Body::empty()).unwrap()).await;

    assert_eq!(answer.status, 401);
    assert!(
        answer
            .header("www-authenticate")
            .starts_with("Bearer realm=\"gantry\", error=")
    );
    assert!(answer.body.contains("invalid_token"), "{}", answer.body);
}

#[tokio::test]
async fn browsers_of_any_site_may_ask_for_userinfo() {
    let server = Server::start().await;
    let request = Request::options("/application/o/userinfo/")
        .header("origin", "https://app.example.org")
        .header("access-control-request-method", "GET")
        .header("access-control-request-headers", "authorization");

    let answer = server.send(request.body(Body::empty()).unwrap()).await;

    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert_eq!(
        answer.header("access-control-allow-headers"),
        "authorization"
    );
}
