//! `id_token_hint` and `sub` in `claims`: a request for one person is answered for no other.

use gantry_core::Seconds;
use gantry_core::client::{ClientSettings, SubjectSettings, SubjectType};
use gantry_test_support::{AuthorizeRequest, RocketChatClient, TestApp};
use serde_json::json;
use url::Url;

use crate::well_known::id_token::id_token;
use crate::wire::returned;

fn settings(kind: SubjectType) -> ClientSettings {
    ClientSettings {
        redirect_uris: vec!["https://app.example.org/callback".parse().unwrap()],
        consent: false,
        subject: SubjectSettings {
            kind,
            ..SubjectSettings::default()
        },
        ..ClientSettings::default()
    }
}

async fn set_up(kind: SubjectType) -> (TestApp, RocketChatClient) {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    app.add_user("bob").await;
    let client = app.add_client("App", settings(kind)).await;
    (app, client)
}

fn hinting(client: &RocketChatClient, hint: &str) -> AuthorizeRequest {
    AuthorizeRequest::legacy(client).with("id_token_hint", hint)
}

fn silent(request: AuthorizeRequest) -> String {
    request.with("prompt", "none").path()
}

fn error(arrived: &Url) -> Option<String> {
    returned(arrived, "error")
}

#[tokio::test]
async fn a_hint_for_who_is_signed_in_is_answered_without_a_page_however_old_it_is() {
    for kind in SubjectType::ALL {
        let (app, client) = set_up(kind).await;
        let hint = id_token(&app, &client).await;
        app.advance(Seconds::days(40));
        let alice = app.visitor();
        alice.sign_in("alice").await;

        let arrived = alice.walk(&silent(hinting(&client, &hint))).await.client();

        assert!(returned(&arrived, "code").is_some(), "{kind:?}: {arrived}");
    }
}

#[tokio::test]
async fn a_hint_for_somebody_else_is_login_required_or_the_login_page() {
    for kind in SubjectType::ALL {
        let (app, client) = set_up(kind).await;
        let hint = id_token(&app, &client).await;
        let bob = app.visitor();
        bob.sign_in("bob").await;

        let refused = bob.walk(&silent(hinting(&client, &hint))).await.client();
        let login = bob.walk(&hinting(&client, &hint).path()).await.page();
        let arrived = bob.log_in(&login, "alice").await.client();

        assert_eq!(error(&refused).as_deref(), Some("login_required"));
        let text = login.text("main").unwrap();
        assert!(
            text.contains("somebody else than bob Example"),
            "{kind:?}: {text}"
        );
        assert_eq!(login.attribute("#username", "value").as_deref(), Some(""));
        assert!(returned(&arrived, "code").is_some(), "{kind:?}: {arrived}");
    }
}

#[tokio::test]
async fn whoever_signs_in_for_a_request_that_is_for_somebody_else_is_refused() {
    let (app, client) = set_up(SubjectType::Public).await;
    let hint = id_token(&app, &client).await;
    let bob = app.visitor();

    let login = bob.walk(&hinting(&client, &hint).path()).await.page();
    let arrived = bob.log_in(&login, "bob").await.client();

    assert_eq!(error(&arrived).as_deref(), Some("access_denied"));
    assert_eq!(returned(&arrived, "state").as_deref(), Some("c3RhdGU="));
    assert_eq!(returned(&arrived, "code"), None);
    let trail = app.trail().await;
    assert!(
        trail.contains(&"authorize another_person".to_owned()),
        "{trail:?}"
    );
}

#[tokio::test]
async fn a_hint_that_is_not_ours_or_not_this_clients_is_an_invalid_request() {
    let (app, client) = set_up(SubjectType::Public).await;
    let ours = id_token(&app, &client).await;
    let other = app.add_client("Other", settings(SubjectType::Public)).await;
    let changed = ours.replace('.', ".e30");
    let payload = ours.split('.').nth(1).unwrap();
    let unsigned = format!("eyJhbGciOiJub25lIn0.{payload}.");
    let alice = app.visitor();
    alice.sign_in("alice").await;

    for (client, hint, reason) in [
        (&client, changed.as_str(), "id_token_hint_unknown"),
        (&client, &unsigned, "id_token_hint_unknown"),
        (&client, "a.b.c", "id_token_hint_unknown"),
        (&other, &ours, "id_token_hint_of_another_client"),
    ] {
        let arrived = alice.walk(&hinting(client, hint).path()).await.client();

        assert_eq!(
            error(&arrived).as_deref(),
            Some("invalid_request"),
            "{hint}"
        );
        let trail = app.trail().await;
        assert!(trail.contains(&format!("authorize {reason}")), "{trail:?}");
    }
}

#[tokio::test]
async fn a_sub_asked_for_by_value_is_answered_for_that_person_only() {
    let (app, client) = set_up(SubjectType::Public).await;
    let alice = app.accounts.user_by_login("alice").await.unwrap().unwrap();
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    let asking = |half: &str, sub: serde_json::Value| {
        let claims = json!({ half: { "sub": sub } }).to_string();
        silent(AuthorizeRequest::legacy(&client).with("claims", &claims))
    };
    let own = alice.subject.as_str();

    for half in ["id_token", "userinfo"] {
        let other = visitor.walk(&asking(half, json!({"value": "x"}))).await;
        let listed = visitor
            .walk(&asking(half, json!({"values": ["x", own]})))
            .await;
        let any = visitor.walk(&asking(half, json!(null))).await;

        assert_eq!(error(&other.client()).as_deref(), Some("login_required"));
        assert!(returned(&listed.client(), "code").is_some(), "{half}");
        assert!(returned(&any.client(), "code").is_some(), "{half}");
    }
}
