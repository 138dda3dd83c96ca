//! What an application may ask to be answered with, and where its answers and errors stand.

use gantry_core::client::{ClientSettings, ResponseType};
use gantry_test_support::{Arrival, AuthorizeRequest, Place, RocketChatClient, TestApp, Visitor};

pub(super) const CALLBACK: &str = "https://app.example.org/callback?tenant=7";

/// A client that may ask for every response type, and Alice signed in.
pub(super) async fn set_up() -> (TestApp, RocketChatClient, Visitor) {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = every_type(&app, |_| {}).await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    (app, client, visitor)
}

/// A client that may ask for every response type.
pub(super) async fn every_type(
    app: &TestApp,
    change: impl FnOnce(&mut ClientSettings),
) -> RocketChatClient {
    let mut settings = ClientSettings {
        redirect_uris: vec![CALLBACK.parse().unwrap()],
        response_types: ResponseType::ALL.into(),
        consent: false,
        ..ClientSettings::default()
    };
    change(&mut settings);
    app.add_client("App", settings).await
}

/// A sound request for a response type.
pub(super) fn asking(client: &RocketChatClient, kind: &str) -> AuthorizeRequest {
    AuthorizeRequest::legacy(client)
        .with("response_type", kind)
        .with("nonce", "n-1")
        .with("state", "s 1+ä")
}

pub(super) async fn arrived(visitor: &Visitor, request: &AuthorizeRequest) -> Arrival {
    Arrival::read(visitor.walk(&request.path()).await)
}

#[tokio::test]
async fn each_type_is_answered_with_what_it_names_and_nothing_else() {
    let (app, client, visitor) = set_up().await;
    let token = ["access_token", "token_type", "expires_in", "scope"];

    for kind in ResponseType::ALL {
        let answer = arrived(&visitor, &asking(&client, kind.as_str())).await;

        let mut expected = vec!["state", "iss"];
        expected.extend(kind.has_code().then_some("code"));
        expected.extend(kind.has_id_token().then_some("id_token"));
        expected.extend(kind.has_token().then_some(token).into_iter().flatten());
        if answer.place == Place::Query {
            expected.push("tenant");
        }
        assert_eq!(answer.names(), expected.into_iter().collect(), "{kind}");
        assert_eq!(answer.get("state"), Some("s 1+ä"), "{kind}");
        assert_eq!(answer.get("iss"), Some(app.url.as_str()), "{kind}");
    }
}

#[tokio::test]
async fn answers_with_tokens_stand_in_the_fragment_and_the_registered_query_is_kept() {
    let (_app, client, visitor) = set_up().await;

    for kind in ResponseType::ALL {
        let answer = arrived(&visitor, &asking(&client, kind.as_str())).await;

        let place = match kind {
            ResponseType::Code | ResponseType::None => Place::Query,
            _ => Place::Fragment,
        };
        assert_eq!(answer.place, place, "{kind}");
        assert!(answer.address.starts_with(CALLBACK), "{answer:?}");
        if place == Place::Fragment {
            assert_eq!(answer.address, CALLBACK, "{kind}");
        }
    }
}

#[tokio::test]
async fn the_words_of_a_response_type_come_in_any_order() {
    let (_app, client, visitor) = set_up().await;

    let answer = arrived(&visitor, &asking(&client, "token id_token code")).await;
    let twice = arrived(&visitor, &asking(&client, "code code")).await;

    assert!(answer.get("code").is_some() && answer.get("id_token").is_some());
    assert_eq!(twice.get("error"), Some("unsupported_response_type"));
}

#[tokio::test]
async fn every_mode_that_fits_the_type_is_used_and_query_is_refused_for_tokens() {
    let (_app, client, visitor) = set_up().await;

    for kind in ResponseType::ALL {
        let tokens = kind.has_token() || kind.has_id_token();
        for (mode, place) in [
            ("query", Place::Query),
            ("fragment", Place::Fragment),
            ("form_post", Place::Form),
        ] {
            let request = asking(&client, kind.as_str()).with("response_mode", mode);
            let answer = arrived(&visitor, &request).await;

            if tokens && mode == "query" {
                assert_eq!(answer.get("error"), Some("invalid_request"), "{kind}");
                assert_eq!(answer.place, Place::Fragment, "{kind}");
            } else {
                assert_eq!(answer.get("error"), None, "{kind} {mode}");
                assert_eq!(answer.place, place, "{kind} {mode}");
            }
        }
    }
}

#[tokio::test]
async fn a_mode_that_nobody_knows_is_refused_where_the_answer_would_have_gone() {
    let (app, client, visitor) = set_up().await;

    for mode in ["jwt", "form_post.jwt", "FORM_POST", "web_message"] {
        for (kind, place) in [("code", Place::Query), ("id_token", Place::Fragment)] {
            let request = asking(&client, kind).with("response_mode", mode);
            let answer = arrived(&visitor, &request).await;

            assert_eq!(answer.get("error"), Some("invalid_request"), "{mode}");
            assert_eq!(answer.get("state"), Some("s 1+ä"), "{mode}");
            assert_eq!(answer.place, place, "{mode}");
        }
    }
    let trail = app.trail().await;
    assert!(trail.contains(&"authorize response_mode_unsupported".to_owned()));
}

#[tokio::test]
async fn a_type_that_the_client_may_not_use_is_refused_by_its_own_error() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = every_type(&app, |settings| {
        settings.response_types = ClientSettings::default().response_types;
    })
    .await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;

    for kind in ResponseType::ALL
        .into_iter()
        .filter(|kind| *kind != ResponseType::Code)
    {
        let answer = arrived(&visitor, &asking(&client, kind.as_str())).await;

        assert_eq!(answer.get("error"), Some("unauthorized_client"), "{kind}");
        let tokens = kind.has_token() || kind.has_id_token();
        assert_eq!(answer.place == Place::Fragment, tokens, "{kind}");
    }
    let unknown = arrived(&visitor, &asking(&client, "token")).await;
    assert_eq!(unknown.get("error"), Some("unsupported_response_type"));
    assert_eq!(unknown.place, Place::Fragment);
    let trail = app.trail().await;
    assert!(trail.contains(&"authorize response_type_not_allowed".to_owned()));
    assert!(trail.contains(&"authorize response_type_unsupported".to_owned()));
}

#[tokio::test]
async fn a_request_without_a_type_is_refused_in_the_query_or_in_a_form() {
    let (_app, client, visitor) = set_up().await;
    let request = asking(&client, "code").without("response_type");

    let plain = arrived(&visitor, &request).await;
    let posted = arrived(&visitor, &request.with("response_mode", "form_post")).await;

    assert_eq!(plain.get("error"), Some("invalid_request"));
    assert_eq!(plain.place, Place::Query);
    assert_eq!(posted.get("error"), Some("invalid_request"));
    assert_eq!(posted.place, Place::Form);
    assert_eq!(posted.address, CALLBACK);
}

#[tokio::test]
async fn the_type_none_says_only_that_the_person_is_there() {
    let (app, client, visitor) = set_up().await;
    let silent = asking(&client, "none").with("prompt", "none");

    let stranger = arrived(&app.visitor(), &silent).await;
    let there = arrived(&visitor, &silent).await;

    assert_eq!(stranger.get("error"), Some("login_required"));
    assert_eq!(there.get("error"), None);
    assert_eq!(there.get("code"), None);
    assert_eq!(app.trail().await[0], "authorize ok");
}
