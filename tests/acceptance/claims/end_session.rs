//! Signing out at the request of an application, which for Rocket.Chat is a script without an ID
//! token: <https://openid.net/specs/openid-connect-rpinitiated-1_0.html#RPLogout>

use gantry_test_support::{AuthorizeRequest, Landing, RocketChatClient, TestApp, Visitor};
use url::Url;

const HOME: &str = "https://chat.example.org/";

/// The address that the logout script opens.
fn logout_address(parameters: &[(&str, &str)]) -> String {
    let mut url = Url::parse("http://x/application/o/end-session/").unwrap();
    url.query_pairs_mut().extend_pairs(parameters);
    format!("{}?{}", url.path(), url.query().unwrap())
}

/// A browser that is signed in, and an ID token for its person.
async fn signed_in(app: &TestApp, chat: &RocketChatClient, username: &str) -> (Visitor, String) {
    let visitor = app.visitor();
    let request = AuthorizeRequest::legacy(chat);
    let arrived = app.arrive(&visitor, &request, username).await;
    let code = arrived.parameter("code").unwrap();
    let tokens = app.redeem(chat, &code).await.json();
    (visitor, tokens["id_token"].as_str().unwrap().to_owned())
}

async fn is_signed_in(visitor: &Visitor) -> bool {
    visitor.get("/apps").await.status == 200
}

#[tokio::test]
async fn rc_oauth_67_the_logout_script_asks_first_and_then_leads_back() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let chat = app.add_rocketchat().await;
    let (visitor, _) = signed_in(&app, &chat, "alice").await;
    let parameters = [
        ("client_id", &*chat.id),
        ("post_logout_redirect_uri", HOME),
        ("state", "a b&c=d"),
    ];

    let question = visitor.walk(&logout_address(&parameters)).await.page();
    let before = is_signed_in(&visitor).await;
    let back = visitor
        .submit(&question, "#logout-yes", &[("decision", "yes")])
        .await;

    assert!(question.text("h1").is_some() && question.body.contains("Team chat"));
    assert!(before);
    assert_eq!(
        back.client().as_str(),
        "https://chat.example.org/?state=a%20b%26c%3Dd"
    );
    assert!(!is_signed_in(&visitor).await);
}

#[tokio::test]
async fn rc_oauth_67_who_says_no_stays_signed_in() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let chat = app.add_rocketchat().await;
    let (visitor, _) = signed_in(&app, &chat, "alice").await;
    let parameters = [("client_id", &*chat.id), ("post_logout_redirect_uri", HOME)];

    let question = visitor.walk(&logout_address(&parameters)).await.page();
    let landing = visitor
        .submit(&question, "#logout-no", &[("decision", "no")])
        .await;

    assert!(matches!(landing, Landing::Page(_)));
    assert!(is_signed_in(&visitor).await);
}

#[tokio::test]
async fn rc_oauth_67_who_is_not_signed_in_is_led_back_at_once() {
    let app = TestApp::start().await;
    let chat = app.add_rocketchat().await;
    let parameters = [("client_id", &*chat.id), ("post_logout_redirect_uri", HOME)];

    let back = app
        .visitor()
        .walk(&logout_address(&parameters))
        .await
        .client();

    assert_eq!(back.as_str(), HOME);
}

#[tokio::test]
async fn rc_oauth_67_an_unregistered_address_is_a_problem_and_ends_nothing() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let chat = app.add_rocketchat().await;
    let (visitor, hint) = signed_in(&app, &chat, "alice").await;

    for address in [
        "https://evil.example/",
        "https://chat.example.org/x",
        "https://chat.example.org",
    ] {
        let parameters = [
            ("id_token_hint", &*hint),
            ("post_logout_redirect_uri", address),
        ];
        let page = visitor.walk(&logout_address(&parameters)).await.page();

        assert_eq!(page.status, 400, "{address}");
        assert_eq!(
            page.problem().as_deref(),
            Some("redirect_uri_mismatch"),
            "{address}"
        );
    }
    assert!(is_signed_in(&visitor).await);
}

#[tokio::test]
async fn an_id_token_of_the_person_signs_out_without_a_question() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let chat = app.add_rocketchat().await;
    let (visitor, hint) = signed_in(&app, &chat, "alice").await;
    let parameters = [
        ("id_token_hint", &*hint),
        ("post_logout_redirect_uri", HOME),
        ("state", "s1"),
    ];

    let back = visitor.walk(&logout_address(&parameters)).await.client();

    assert_eq!(back.as_str(), "https://chat.example.org/?state=s1");
    assert!(!is_signed_in(&visitor).await);
}

#[tokio::test]
async fn an_id_token_is_a_good_hint_long_after_it_ran_out() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let chat = app.add_rocketchat().await;
    let (visitor, hint) = signed_in(&app, &chat, "alice").await;
    let parameters = [
        ("id_token_hint", &*hint),
        ("post_logout_redirect_uri", HOME),
    ];

    app.advance(gantry_core::Seconds::hours(2));
    let back = visitor.walk(&logout_address(&parameters)).await.client();

    assert_eq!(back.as_str(), HOME);
}

#[tokio::test]
async fn an_id_token_of_somebody_else_signs_nobody_out_unasked() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    app.add_user("bob").await;
    let chat = app.add_rocketchat().await;
    let (alice, _) = signed_in(&app, &chat, "alice").await;
    let (_, bobs) = signed_in(&app, &chat, "bob").await;
    let parameters = [
        ("id_token_hint", &*bobs),
        ("post_logout_redirect_uri", HOME),
    ];

    let question = alice.walk(&logout_address(&parameters)).await.page();

    assert!(question.attribute("#logout-yes", "value").is_some());
    assert!(is_signed_in(&alice).await);
}

#[tokio::test]
async fn a_forged_id_token_is_a_problem_and_ends_nothing() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let chat = app.add_rocketchat().await;
    let (visitor, hint) = signed_in(&app, &chat, "alice").await;
    let (signed, _) = hint.rsplit_once('.').unwrap();
    let forged = format!("{signed}.AAAA");

    let page = visitor
        .walk(&logout_address(&[("id_token_hint", &forged)]))
        .await
        .page();

    assert_eq!(page.status, 400);
    assert!(page.problem().is_some());
    assert!(is_signed_in(&visitor).await);
}
