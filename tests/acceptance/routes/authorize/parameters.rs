//! Parameters that are repeated, too long, no text, or not supported: refused, never guessed at.

use gantry_test_support::{Arrival, AuthorizeRequest, RocketChatClient, TestApp, Visitor};

use crate::wire::{legacy_address, returned};

async fn set_up() -> (TestApp, RocketChatClient, Visitor) {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    (app, client, visitor)
}

#[tokio::test]
async fn a_repeated_parameter_is_refused_at_the_client() {
    let (app, client, visitor) = set_up().await;
    let path = legacy_address(&client, "s");

    for repeated in [
        "scope=openid",
        "response_type=code",
        "nonce=a&nonce=a",
        "foo=1&foo=2",
    ] {
        let arrived = visitor.walk(&format!("{path}&{repeated}")).await.client();

        assert_eq!(
            returned(&arrived, "error").as_deref(),
            Some("invalid_request"),
            "{repeated}"
        );
        assert_eq!(
            returned(&arrived, "state").as_deref(),
            Some("s"),
            "{repeated}"
        );
    }
    assert!(
        app.trail()
            .await
            .contains(&"authorize parameter_repeated".to_owned())
    );
}

#[tokio::test]
async fn a_repeated_state_is_refused_and_neither_of_them_comes_back() {
    let (_app, client, visitor) = set_up().await;

    let path = format!("{}&state=other", legacy_address(&client, "s"));
    let arrived = visitor.walk(&path).await.client();

    assert_eq!(
        returned(&arrived, "error").as_deref(),
        Some("invalid_request")
    );
    assert_eq!(returned(&arrived, "state"), None);
}

#[tokio::test]
async fn a_repeated_client_or_address_is_refused_on_a_page() {
    let (_app, client, visitor) = set_up().await;
    let path = legacy_address(&client, "s");

    for repeated in [
        format!("client_id={}", client.id),
        "redirect_uri=https%3A%2F%2Fevil.example".to_owned(),
    ] {
        let page = visitor.get(&format!("{path}&{repeated}")).await;

        assert_eq!(
            (page.status.as_u16(), page.location()),
            (400, ""),
            "{repeated}"
        );
        assert!(page.problem().is_some(), "{}", page.body);
    }
}

#[tokio::test]
async fn resource_and_audience_may_be_repeated_and_unknown_parameters_are_ignored() {
    let (_app, client, visitor) = set_up().await;
    let further = "resource=https%3A%2F%2Fa&resource=https%3A%2F%2Fb&audience=x&audience=y\
        &ui_color=red&claims=%7B%7D&display=popup&acr_values=1&empty=";

    let path = format!("{}&{further}", legacy_address(&client, "s"));

    assert!(returned(&visitor.walk(&path).await.client(), "code").is_some());
}

#[tokio::test]
async fn what_is_no_text_is_refused() {
    let (app, client, visitor) = set_up().await;
    let path = legacy_address(&client, "s");

    for bytes in [
        "nonce=%FF%FE",
        "scope2=%C3%28",
        "%FF=x",
        "login_hint=%ED%A0%80",
    ] {
        let arrived = visitor.walk(&format!("{path}&{bytes}")).await.client();

        assert_eq!(
            returned(&arrived, "error").as_deref(),
            Some("invalid_request"),
            "{bytes}"
        );
    }
    let client_id = visitor.get("/application/o/authorize/?client_id=%FF").await;
    assert_eq!((client_id.status.as_u16(), client_id.location()), (400, ""));
    assert!(
        app.trail()
            .await
            .contains(&"authorize parameter_not_utf8".to_owned())
    );
}

#[tokio::test]
async fn what_is_too_long_or_too_much_is_refused() {
    let (_app, client, visitor) = set_up().await;
    let path = legacy_address(&client, "s");
    let many = "&p=".repeat(70);

    for further in [format!("&x={}", "x".repeat(8193)), many] {
        let arrived = visitor.walk(&format!("{path}{further}")).await.client();

        assert_eq!(
            returned(&arrived, "error").as_deref(),
            Some("invalid_request")
        );
        assert_eq!(returned(&arrived, "state").as_deref(), Some("s"));
    }
}

#[tokio::test]
async fn zero_bytes_break_nothing() {
    let (_app, client, visitor) = set_up().await;
    let path = legacy_address(&client, "s");

    let unknown = visitor.get("/application/o/authorize/?client_id=%00").await;
    let address = AuthorizeRequest::legacy(&client)
        .with("redirect_uri", "https://x/\0")
        .path();
    let address = visitor.get(&address).await;
    let nonce = visitor.get(&format!("{path}&nonce=a%00b")).await;
    let hint = login_with_zeros(&visitor, &format!("{path}&prompt=login&login_hint=a%00b")).await;

    assert_eq!(unknown.status, 400);
    assert_eq!(address.status, 400);
    let nonce = returned(&nonce.location().parse().unwrap(), "error");
    assert_eq!(nonce.as_deref(), Some("invalid_request"));
    assert_eq!(hint, 200);
}

async fn login_with_zeros(visitor: &Visitor, path: &str) -> u16 {
    let login = visitor.walk(path).await.page();
    assert_eq!(login.status, 200);
    let zero = [("username", "al\0ice"), ("password", "x\0y")];
    let refused = visitor.submit_once(&login, "#login-submit", &zero).await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    login.status.as_u16()
}

#[tokio::test]
async fn an_empty_parameter_counts_as_left_out() {
    let (_app, client, visitor) = set_up().await;

    let path = format!(
        "{}&code_challenge=&nonce=&prompt=&max_age=",
        legacy_address(&client, "")
    );
    let arrived = visitor.walk(&path).await.client();

    assert!(returned(&arrived, "code").is_some());
    assert_eq!(returned(&arrived, "state"), None);
}

#[tokio::test]
async fn every_response_type_but_code_and_every_unknown_response_mode_is_refused() {
    let (_app, client, visitor) = set_up().await;
    let request = AuthorizeRequest::legacy(&client);

    for (name, value, error) in [
        ("response_type", "token", "unsupported_response_type"),
        ("response_type", "id_token", "unauthorized_client"),
        ("response_type", "code id_token", "unauthorized_client"),
        ("response_type", "none", "unauthorized_client"),
        ("response_mode", "query.jwt", "invalid_request"),
    ] {
        let landing = visitor
            .walk(&request.clone().with(name, value).path())
            .await;

        let arrived = Arrival::read(landing);
        assert_eq!(arrived.get("error"), Some(error), "{name}={value}");
    }
    let query = visitor
        .walk(&request.with("response_mode", "query").path())
        .await
        .client();
    assert!(returned(&query, "code").is_some());
}

#[tokio::test]
async fn rc_oauth_09_nothing_that_only_discovery_announces_is_required() {
    let (app, client, visitor) = set_up().await;

    // No pushed request, no signed request, no DPoP proof, no client certificate: just this.
    let arrived = visitor.walk(&legacy_address(&client, "s")).await.client();
    let answer = app
        .redeem(&client, &returned(&arrived, "code").unwrap())
        .await;
    let metadata = app
        .visitor()
        .get("/.well-known/openid-configuration")
        .await
        .json();

    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.json()["token_type"], "Bearer");
    for required in [
        "require_pushed_authorization_requests",
        "require_signed_request_object",
        "tls_client_certificate_bound_access_tokens",
        "dpop_bound_access_tokens",
    ] {
        assert!(metadata[required].as_bool() != Some(true), "{required}");
    }
}
