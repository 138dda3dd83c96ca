//! What strangers cannot do with requests that concern nobody.

use gantry_test_support::{AuthorizeRequest, TestApp};

#[tokio::test]
async fn strangers_cannot_fill_the_trail() {
    let app = TestApp::start().await;

    for _ in 0..80 {
        assert_eq!(app.userinfo("made-up").await.status, 401);
    }

    let written = app.trail().await.len();
    assert!((55..=70).contains(&written), "{written}");
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
