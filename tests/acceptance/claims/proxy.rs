//! Behind a reverse proxy: every address comes from the configured public URL, none from a header.

use gantry_test_support::{AuthorizeRequest, PASSWORD, Page, TestApp, Visitor};
use reqwest::RequestBuilder;
use serde_json::Value;

use crate::calls::{id_token_payload, userinfo_address};

/// What a hostile client, or a proxy of another mind, says of where it is.
fn hostile(request: RequestBuilder) -> RequestBuilder {
    request
        .header("host", "evil.example")
        .header("x-forwarded-host", "evil.example")
        .header("x-forwarded-proto", "gopher")
        .header("x-forwarded-prefix", "/evil")
        .header("x-original-url", "https://evil.example/")
        .header("forwarded", "host=evil.example;proto=gopher")
}

async fn get(visitor: &Visitor, address: &str) -> Page {
    visitor
        .send(hostile(visitor.http.get(visitor.address(address))))
        .await
}

fn assert_clean(page: &Page) {
    let headers = format!("{:?}", page.headers);
    for text in [&page.body, &headers] {
        assert!(
            !text.contains("evil") && !text.contains("gopher"),
            "{}: {text}",
            page.url
        );
    }
}

#[tokio::test]
async fn rc_oauth_72_discovery_names_the_public_url_whatever_the_headers_say() {
    let app = TestApp::start().await;
    let chat = app.add_rocketchat().await;
    let second = app.second_node().await;
    let paths = [
        "/.well-known/openid-configuration".to_owned(),
        "/.well-known/oauth-authorization-server".to_owned(),
        format!(
            "/application/o/{}/.well-known/openid-configuration",
            chat.client.slug
        ),
    ];

    for node in [&app, &second] {
        for path in &paths {
            let document = app
                .call(hostile(node.http.get(format!("{}{path}", node.url))))
                .await;

            assert_eq!(document.status, 200, "{path}");
            assert_clean(&document);
            for (name, value) in document.json().as_object().unwrap() {
                let is_address = value.as_str().is_some_and(|text| text.starts_with("http"));
                assert!(
                    !is_address || value.as_str().unwrap().starts_with(&app.url),
                    "{name}"
                );
            }
        }
    }
}

#[tokio::test]
async fn rc_oauth_72_a_whole_sign_in_works_and_names_no_address_from_a_header() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let chat = app.add_rocketchat().await;
    let visitor = app.visitor();
    let request = AuthorizeRequest::legacy(&chat);

    let mut page = get(&visitor, &request.path()).await;
    while page.status.is_redirection() {
        assert_clean(&page);
        assert!(page.location().starts_with('/'), "{}", page.location());
        page = get(&visitor, page.location()).await;
    }
    assert_clean(&page);
    let (action, mut fields) = page.form_with("#login-submit");
    fields.retain(|(name, _)| name != "username" && name != "password");
    fields.push(("username".to_owned(), "alice".to_owned()));
    fields.push(("password".to_owned(), PASSWORD.to_owned()));
    let post = visitor.http.post(visitor.address(&action)).form(&fields);
    let signed_in = visitor.send(hostile(post).header("origin", &app.url)).await;
    assert_clean(&signed_in);
    let sent = get(&visitor, signed_in.location()).await;

    assert_clean(&sent);
    assert!(
        sent.location()
            .starts_with("https://chat.example.org/_oauth/authentik?code=")
    );
}

#[tokio::test]
async fn rc_oauth_72_browser_and_server_hear_of_one_issuer() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let chat = app.add_rocketchat().await;
    let code = app.code(&AuthorizeRequest::legacy(&chat), "alice").await;
    let second = app.second_node().await;
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", &chat.redirect_uri),
        ("client_id", &chat.id),
        ("client_secret", &chat.secret),
    ];

    let token = second
        .http
        .post(format!("{}/application/o/token/", second.url))
        .form(&fields);
    let tokens: Value = app.call(hostile(token)).await.json();
    let access_token = tokens["access_token"].as_str().unwrap();
    let userinfo = hostile(
        app.http
            .get(userinfo_address(&app))
            .bearer_auth(access_token),
    );

    assert_eq!(id_token_payload(&tokens)["iss"], app.url);
    assert_eq!(app.call(userinfo).await.status, 200);
}

#[tokio::test]
async fn rc_oauth_72_problem_pages_and_logout_name_no_address_from_a_header() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let chat = app.add_rocketchat().await;
    let visitor = app.visitor();
    let unregistered = AuthorizeRequest::legacy(&chat).with("redirect_uri", "https://x.example/");
    let logout = format!("/application/o/end-session/?client_id={}", chat.id);

    for path in [
        &*unregistered.path(),
        &*logout,
        "/login",
        "/logged-out",
        "/apps",
        "/nowhere",
    ] {
        assert_clean(&get(&visitor, path).await);
    }
}
