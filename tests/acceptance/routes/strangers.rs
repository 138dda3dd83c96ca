//! What strangers cannot do with requests that concern nobody.

use std::num::NonZeroU32;

use gantry_accounts::throttle::RequestLimits;
use gantry_test_support::{AuthorizeRequest, TestApp};

#[tokio::test]
async fn strangers_cannot_fill_the_trail() {
    let app = TestApp::start().await;

    for _ in 0..200 {
        assert_eq!(app.userinfo("made-up").await.status, 401);
    }

    let written = app.trail().await.len();
    // Sixty at once, then one a second: far from two hundred on any machine.
    assert!((55..=150).contains(&written), "{written}");
}

#[tokio::test]
async fn a_head_request_uses_up_no_code() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;

    let path = AuthorizeRequest::legacy(&client).path();
    let answer = visitor
        .send(visitor.http.head(visitor.address(&path)))
        .await;

    assert_eq!(answer.status, 405);
    assert!(
        app.trail()
            .await
            .iter()
            .all(|line| !line.starts_with("code"))
    );
}

#[tokio::test]
async fn strangers_cannot_fill_the_disk_with_requests_and_members_are_still_heard() {
    let sign_ins_per_address = NonZeroU32::new(10).unwrap();
    let limits = RequestLimits {
        sign_ins_per_address,
        ..RequestLimits::default()
    };
    let app = TestApp::start_with(limits).await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    let member = app.visitor();
    member.sign_in("alice").await;
    let path = AuthorizeRequest::legacy(&client).path();

    let mut answers = Vec::new();
    for _ in 0..60 {
        answers.push(app.visitor().get(&path).await.status.as_u16());
    }
    let arrived = member.walk(&path).await.parameter("code");

    let refused = answers.iter().filter(|status| **status == 429).count();
    assert!((5..=20).contains(&refused), "{refused}");
    assert!(arrived.is_some());
}

#[tokio::test]
async fn strangers_who_name_a_client_cannot_fill_the_trail_and_the_client_is_still_written_down() {
    let app = TestApp::start().await;
    let client = app.add_app("App", |_| {}).await;
    let mut stranger = client.clone();
    "guessed".clone_into(&mut stranger.secret);

    for path in ["token", "introspect", "revoke", "device"].repeat(50) {
        let answer = app.call_as(&stranger, path, &[]).await;
        assert_eq!(answer.status_and_error(), "401 invalid_client");
    }
    let written = app.trail().await.len();
    let missing = app.call_as(&client, "introspect", &[]).await;

    assert!((55..=150).contains(&written), "{written}");
    assert_eq!(missing.status_and_error(), "400 invalid_request");
    let trail = app.trail().await;
    assert!(trail.contains(&"token token_missing".to_owned()));
}

#[tokio::test]
async fn strangers_who_speak_as_a_public_client_cannot_fill_the_trail() {
    let app = TestApp::start().await;
    let client = app.add_app("Phone", |it| it.public = true).await;

    for _ in 0..200 {
        let answer = app.call_as(&client, "token", &[]).await;
        assert_eq!(answer.status_and_error(), "400 invalid_request");
    }

    let written = app.trail().await.len();
    assert!((55..=150).contains(&written), "{written}");
}
