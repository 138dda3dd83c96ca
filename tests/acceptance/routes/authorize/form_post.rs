//! The page that posts an answer, and the way back from a page that explains.

use gantry_core::access::Access;
use gantry_test_support::{Arrival, Page, TestApp};

use crate::authorize::response_types::{CALLBACK, asking, every_type, set_up};

/// The script that a page names last, as a browser loads it.
async fn script(app: &TestApp, page: &Page) -> Page {
    let source = page
        .attribute("form ~ script, main ~ script", "src")
        .unwrap();
    app.call(app.http.get(format!("{}{source}", app.url))).await
}

#[tokio::test]
async fn the_answer_is_a_page_that_submits_itself_and_has_a_button() {
    let (app, client, visitor) = set_up().await;
    let request = asking(&client, "code").with("response_mode", "form_post");

    let page = visitor.walk(&request.path()).await.page();

    let script = script(&app, &page).await;
    assert_eq!(page.status, 200);
    assert_eq!(page.location(), "");
    assert_eq!(
        page.attribute("#form-post", "action").as_deref(),
        Some(CALLBACK)
    );
    assert_eq!(
        page.attribute("#form-post", "method").as_deref(),
        Some("post")
    );
    assert_eq!(page.text("#form-post-submit").as_deref(), Some("Continue"));
    assert_eq!(script.status, 200);
    assert!(script.body.contains("\"form-post\").submit()"));
    assert!(script.header("content-type").starts_with("text/javascript"));
}

#[tokio::test]
async fn nobody_keeps_the_page_or_learns_its_address_and_its_form_may_go_anywhere() {
    let (_app, client, visitor) = set_up().await;
    let request = asking(&client, "code id_token").with("response_mode", "form_post");

    let page = visitor.walk(&request.path()).await.page();

    let policy = page.header("content-security-policy");
    assert!(!policy.contains("form-action"), "{policy}");
    assert!(policy.contains("script-src 'self';"), "{policy}");
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(
        page.attribute("meta[name=referrer]", "content").as_deref(),
        Some("no-referrer")
    );
}

#[tokio::test]
async fn the_page_speaks_the_readers_language() {
    let (_app, client, visitor) = set_up().await;
    let request = asking(&client, "code").with("response_mode", "form_post");
    let address = visitor.address(&request.path());

    let german = visitor.http.get(address).header("accept-language", "de");
    let page = visitor.send(german).await;

    assert_eq!(page.text("#form-post-submit").as_deref(), Some("Weiter"));
}

#[tokio::test]
async fn whatever_the_state_holds_comes_back_as_it_was() {
    let (_app, client, visitor) = set_up().await;

    for state in [
        "\"><script>x()</script>",
        "a&b=c'd",
        "ä \u{202e} <",
        "{{7}}",
    ] {
        let request = asking(&client, "code")
            .with("response_mode", "form_post")
            .with("state", state);
        let page = visitor.walk(&request.path()).await.page();

        assert!(!page.body.contains("<script>"), "{}", page.body);
        let (_, fields) = page.form_with("#form-post-submit");
        assert!(fields.contains(&("state".to_owned(), state.to_owned())));
    }
}

#[tokio::test]
async fn a_posted_code_is_as_good_as_any() {
    let (app, client, visitor) = set_up().await;
    let request = asking(&client, "code").with("response_mode", "form_post");

    let answer = Arrival::read(visitor.walk(&request.path()).await);
    let tokens = app.redeem(&client, answer.need("code")).await;

    assert_eq!(tokens.status, 200, "{}", tokens.body);
}

#[tokio::test]
async fn the_way_back_from_an_explanation_is_a_form_for_whom_it_has_to_be() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let staff = app.group("staff").await;
    let client = every_type(&app, |settings| {
        settings.access = Access::any_group([staff]);
    })
    .await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    let request = asking(&client, "code");

    let posted = request.clone().with("response_mode", "form_post");
    let posted = visitor.walk(&posted.path()).await.page();
    let linked = visitor.walk(&request.path()).await.page();

    assert_eq!(posted.problem().as_deref(), Some("not_allowed"));
    let (action, fields) = posted.form_with("#problem-back");
    assert_eq!(action, CALLBACK);
    assert!(fields.contains(&("error".to_owned(), "access_denied".to_owned())));
    assert!(fields.contains(&("state".to_owned(), "s 1+ä".to_owned())));
    assert_eq!(posted.attribute("#problem-back", "href"), None);
    let link = linked.attribute("#problem-back", "href").unwrap();
    assert!(link.starts_with(CALLBACK), "{link}");
}
