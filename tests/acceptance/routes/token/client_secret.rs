//! Client authentication: one secret, every way of sending it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gantry_accounts::permissions::Administrator;
use gantry_core::client::ClientSettings;
use gantry_test_support::{AuthorizeRequest, Page, RocketChatClient, TestApp};

use crate::wire::{
    FORM, JSON, METEOR, encode_uri_component, legacy_body, legacy_header, legacy_payload,
    post_token, raw_basic,
};

/// What no code could be: whoever hears this was recognised as the client.
pub(crate) const RECOGNISED: &str = "400 invalid_grant";
const STRANGER: &str = "401 invalid_client";

pub(crate) async fn by_header(app: &TestApp, client: &RocketChatClient, header: &str) -> Page {
    let headers = [FORM, JSON, METEOR, ("Authorization", header)];
    post_token(app, "", &headers, &legacy_body(client, "unknown")).await
}

fn with_secret(client: &RocketChatClient, secret: &str) -> RocketChatClient {
    RocketChatClient {
        secret: secret.to_owned(),
        ..client.clone()
    }
}

#[tokio::test]
async fn rc_oauth_08_one_client_may_use_post_and_basic_by_turns() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    let request = AuthorizeRequest::legacy(&client);

    for _ in 0..2 {
        let posted = legacy_payload(&app, &client, &app.code(&request, "alice").await).await;
        let basic = legacy_header(&app, &client, &app.code(&request, "alice").await).await;

        assert_eq!(posted.status, 200, "{}", posted.body);
        assert_eq!(basic.status, 200, "{}", basic.body);
    }
}

#[tokio::test]
async fn rc_oauth_29_id_and_secret_in_the_body_are_enough_and_are_checked() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    let code = app.code(&AuthorizeRequest::legacy(&client), "alice").await;
    let last = client.secret.chars().last().unwrap();
    let other = client
        .secret
        .replace(last, if last == 'A' { "B" } else { "A" });

    let wrong = legacy_payload(&app, &with_secret(&client, &other), &code).await;
    let none = legacy_payload(&app, &with_secret(&client, ""), &code).await;
    let right = legacy_payload(&app, &client, &code).await;

    assert_eq!(wrong.status_and_error(), STRANGER);
    assert_eq!(none.status_and_error(), STRANGER);
    assert_eq!(wrong.header("www-authenticate"), "");
    assert_eq!(right.status, 200, "{}", right.body);
}

#[tokio::test]
async fn rc_oauth_30_basic_with_raw_id_and_secret_is_enough_and_is_checked() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    let code = app.code(&AuthorizeRequest::legacy(&client), "alice").await;
    let body = legacy_body(&client, &code);
    assert!(
        !body.contains("client_id") && !body.contains("client_secret"),
        "{body}"
    );

    let wrong = by_header(&app, &client, &raw_basic(&with_secret(&client, "wrong"))).await;
    let right = legacy_header(&app, &client, &code).await;

    assert_eq!(wrong.status_and_error(), STRANGER);
    assert_eq!(wrong.header("www-authenticate"), "Basic realm=\"gantry\"");
    assert_eq!(right.status, 200, "{}", right.body);
}

#[tokio::test]
async fn basic_in_any_spelling_is_read_and_nonsense_is_refused() {
    let app = TestApp::start().await;
    let client = app.add_rocketchat().await;
    let pair = STANDARD.encode(format!("{}:{}", client.id, client.secret));

    for header in [
        format!("Basic {pair}"),
        format!("basic {pair}"),
        format!("BASIC  {pair}"),
    ] {
        assert_eq!(
            by_header(&app, &client, &header).await.status_and_error(),
            RECOGNISED
        );
    }
    for header in [
        format!("Bearer {pair}"),
        format!("Basic {}", &pair[1..]),
        "Basic".to_owned(),
        "Basic !!!".to_owned(),
        format!("Basic {}", STANDARD.encode("no colon")),
        format!("Basic {}", STANDARD.encode(b"\xff\xfe:\xff")),
        format!("Basic {}", STANDARD.encode(format!("{}:", client.id))),
    ] {
        assert_eq!(
            by_header(&app, &client, &header).await.status_and_error(),
            STRANGER,
            "{header}"
        );
    }
}

#[tokio::test]
async fn a_header_without_the_word_basic_needs_the_clients_switch() {
    let app = TestApp::start().await;
    let strict = app.add_rocketchat().await;
    let lenient = app
        .add_rocketchat_with(|settings| settings.bare_authorization = true)
        .await;
    let bare = |client: &RocketChatClient| raw_basic(client).replace("Basic ", "");

    let refused = by_header(&app, &strict, &bare(&strict)).await;
    let recognised = by_header(&app, &lenient, &bare(&lenient)).await;
    let wrong = by_header(&app, &lenient, &bare(&with_secret(&lenient, "wrong"))).await;

    assert_eq!(refused.status_and_error(), STRANGER);
    assert_eq!(recognised.status_and_error(), RECOGNISED);
    assert_eq!(wrong.status_and_error(), STRANGER);
    assert!(
        app.trail()
            .await
            .contains(&"token basic_missing".to_owned())
    );
}

#[tokio::test]
async fn two_authentications_at_once_are_refused() {
    let app = TestApp::start().await;
    let (client, other) = (app.add_rocketchat().await, app.add_rocketchat().await);
    let basic = raw_basic(&client);
    let headers = [FORM, ("Authorization", basic.as_str())];
    let id = |client: &RocketChatClient| format!("&client_id={}", client.id);
    let secret = format!("&client_secret={}", encode_uri_component(&client.secret));
    let body = legacy_body(&client, "unknown");

    let both = post_token(
        &app,
        "",
        &headers,
        &format!("{body}{}{secret}", id(&client)),
    )
    .await;
    let differs = post_token(&app, "", &headers, &format!("{body}{}", id(&other))).await;
    let same = post_token(&app, "", &headers, &format!("{body}{}", id(&client))).await;

    assert_eq!(both.status_and_error(), "400 invalid_request");
    assert_eq!(differs.status_and_error(), "400 invalid_request");
    assert_eq!(same.status_and_error(), RECOGNISED);
}

#[tokio::test]
async fn a_public_client_has_no_secret_and_a_disabled_client_no_access() {
    let app = TestApp::start().await;
    let client = app.add_rocketchat().await;
    let settings = ClientSettings {
        public: true,
        redirect_uris: client.client.settings.redirect_uris.clone(),
        ..ClientSettings::default()
    };
    let public = app.add_client("Phone", settings).await;
    let operator = Administrator::operator();

    let invented = legacy_payload(&app, &with_secret(&public, "invented"), "unknown").await;
    let plain = app.redeem(&public, "unknown").await;
    app.accounts
        .set_client_disabled(&operator, client.client.id, true)
        .await
        .unwrap();
    let disabled = legacy_payload(&app, &client, "unknown").await;

    assert_eq!(invented.status_and_error(), STRANGER);
    assert_eq!(plain.status_and_error(), RECOGNISED);
    assert_eq!(disabled.status_and_error(), STRANGER);
    assert!(
        app.trail()
            .await
            .contains(&"token client_disabled".to_owned())
    );
}
