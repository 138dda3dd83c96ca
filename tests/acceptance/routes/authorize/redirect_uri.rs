//! Where the answer goes: registered addresses only, compared as text.

use gantry_core::client::ClientSettings;
use gantry_test_support::{AuthorizeRequest, RocketChatClient, TestApp};

use crate::wire::{code_of, encode_uri_component, legacy_address, legacy_payload, returned};

fn with_redirect(client: &RocketChatClient, presented: &str) -> String {
    let registered = encode_uri_component(&client.redirect_uri);
    legacy_address(client, "s").replace(&registered, &encode_uri_component(presented))
}

#[tokio::test]
async fn rc_oauth_04_the_callback_is_compared_as_exact_text() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;

    let registered = visitor.walk(&legacy_address(&client, "s")).await.client();

    assert_eq!(registered.path(), "/_oauth/authentik");
    for other in [
        "https://chat.example.org/_oauth/authentik/",
        "https://chat.example.org/_oauth/Authentik",
        "https://chat.example.org/_oauth/authentik?",
        "https://chat.example.org/_oauth/authentik?close=",
        "https://chat.example.org/_oauth/authentik?open",
        "https://chat.example.org/_oauth/authentik#",
        "https://chat.example.org:443/_oauth/authentik",
        "https://CHAT.example.org/_oauth/authentik",
        "https://chat.example.org/_oauth/%61uthentik",
        "https://chat.example.org/x/../_oauth/authentik",
        "https://chat.example.org@evil.example.com/_oauth/authentik",
        "https://chat.example.org.evil.example.com/_oauth/authentik",
        "http://chat.example.org/_oauth/authentik",
    ] {
        let page = visitor.get(&with_redirect(&client, other)).await;

        assert_eq!(
            (page.status.as_u16(), page.location()),
            (400, ""),
            "{other}"
        );
        assert_eq!(
            page.problem().as_deref(),
            Some("redirect_uri_mismatch"),
            "{other}"
        );
    }
}

#[tokio::test]
async fn rc_oauth_05_the_close_twin_keeps_its_query() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    let twin = "https://chat.example.org/_oauth/authentik?close";

    let answer = visitor.get(&with_redirect(&client, twin)).await;
    let failure = with_redirect(&client, twin).replace("response_type=code", "response_type=x");
    let failed = visitor.get(&failure).await;

    assert!(
        answer.location().starts_with(&format!("{twin}&code=")),
        "{}",
        answer.location()
    );
    assert!(
        answer.location().ends_with("&state=s"),
        "{}",
        answer.location()
    );
    assert!(
        failed.location().starts_with(&format!("{twin}&error=")),
        "{}",
        failed.location()
    );
    let code = code_of(&answer.location().parse().unwrap());
    let as_twin = RocketChatClient {
        redirect_uri: twin.to_owned(),
        ..client
    };
    assert_eq!(legacy_payload(&app, &as_twin, &code).await.status, 200);
}

#[tokio::test]
async fn rc_oauth_21_an_unproven_address_gets_a_page_that_prints_what_came() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    let wrong = "https://chat.example.com:3000/_oauth/authentik";
    let visitor = app.visitor();
    visitor.sign_in("alice").await;

    let redirect = visitor.get(&with_redirect(&client, wrong)).await;
    let unknown = legacy_address(&client, "s").replace(&client.id, "not-registered.at_all");
    let unknown = visitor.get(&unknown).await;
    let nothing = visitor.get("/application/o/authorize/").await;

    for (page, reason) in [
        (&redirect, "redirect_uri_mismatch"),
        (&unknown, "unknown_client"),
        (&nothing, "unknown_client"),
    ] {
        assert_eq!((page.status.as_u16(), page.location()), (400, ""));
        assert_eq!(page.problem().as_deref(), Some(reason));
        assert!(page.text("#problem-code").is_some(), "{}", page.body);
    }
    let shown = redirect.text("#problem").unwrap();
    assert!(shown.contains("Team chat"), "{shown}");
    assert!(shown.replace("nothing here", "").contains(wrong), "{shown}");
    assert!(
        shown
            .replace("nothing here", "")
            .contains(&client.redirect_uri),
        "{shown}"
    );
    assert!(
        unknown
            .text("#problem")
            .unwrap()
            .contains("not-registered.at_all")
    );
    let trail = app.trail().await;
    assert!(
        trail.contains(&"authorize redirect_uri_mismatch".to_owned()),
        "{trail:?}"
    );
    assert!(
        trail.contains(&"authorize unknown_client".to_owned()),
        "{trail:?}"
    );
}

#[tokio::test]
async fn what_a_problem_page_prints_is_text_and_never_markup() {
    let app = TestApp::start().await;
    let client = app.add_rocketchat().await;
    let visitor = app.visitor();
    let evil = "https://x/<script>alert(1)</script><h1 id=evil>";

    let redirect = visitor.get(&with_redirect(&client, evil)).await;
    let unknown = format!(
        "/application/o/authorize/?client_id={}",
        encode_uri_component(evil)
    );
    let unknown = visitor.get(&unknown).await;

    for page in [redirect, unknown] {
        assert_eq!(page.status, 400);
        assert_eq!(page.text("#evil"), None, "{}", page.body);
        assert!(!page.body.contains("<script>alert"), "{}", page.body);
    }
}

#[tokio::test]
async fn a_request_without_a_redirect_uri_is_not_sent_to_the_only_one() {
    let app = TestApp::start().await;
    let client = app.add_rocketchat().await;

    let request = AuthorizeRequest::legacy(&client).without("redirect_uri");
    let page = app.visitor().get(&request.path()).await;

    assert_eq!((page.status.as_u16(), page.location()), (400, ""));
    assert_eq!(page.problem().as_deref(), Some("redirect_uri_mismatch"));
}

#[tokio::test]
async fn a_native_client_may_use_any_port_of_its_own_machine_and_no_other_may() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let settings = |public| ClientSettings {
        public,
        redirect_uris: vec!["http://127.0.0.1:7000/back".parse().unwrap()],
        consent: false,
        ..ClientSettings::default()
    };
    let native = app.add_client("Native", settings(true)).await;
    let site = app.add_client("Site", settings(false)).await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    for (client, presented, arrives) in [
        (&native, "http://127.0.0.1:49152/back", true),
        (&native, "http://127.0.0.1/back", true),
        (&native, "http://127.0.0.1:49152/elsewhere", false),
        (&native, "http://localhost:49152/back", false),
        (&site, "http://127.0.0.1:49152/back", false),
        (&site, "http://127.0.0.1:7000/back", true),
    ] {
        let request = AuthorizeRequest::legacy(client)
            .with("redirect_uri", presented)
            .with("code_challenge", challenge)
            .with("code_challenge_method", "S256");
        let answer = visitor.get(&request.path()).await;

        assert_eq!(
            answer.location().starts_with(presented),
            arrives,
            "{presented}"
        );
        let to = answer.location().parse().ok();
        assert_eq!(
            to.and_then(|to| returned(&to, "code")).is_some(),
            arrives,
            "{presented}"
        );
    }
}
