//! `/consent`: asked once, remembered, refused, asked again.

use gantry_accounts::permissions::Administrator;
use gantry_core::client::ClientSettings;
use gantry_test_support::{AuthorizeRequest, Landing, RocketChatClient, TestApp, Visitor};
use tokio::task::JoinSet;

use crate::wire::{code_of, returned};

const ALLOW: [(&str, &str); 1] = [("decision", "allow")];
const DENY: [(&str, &str); 1] = [("decision", "deny")];

async fn set_up() -> (TestApp, RocketChatClient, Visitor) {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let settings = ClientSettings {
        redirect_uris: vec!["https://app.example.org/callback".parse().unwrap()],
        ..ClientSettings::default()
    };
    let client = app.add_client("Wiki <b>", settings).await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    (app, client, visitor)
}

#[tokio::test]
async fn consent_is_asked_once_and_remembered() {
    let (app, client, visitor) = set_up().await;
    let request = AuthorizeRequest::legacy(&client).path();

    let page = visitor.walk(&request).await.page();
    let allowed = visitor
        .submit(&page, "#consent-allow", &ALLOW)
        .await
        .client();
    let later = visitor.walk(&request).await.client();

    let text = page.text("main").unwrap();
    assert!(
        text.contains("Wiki <b>") && text.contains("alice"),
        "{text}"
    );
    assert!(text.contains("app.example.org"), "{text}");
    assert!(returned(&later, "code").is_some());
    assert_eq!(app.redeem(&client, &code_of(&allowed)).await.status, 200);
    assert_eq!(consents(&app).await, 1);
}

#[tokio::test]
async fn a_refusal_is_not_remembered_as_consent() {
    let (_app, client, visitor) = set_up().await;
    let request = AuthorizeRequest::legacy(&client).path();

    let page = visitor.walk(&request).await.page();
    let denied = visitor.submit(&page, "#consent-deny", &DENY).await.client();
    let again = visitor.walk(&request).await.page();

    assert_eq!(returned(&denied, "error").as_deref(), Some("access_denied"));
    assert!(again.text("#consent-allow").is_some());
}

#[tokio::test]
async fn a_form_without_a_decision_is_no_consent() {
    let (_app, client, visitor) = set_up().await;
    let page = visitor
        .walk(&AuthorizeRequest::legacy(&client).path())
        .await
        .page();

    let undecided = visitor.submit(&page, "#consent-allow", &[]).await.client();

    assert_eq!(
        returned(&undecided, "error").as_deref(),
        Some("access_denied")
    );
}

#[tokio::test]
async fn more_scopes_need_consent_again_and_fewer_do_not() {
    let (_app, client, visitor) = set_up().await;
    let asking = |scope| {
        AuthorizeRequest::legacy(&client)
            .with("scope", scope)
            .path()
    };

    let page = visitor.walk(&asking("openid email")).await.page();
    let arrived = visitor.submit(&page, "#consent-allow", &ALLOW).await;
    assert!(matches!(arrived, Landing::Client(_)), "{arrived:?}");
    let fewer = visitor.walk(&asking("openid")).await.client();
    let more = visitor.walk(&asking("openid phone")).await.page();
    let arrived = visitor.submit(&more, "#consent-allow", &ALLOW).await;
    assert!(matches!(arrived, Landing::Client(_)), "{arrived:?}");
    let all = visitor.walk(&asking("openid email phone")).await.client();

    assert!(returned(&fewer, "code").is_some());
    assert!(returned(&all, "code").is_some());
}

#[tokio::test]
async fn prompt_consent_asks_again_even_a_first_party() {
    let (app, client, visitor) = set_up().await;
    let chat = app.add_rocketchat().await;
    let asking = |client| {
        AuthorizeRequest::legacy(client)
            .with("prompt", "consent")
            .path()
    };
    let first = visitor.walk(&asking(&client)).await.page();
    let arrived = visitor.submit(&first, "#consent-allow", &ALLOW).await;
    assert!(matches!(arrived, Landing::Client(_)), "{arrived:?}");

    for client in [&client, &chat] {
        let page = visitor.walk(&asking(client)).await.page();
        let arrived = visitor
            .submit(&page, "#consent-allow", &ALLOW)
            .await
            .client();

        assert!(returned(&arrived, "code").is_some());
    }
}

#[tokio::test]
async fn consent_of_one_person_does_not_count_for_another() {
    let (app, client, visitor) = set_up().await;
    app.add_user("bob").await;
    let request = AuthorizeRequest::legacy(&client).path();
    let page = visitor.walk(&request).await.page();
    let arrived = visitor.submit(&page, "#consent-allow", &ALLOW).await;
    assert!(matches!(arrived, Landing::Client(_)), "{arrived:?}");

    let bob = app.visitor();
    bob.sign_in("bob").await;

    assert!(
        bob.walk(&request)
            .await
            .page()
            .text("#consent-allow")
            .is_some()
    );
}

#[tokio::test]
async fn a_consent_form_works_for_its_own_browser_only() {
    let (app, client, visitor) = set_up().await;
    app.add_user("bob").await;
    let bob = app.visitor();
    bob.sign_in("bob").await;
    let page = visitor
        .walk(&AuthorizeRequest::legacy(&client).path())
        .await
        .page();

    let stolen = bob.submit_once(&page, "#consent-allow", &ALLOW).await;
    let forged = visitor
        .submit_once(&page, "#consent-allow", &[("form_token", "x")])
        .await;
    let cross = visitor
        .http
        .post(visitor.address("/consent"))
        .form(&page.form_with("#consent-allow").1);
    let cross = visitor
        .send(
            cross
                .header("origin", "https://evil.example")
                .header("sec-fetch-site", "cross-site"),
        )
        .await;

    assert_eq!(
        [stolen.status, forged.status, cross.status].map(|s| s.as_u16()),
        [403; 3]
    );
    assert_eq!(consents(&app).await, 0);
}

#[tokio::test]
async fn a_session_that_ended_meanwhile_has_to_sign_in_before_consent_counts() {
    let (app, client, visitor) = set_up().await;
    let alice = app.accounts.user_by_login("alice").await.unwrap().unwrap();
    let page = visitor
        .walk(&AuthorizeRequest::legacy(&client).path())
        .await
        .page();
    app.accounts
        .end_everything(&Administrator::operator(), alice.id)
        .await
        .unwrap();

    let late = visitor.submit_once(&page, "#consent-allow", &ALLOW).await;

    assert!(
        !late.location().starts_with("https://app.example.org"),
        "{:?}",
        late.headers
    );
    assert_eq!(consents(&app).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_32_consents_to_one_request_one_gets_a_code() {
    let (app, client, visitor) = set_up().await;
    let page = visitor
        .walk(&AuthorizeRequest::legacy(&client).path())
        .await
        .page();

    let mut posts = JoinSet::new();
    for _ in 0..32 {
        let (visitor, page) = (visitor.clone(), page.clone());
        posts.spawn(async move { visitor.submit(&page, "#consent-allow", &ALLOW).await });
    }
    let mut codes = Vec::new();
    for landing in posts.join_all().await {
        match landing {
            Landing::Client(arrived) => codes.push(code_of(&arrived)),
            Landing::Page(page) => assert!(page.problem().is_some(), "{}", page.body),
        }
    }

    assert_eq!(codes.len(), 1, "{codes:?}");
    assert_eq!(app.redeem(&client, &codes[0]).await.status, 200);
    assert_eq!(consents(&app).await, 1);
}

/// How often the trail says that somebody agreed.
async fn consents(app: &TestApp) -> usize {
    app.trail()
        .await
        .iter()
        .filter(|line| *line == "consent ok")
        .count()
}
