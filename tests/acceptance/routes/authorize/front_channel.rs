//! Answers with tokens: by every way through the pages, once, and what is refused.

use gantry_accounts::throttle::RequestLimits;
use gantry_core::client::ResponseType;
use gantry_test_support::{Arrival, Landing, Page, Place, TestApp};
use tokio::task::JoinSet;

use crate::authorize::response_types::{arrived, asking, every_type, set_up};

#[tokio::test]
async fn a_nonce_is_needed_wherever_an_id_token_goes_through_the_browser() {
    let (app, client, visitor) = set_up().await;

    for kind in ResponseType::ALL {
        let request = asking(&client, kind.as_str()).without("nonce");
        let answer = arrived(&visitor, &request).await;

        if kind.has_id_token() {
            assert_eq!(answer.get("error"), Some("invalid_request"), "{kind}");
            assert_eq!(answer.place, Place::Fragment, "{kind}");
        } else {
            assert_eq!(answer.get("error"), None, "{kind}");
        }
    }
    let trail = app.trail().await;
    assert!(trail.contains(&"authorize nonce_missing".to_owned()));
}

#[tokio::test]
async fn without_openid_there_is_no_id_token_through_the_browser() {
    let (app, client, visitor) = set_up().await;

    for kind in ["id_token", "code id_token token"] {
        let request = asking(&client, kind).with("scope", "email");
        let answer = arrived(&visitor, &request).await;

        assert_eq!(answer.get("error"), Some("invalid_request"), "{kind}");
    }
    let token = asking(&client, "code token").with("scope", "email");
    assert_eq!(arrived(&visitor, &token).await.get("scope"), Some("email"));
    let trail = app.trail().await;
    assert!(trail.contains(&"authorize openid_missing".to_owned()));
}

#[tokio::test]
async fn every_type_passes_through_the_login_page_by_link_and_by_form() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = every_type(&app, |_| {}).await;

    for kind in ResponseType::ALL {
        let request = asking(&client, kind.as_str());
        let visitor = app.visitor();
        let login = visitor.walk(&request.path()).await.page();
        let by_link = Arrival::read(visitor.log_in(&login, "alice").await);
        let form = visitor
            .post("/application/o/authorize/", &request.fields())
            .await;
        let by_form = Arrival::read(visitor.follow(form).await);
        let again = visitor.log_in(&login, "alice").await.page();

        assert_eq!(by_link.get("error"), None, "{by_link:?}");
        assert_eq!(by_form.names(), by_link.names(), "{kind}");
        assert_eq!(by_form.place, by_link.place, "{kind}");
        assert_eq!(again.problem().as_deref(), Some("request_unknown"));
    }
}

#[tokio::test]
async fn a_silent_request_and_a_cancelled_one_are_refused_in_every_place() {
    let app = TestApp::start().await;
    let client = every_type(&app, |_| {}).await;

    for (kind, mode, place) in [
        ("code", "fragment", Place::Fragment),
        ("code", "form_post", Place::Form),
        ("none", "form_post", Place::Form),
        ("id_token", "fragment", Place::Fragment),
        ("code id_token token", "form_post", Place::Form),
    ] {
        let request = asking(&client, kind).with("response_mode", mode);
        let visitor = app.visitor();
        let silent = arrived(&visitor, &request.clone().with("prompt", "none")).await;
        let login = visitor.walk(&request.path()).await.page();
        let cancelled = visitor
            .submit(&login, "#login-submit", &[("cancel", "yes")])
            .await;
        let cancelled = Arrival::read(cancelled);

        for (answer, error) in [(silent, "login_required"), (cancelled, "access_denied")] {
            assert_eq!(answer.get("error"), Some(error), "{kind} {mode}");
            assert_eq!(answer.get("state"), Some("s 1+ä"), "{kind} {mode}");
            assert_eq!(answer.place, place, "{kind} {mode}");
            assert_eq!(answer.get("id_token"), None, "{kind} {mode}");
        }
    }
}

#[tokio::test]
async fn a_denied_consent_is_answered_in_the_fragment() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = every_type(&app, |settings| settings.consent = true).await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    let request = asking(&client, "id_token token");

    let consent = visitor.walk(&request.path()).await.page();
    let denied = visitor
        .submit(&consent, "#consent-deny", &[("decision", "deny")])
        .await;
    let consent = visitor.walk(&request.path()).await.page();
    let allowed = visitor
        .submit(&consent, "#consent-allow", &[("decision", "allow")])
        .await;

    let denied = Arrival::read(denied);
    assert_eq!(denied.get("error"), Some("access_denied"));
    assert_eq!(denied.place, Place::Fragment);
    assert!(Arrival::read(allowed).get("access_token").is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_answers_to_one_request_only_one_has_tokens() {
    let (app, client, visitor) = set_up().await;
    let request = asking(&client, "code id_token token");
    let stored = visitor
        .post("/application/o/authorize/", &request.fields())
        .await;
    let address = visitor.address(stored.location());

    let mut answers = JoinSet::new();
    for _ in 0..16 {
        let request = visitor.http.get(&address);
        answers.spawn(async move { Page::read(request.send().await.unwrap()).await });
    }
    let answers = answers.join_all().await;

    let with_tokens = answers
        .iter()
        .filter(|page| page.location().contains("access_token="));
    assert_eq!(with_tokens.count(), 1);
    let problems = answers
        .iter()
        .filter(|page| page.problem().as_deref() == Some("request_unknown"));
    assert_eq!(problems.count(), 15);
    assert_eq!(app.trail().await[0], "token ok");
}

#[tokio::test]
async fn hammering_for_tokens_is_limited_as_at_the_token_endpoint() {
    let limits = RequestLimits {
        requests_per_account: 5.try_into().unwrap(),
        ..RequestLimits::default()
    };
    let app = TestApp::start_with(limits).await;
    app.add_user("alice").await;
    let client = every_type(&app, |_| {}).await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;

    let mut last = None;
    for _ in 0..12 {
        last = Some(arrived(&visitor, &asking(&client, "id_token")).await);
    }

    assert_eq!(last.unwrap().get("error"), Some("access_denied"));
    let code = visitor.walk(&asking(&client, "code").path()).await;
    assert!(matches!(code, Landing::Client(_)));
    let trail = app.trail().await;
    assert!(trail.contains(&"authorize too_many_requests".to_owned()));
}
