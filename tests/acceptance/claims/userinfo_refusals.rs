//! What userinfo refuses, and how it says so: RFC 6750 §3.

use gantry_core::Seconds;
use gantry_test_support::{Answer, AuthorizeRequest, TestApp};

use crate::calls::{refusals, tokens, userinfo_address};

fn assert_challenge(answer: &Answer, error: &str) {
    let challenge = answer.header("www-authenticate");
    assert!(
        challenge.starts_with("Bearer realm=\"gantry\", "),
        "{challenge}"
    );
    assert!(
        challenge.contains(&format!("error=\"{error}\"")),
        "{challenge}"
    );
    let body = answer.json();
    assert_eq!(body["error"], error);
    let description = body["error_description"].as_str().unwrap();
    assert!(
        description.is_ascii() && !description.contains(['"', '\\']),
        "{description}"
    );
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[tokio::test]
async fn an_unknown_token_is_refused_however_it_is_written() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let chat = app.add_rocketchat().await;
    let good = app.access_token(&chat, "alice").await;
    let other_secret = format!("{}{}", &good[..good.len() - 8], "AAAAAAAA");

    for token in ["x", "not.a.token", &other_secret, &good[1..], "%00"] {
        let answer = app.userinfo(token).await;

        assert_eq!(answer.status, 401, "{token}");
        assert_challenge(&answer, "invalid_token");
        assert_eq!(
            answer.json()["error_description"],
            "the access token is not known"
        );
    }
    assert_eq!(refusals(&app).await, ["token_unknown"; 5]);
}

#[tokio::test]
async fn a_request_without_a_token_is_refused() {
    let app = TestApp::start().await;

    let answer = app.call(app.http.get(userinfo_address(&app))).await;

    assert_eq!(answer.status_and_error(), "401 invalid_token");
    assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"gantry\"");
}

#[tokio::test]
async fn a_token_runs_out_after_ten_minutes() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let chat = app.add_rocketchat().await;
    let token = app.access_token(&chat, "alice").await;

    app.advance(Seconds::minutes(9));
    let before = app.userinfo(&token).await;
    app.advance(Seconds::minutes(1));
    let after = app.userinfo(&token).await;

    assert_eq!(before.status, 200);
    assert_eq!(after.status, 401);
    assert_challenge(&after, "invalid_token");
    assert_eq!(refusals(&app).await, ["token_expired"]);
}

#[tokio::test]
async fn a_replayed_code_revokes_the_token_of_its_first_use() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let chat = app.add_rocketchat().await;
    let code = app.code(&AuthorizeRequest::legacy(&chat), "alice").await;
    let token = app.redeem(&chat, &code).await.json()["access_token"]
        .as_str()
        .unwrap()
        .to_owned();

    let again = app.redeem(&chat, &code).await;
    let answer = app.userinfo(&token).await;

    assert_eq!(again.status_and_error(), "400 invalid_grant");
    assert_eq!(answer.status, 401);
    assert_challenge(&answer, "invalid_token");
    assert_eq!(refusals(&app).await, ["code_used", "token_revoked"]);
}

#[tokio::test]
async fn a_token_in_two_places_is_refused() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let chat = app.add_rocketchat().await;
    let token = app.access_token(&chat, "alice").await;
    let address = userinfo_address(&app);
    let pair = [("access_token", token.as_str())];

    let header_and_query = app.http.get(&address).bearer_auth(&token).query(&pair);
    let header_and_form = app.http.post(&address).bearer_auth(&token).form(&pair);
    let query_and_form = app.http.post(&address).query(&pair).form(&pair);
    let query_twice = app.http.get(&address).query(&pair).query(&pair);

    for request in [
        header_and_query,
        header_and_form,
        query_and_form,
        query_twice,
    ] {
        assert_eq!(
            app.call(request).await.status_and_error(),
            "400 invalid_request"
        );
    }
}

#[tokio::test]
async fn another_scheme_than_bearer_is_refused() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let chat = app.add_rocketchat().await;
    let token = app.access_token(&chat, "alice").await;

    for header in [
        format!("Basic {token}"),
        token.clone(),
        format!("DPoP {token}"),
    ] {
        let request = app
            .http
            .get(userinfo_address(&app))
            .header("authorization", header);
        let answer = app.call(request).await;

        assert_eq!(answer.status, 401);
        assert_challenge(&answer, "invalid_token");
    }
}

#[tokio::test]
async fn a_token_without_the_scope_openid_may_not_read_claims() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let chat = app.add_rocketchat().await;
    let tokens = tokens(&app, &chat, "email profile", "alice").await;

    let answer = app.userinfo(tokens["access_token"].as_str().unwrap()).await;

    assert_eq!(answer.status, 403);
    assert_challenge(&answer, "insufficient_scope");
    assert!(tokens.get("id_token").is_none());
}
