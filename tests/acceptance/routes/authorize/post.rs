//! An authorization request by POST: from another site's form, so without any cookie of ours.

use gantry_test_support::{Arrival, AuthorizeRequest, Landing, Page, TestApp, Visitor};

use crate::wire::{MODERN_STATE, returned};

/// A form of the application's own page; its browser keeps `SameSite=Lax` cookies back.
async fn posted(app: &TestApp, path: &str, fields: &[(&str, &str)]) -> Page {
    let request = app.http.post(format!("{}{path}", app.url)).form(fields);
    let request = request.header("origin", "https://app.example.org");
    app.call(request.header("sec-fetch-site", "cross-site"))
        .await
}

/// The same browser afterwards: it keeps the cookie that the answer set.
async fn continued(visitor: &Visitor, answer: &Page) -> Page {
    let cookie = answer
        .header("set-cookie")
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    let request = visitor.http.get(visitor.address(answer.location()));
    visitor.send(request.header("cookie", cookie)).await
}

#[tokio::test]
async fn a_posted_request_is_stored_and_continued_by_get() {
    let app = TestApp::start().await;
    let client = app.add_rocketchat().await;
    let request = AuthorizeRequest::legacy(&client).with("state", MODERN_STATE);

    for path in ["/application/o/authorize/", "/application/o/authorize"] {
        let answer = posted(&app, path, &request.fields()).await;
        let login = continued(&app.visitor(), &answer).await;

        assert_eq!(answer.status, 303, "{}", answer.body);
        let to = answer.location();
        assert!(to.starts_with("/application/o/authorize/?request="), "{to}");
        assert!(
            answer.header("set-cookie").contains("HttpOnly"),
            "{:?}",
            answer.headers
        );
        assert!(
            login.location().starts_with("/login?request="),
            "{:?}",
            login.headers
        );
    }
}

#[tokio::test]
async fn a_posted_request_never_answers_at_once_even_with_a_session() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    let request = AuthorizeRequest::legacy(&client).with("state", MODERN_STATE);
    let visitor = app.visitor();
    visitor.sign_in("alice").await;

    let answer = visitor
        .post("/application/o/authorize/", &request.fields())
        .await;
    let arrived = visitor.follow(answer.clone()).await.client();

    assert!(
        answer
            .location()
            .starts_with("/application/o/authorize/?request=")
    );
    assert!(returned(&arrived, "code").is_some());
    assert_eq!(returned(&arrived, "state").as_deref(), Some(MODERN_STATE));
}

#[tokio::test]
async fn a_faulty_posted_request_is_answered_like_one_by_get() {
    let app = TestApp::start().await;
    let client = app.add_rocketchat().await;
    let request = AuthorizeRequest::legacy(&client).with("response_type", "token");
    let unknown = AuthorizeRequest::legacy(&client).with("client_id", "nobody");

    let refused = posted(&app, "/application/o/authorize/", &request.fields()).await;
    let page = posted(&app, "/application/o/authorize/", &unknown.fields()).await;

    let arrived = Arrival::read(Landing::Client(refused.location().parse().unwrap()));
    assert_eq!(refused.status, 303);
    assert_eq!(arrived.get("error"), Some("unsupported_response_type"));
    assert_eq!((page.status.as_u16(), page.location()), (400, ""));
    assert_eq!(page.problem().as_deref(), Some("unknown_client"));
}
