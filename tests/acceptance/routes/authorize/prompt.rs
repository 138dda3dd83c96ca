//! What an application may ask to be asked: `prompt`, `max_age`, `login_hint`, `ui_locales`.

use gantry_core::Seconds;
use gantry_core::client::ClientSettings;
use gantry_test_support::{AuthorizeRequest, Landing, RocketChatClient, TestApp};

use crate::well_known::id_token;
use crate::wire::{code_of, returned};

async fn set_up(consent: bool) -> (TestApp, RocketChatClient) {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let settings = ClientSettings {
        redirect_uris: vec!["https://app.example.org/callback".parse().unwrap()],
        consent,
        ..ClientSettings::default()
    };
    let client = app.add_client("App", settings).await;
    (app, client)
}

fn asking(client: &RocketChatClient, prompt: &str) -> String {
    AuthorizeRequest::legacy(client)
        .with("prompt", prompt)
        .path()
}

#[tokio::test]
async fn prompt_none_never_shows_a_page() {
    let (app, client) = set_up(true).await;
    let visitor = app.visitor();

    let stranger = visitor.walk(&asking(&client, "none")).await.client();
    visitor.sign_in("alice").await;
    let unasked = visitor.walk(&asking(&client, "none")).await.client();
    let page = visitor
        .walk(&AuthorizeRequest::legacy(&client).path())
        .await
        .page();
    let arrived = visitor
        .submit(&page, "#consent-allow", &[("decision", "allow")])
        .await;
    assert!(matches!(arrived, Landing::Client(_)), "{arrived:?}");
    let allowed = visitor.walk(&asking(&client, "none")).await.client();

    assert_eq!(
        returned(&stranger, "error").as_deref(),
        Some("login_required")
    );
    assert_eq!(
        returned(&unasked, "error").as_deref(),
        Some("consent_required")
    );
    assert!(returned(&allowed, "code").is_some());
}

#[tokio::test]
async fn prompt_login_asks_for_the_password_once_more_and_only_once() {
    let (app, client) = set_up(false).await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    app.advance(Seconds::minutes(10));

    let login = visitor.walk(&asking(&client, "login")).await.page();
    let arrived = visitor.log_in(&login, "alice").await.client();

    let name = login.attribute("#username", "value");
    assert_eq!(
        name.as_deref(),
        Some("alice"),
        "who is known need not be typed"
    );
    let auth_time = async |arrived| {
        let answer = app.redeem(&client, &code_of(arrived)).await.json();
        id_token::claims(answer["id_token"].as_str().unwrap())["auth_time"]
            .as_i64()
            .unwrap()
    };
    let again = visitor
        .walk(&AuthorizeRequest::legacy(&client).path())
        .await
        .client();
    let (first, second) = (auth_time(&arrived).await, auth_time(&again).await);
    assert_eq!(first, second, "the new check is the session's");
    assert!(app.accounts.env().now().as_i64() - first < 60, "{first}");
}

#[tokio::test]
async fn max_age_asks_for_the_password_when_the_last_check_is_older() {
    let (app, client) = set_up(false).await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    let request = AuthorizeRequest::legacy(&client)
        .with("max_age", "600")
        .path();

    app.advance(Seconds::minutes(9));
    let young = visitor.walk(&request).await.client();
    app.advance(Seconds::minutes(2));
    let silent = visitor
        .walk(&format!("{request}&prompt=none"))
        .await
        .client();
    let login = visitor.walk(&request).await.page();
    let arrived = visitor.log_in(&login, "alice").await.client();
    let once_more = visitor.walk(&request).await.client();

    assert!(returned(&young, "code").is_some());
    assert_eq!(
        returned(&silent, "error").as_deref(),
        Some("login_required")
    );
    assert!(returned(&arrived, "code").is_some());
    assert!(returned(&once_more, "code").is_some());
}

#[tokio::test]
async fn max_age_zero_is_answered_after_one_login_and_not_asked_for_ever() {
    let (app, client) = set_up(false).await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    app.advance(Seconds::new(2));

    let request = AuthorizeRequest::legacy(&client)
        .with("max_age", "0")
        .path();
    let login = visitor.walk(&request).await.page();
    app.advance(Seconds::new(2));

    assert!(returned(&visitor.log_in(&login, "alice").await.client(), "code").is_some());
}

#[tokio::test]
async fn a_login_hint_fills_in_the_name_and_nothing_else() {
    let (app, client) = set_up(false).await;
    let hinted = |hint: &str| {
        AuthorizeRequest::legacy(&client)
            .with("login_hint", hint)
            .path()
    };

    let page = app
        .visitor()
        .walk(&hinted("alice@example.org"))
        .await
        .page();
    let evil = app.visitor().walk(&hinted("\"><b id=evil>")).await.page();
    let long = app.visitor().walk(&hinted(&"x".repeat(300))).await.page();

    assert_eq!(
        page.attribute("#username", "value").as_deref(),
        Some("alice@example.org")
    );
    assert_eq!(
        evil.attribute("#username", "value").as_deref(),
        Some("\"><b id=evil>")
    );
    assert_eq!(evil.text("#evil"), None);
    assert_eq!(long.attribute("#username", "value").as_deref(), Some(""));
}

#[tokio::test]
async fn ui_locales_choose_the_first_language_that_is_there() {
    let (app, client) = set_up(false).await;
    let speaking = |locales: &str| AuthorizeRequest::legacy(&client).with("ui_locales", locales);

    for (locales, language) in [
        ("de", "de"),
        ("fr de-AT en", "de"),
        ("en", "en"),
        ("xx", "en"),
    ] {
        let page = app.visitor().walk(&speaking(locales).path()).await.page();

        assert_eq!(
            page.attribute("html", "lang").as_deref(),
            Some(language),
            "{locales}"
        );
    }
}
