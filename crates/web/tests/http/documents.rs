//! Discovery, keys, problem pages for unknown addresses, and what machines ask.

use axum::body::Body;
use axum::http::Request;

use crate::support::Server;

#[tokio::test]
async fn every_address_answers_with_and_without_a_slash() {
    let server = Server::start().await;
    server.add_client(true).await;

    for path in [
        "/.well-known/openid-configuration",
        "/.well-known/oauth-authorization-server",
        "/.well-known/jwks.json",
        "/application/o/team-chat",
        "/application/o/team-chat/.well-known/openid-configuration",
        "/.well-known/oauth-authorization-server/application/o/team-chat",
        "/application/o/team-chat/jwks",
        "/login",
        "/logged-out",
        "/healthz",
        "/readyz",
    ] {
        assert_eq!(server.get(path).await.status, 200, "{path}");
        assert_eq!(server.get(&format!("{path}/")).await.status, 200, "{path}/");
    }
}

#[tokio::test]
async fn documents_are_named_after_their_content_and_open_to_every_site() {
    let server = Server::start().await;

    for path in [
        "/.well-known/openid-configuration",
        "/.well-known/jwks.json",
    ] {
        let first = server.get(path).await;
        let known = Request::get(path)
            .header("if-none-match", first.header("etag"))
            .header("origin", "https://app.example.org");
        let second = server.send(known.body(Body::empty()).unwrap()).await;

        assert_eq!(first.header("content-type"), "application/json");
        assert_eq!(second.status, 304);
        assert_eq!(second.header("access-control-allow-origin"), "*");
        assert_eq!(second.header("access-control-allow-credentials"), "");
    }
}

#[tokio::test]
async fn a_client_that_does_not_exist_has_no_documents() {
    let server = Server::start().await;

    let answer = server
        .get("/application/o/nobody/.well-known/openid-configuration")
        .await;

    assert_eq!(answer.status, 404);
    assert_eq!(answer.header("content-type"), "application/json");
}

#[tokio::test]
async fn an_unknown_address_and_a_wrong_method_get_pages() {
    let server = Server::start().await;

    let unknown = server.get("/nowhere").await;
    let wrong = server.get("/preferences").await;

    assert_eq!(unknown.status, 404);
    assert!(unknown.body.contains("data-reason=\"not_found\""));
    assert_eq!(wrong.status, 405);
    assert_eq!(wrong.header("allow"), "POST");
    assert!(wrong.body.contains("data-reason=\"method_not_allowed\""));
}

#[tokio::test]
async fn pages_follow_the_language_of_the_browser() {
    let server = Server::start().await;
    let german = Request::get("/nowhere").header("accept-language", "de-AT,en;q=0.5");

    let answer = server.send(german.body(Body::empty()).unwrap()).await;

    assert!(answer.body.contains("lang=\"de\""), "{}", answer.body);
}

#[tokio::test]
async fn metrics_exist_only_where_somebody_records_them() {
    let server = Server::start().await;

    assert_eq!(server.get("/metrics").await.status, 404);
}
