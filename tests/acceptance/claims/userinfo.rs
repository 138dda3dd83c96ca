//! How userinfo takes a token and how it answers.

use gantry_core::client::ClientSettings;
use gantry_test_support::TestApp;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::calls::{change_settings, refusals, trail, userinfo_address, userinfo_by_query};

#[tokio::test]
async fn rc_oauth_44_the_access_token_is_accepted_in_the_query_and_written_down_nowhere() {
    let app = TestApp::start().await;
    let user = app.add_user("alice").await;
    let chat = app.add_rocketchat().await;
    let token = app.access_token(&chat, "alice").await;

    let answer = userinfo_by_query(&app, &token).await;

    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.json()["sub"], user.subject.as_str());
    assert!(!format!("{:?}", trail(&app).await).contains(&token));
}

#[tokio::test]
async fn rc_oauth_45_query_tokens_are_a_switch_of_the_client() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let chat = app.add_rocketchat().await;
    let token = app.access_token(&chat, "alice").await;
    change_settings(&app, &chat.client, |settings| settings.query_token = false).await;

    let in_query = userinfo_by_query(&app, &token).await;
    let in_header = app.userinfo(&token).await;

    assert_eq!(in_query.status_and_error(), "400 invalid_request");
    assert_eq!(in_header.status, 200);
    assert_eq!(refusals(&app).await, ["query_token_refused"]);
}

#[tokio::test]
async fn rc_oauth_45_query_tokens_are_off_for_other_applications() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let settings = ClientSettings {
        redirect_uris: vec!["https://wiki.example.org/callback".parse().unwrap()],
        consent: false,
        ..ClientSettings::default()
    };
    let wiki = app.add_client("Wiki", settings).await;
    let token = app.access_token(&wiki, "alice").await;

    let answer = userinfo_by_query(&app, &token).await;

    assert_eq!(answer.status_and_error(), "400 invalid_request");
}

#[tokio::test]
async fn rc_oauth_45_nobody_keeps_the_answer_or_learns_its_address() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let chat = app.add_rocketchat().await;
    let token = app.access_token(&chat, "alice").await;

    let claims = userinfo_by_query(&app, &token).await;
    let refusal = userinfo_by_query(&app, "unknown").await;

    for answer in [claims, refusal] {
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
    }
}

#[tokio::test]
async fn rc_oauth_46_the_access_token_is_accepted_in_the_header_by_get() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let chat = app.add_rocketchat().await;
    let token = app.access_token(&chat, "alice").await;

    for scheme in ["Bearer", "bearer", "BEARER"] {
        let request = app.http.get(userinfo_address(&app));
        let answer = app
            .call(request.header("authorization", format!("{scheme} {token}")))
            .await;

        assert_eq!(answer.status, 200, "{scheme}: {}", answer.body);
    }
}

#[tokio::test]
async fn rc_oauth_47_a_get_with_content_length_zero_is_answered() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let chat = app.add_rocketchat().await;
    let token = app.access_token(&chat, "alice").await;
    let host = app.url.trim_start_matches("http://");
    let request = format!(
        "GET /application/o/userinfo/?access_token={token} HTTP/1.1\r\nHost: {host}\r\n\
         User-Agent: Node-oauth\r\nContent-length: 0\r\nConnection: close\r\n\r\n"
    );

    let mut stream = TcpStream::connect(host).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();

    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(
        answer.contains("\"preferred_username\":\"alice\""),
        "{answer}"
    );
}

#[tokio::test]
async fn rc_oauth_48_the_answer_is_200_with_a_plain_json_object() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let chat = app.add_rocketchat().await;
    let token = app.access_token(&chat, "alice").await;

    for accept in ["application/json", "application/jwt", "text/html"] {
        let request = app.http.get(userinfo_address(&app)).bearer_auth(&token);
        let answer = app.call(request.header("accept", accept)).await;

        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), "application/json");
        assert!(answer.json().is_object());
    }
}

#[tokio::test]
async fn rc_oauth_49_userinfo_never_redirects_with_or_without_the_slash() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let chat = app.add_rocketchat().await;
    let token = app.access_token(&chat, "alice").await;

    for path in ["/application/o/userinfo", "/application/o/userinfo/"] {
        let address = format!("{}{path}", app.url);
        let by_get = app.call(app.http.get(&address).bearer_auth(&token)).await;
        let by_post = app.call(app.http.post(&address).bearer_auth(&token)).await;
        let refused = app.call(app.http.get(&address)).await;

        assert_eq!(
            (by_get.status.as_u16(), by_post.status.as_u16()),
            (200, 200),
            "{path}"
        );
        assert_eq!(refused.status, 401, "{path}");
    }
}

#[tokio::test]
async fn rc_oauth_50_a_token_is_good_at_once_on_every_node() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let chat = app.add_rocketchat().await;
    let second = app.second_node().await;

    let from_first = app.access_token(&chat, "alice").await;
    let on_second = second.userinfo(&from_first).await;
    let from_second = second.access_token(&chat, "alice").await;
    let on_first = app.userinfo(&from_second).await;

    assert_eq!(on_second.status, 200, "{}", on_second.body);
    assert_eq!(on_first.json(), on_second.json());
}

#[tokio::test]
async fn rc_oauth_51_access_tokens_are_short_enough_for_an_address() {
    let app = TestApp::start().await;
    app.add_user_in("alice", &["staff", "everyone", "board"])
        .await;
    let chat = app.add_rocketchat().await;

    let token = app.access_token(&chat, "alice").await;

    assert!(token.len() <= 128, "{} characters", token.len());
    assert!(
        token
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)),
        "{token}"
    );
}

#[tokio::test]
async fn a_post_brings_the_token_in_its_form_or_in_the_header() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let chat = app.add_rocketchat().await;
    let token = app.access_token(&chat, "alice").await;
    let address = userinfo_address(&app);

    let form = [("access_token", token.as_str())];
    let in_form = app.call(app.http.post(&address).form(&form)).await;
    let in_header = app.call(app.http.post(&address).bearer_auth(&token)).await;

    assert_eq!(in_form.status, 200, "{}", in_form.body);
    assert_eq!(in_form.json(), in_header.json());
}
