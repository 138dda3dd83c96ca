//! Row 3: five years of wildcards and double encodings elsewhere. Here there are no wildcards, and
//! what an address would mean after decoding, or after walking its dots, does not matter.

use gantry_core::client::ClientSettings;
use gantry_core::redirect_uri::RedirectUri;
use gantry_test_support::{AuthorizeRequest, RocketChatClient, TestApp};

const STAR: &str = "https://wiki.example.org/app/*";
const PLAIN: &str = "https://wiki.example.org/app/callback";

/// What got through somewhere, kept for ever.
const CORPUS: [&str; 30] = [
    "https://wiki.example.org/app/anything",
    "https://wiki.example.org/app/",
    "https://wiki.example.org/app/**",
    "https://wiki.example.org/app/*/callback",
    "https://wiki.example.org/app/../evil",
    "https://wiki.example.org/app/%2e%2e/evil",
    "https://wiki.example.org/app/%252e%252e/evil",
    "https://wiki.example.org/app/%252E%252E%252Fevil",
    "https://wiki.example.org/app/..%2fevil",
    "https://wiki.example.org/app/..%5cevil",
    "https://wiki.example.org/app/..\\evil",
    "https://wiki.example.org/app/..;/evil",
    "https://wiki.example.org/app/.%00./evil",
    "https://wiki.example.org/app/%2a",
    "https://wiki.example.org/app/%252a",
    "https://wiki.example.org/app/call%62ack",
    "https://wiki.example.org/app/call%2562ack",
    "https://wiki.example.org/app//callback",
    "https://wiki.example.org/app/./callback",
    "https://wiki.example.org/app/x/../callback",
    "https://wiki.example.org/app/callback/",
    "https://wiki.example.org/app/callback%20",
    "https://wiki.example.org/app/callback%23@evil.example",
    "https://wiki.example.org/app/callback?next=https://evil.example",
    "https://wiki.example.org@evil.example/app/callback",
    "https://wiki.example.org%40evil.example/app/callback",
    "https://wiki.example.org:443/app/callback",
    "https://WIKI.example.org/app/callback",
    "https://xwiki.example.org/app/callback",
    "https://evil.example/https://wiki.example.org/app/callback",
];

async fn wiki(app: &TestApp) -> RocketChatClient {
    let registered = || vec![PLAIN.parse().unwrap(), STAR.parse().unwrap()];
    let settings = ClientSettings {
        redirect_uris: registered(),
        post_logout_redirect_uris: registered(),
        consent: false,
        ..ClientSettings::default()
    };
    app.add_client("Wiki", settings).await
}

#[test]
fn advisory_03_a_star_is_a_star() {
    let star: RedirectUri = STAR.parse().unwrap();

    assert!(star.is(STAR));
    for other in CORPUS {
        assert!(!star.is(other), "{other}");
    }
    for host in [
        "https://*.example.org/cb",
        "https://*/cb",
        "https://wiki.*/cb",
    ] {
        // Whether or not such a host can be written down, it stands for no other.
        if let Ok(registered) = host.parse::<RedirectUri>() {
            assert!(!registered.is("https://wiki.example.org/cb"), "{host}");
        }
    }
}

#[tokio::test]
async fn advisory_03_no_spelling_of_an_address_is_answered() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = wiki(&app).await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;

    for other in CORPUS {
        for mode in ["query", "fragment", "form_post"] {
            let request = AuthorizeRequest::legacy(&client)
                .with("redirect_uri", other)
                .with("response_mode", mode);
            let page = visitor.get(&request.path()).await;
            assert_eq!(page.location(), "", "{other}");
            let problem = page.problem();
            assert_eq!(problem.as_deref(), Some("redirect_uri_mismatch"), "{other}");
        }
    }
}

#[tokio::test]
async fn advisory_03_no_spelling_of_an_address_can_be_pushed() {
    let app = TestApp::start().await;
    let client = wiki(&app).await;
    let address = format!("{}/application/o/par/", app.url);

    for other in CORPUS {
        let request = AuthorizeRequest::legacy(&client).with("redirect_uri", other);
        let mut fields = request.fields();
        fields.push(("client_secret", &client.secret));
        let answer = app.call(app.http.post(&address).form(&fields)).await;
        assert_eq!(answer.status, 400, "{other}: {}", answer.body);
    }
}

#[tokio::test]
async fn advisory_03_no_spelling_of_an_address_is_gone_to_after_a_sign_out() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = wiki(&app).await;
    let code = app.code(&AuthorizeRequest::legacy(&client), "alice").await;
    let tokens = app.redeem(&client, &code).await.json();
    let hint = tokens["id_token"].as_str().unwrap();

    for other in CORPUS {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("id_token_hint", hint), ("post_logout_redirect_uri", other)])
            .finish();
        let page = app
            .visitor()
            .get(&format!("/application/o/end-session/?{query}"))
            .await;
        assert_eq!(page.location(), "", "{other}");
        assert!(!page.status.is_redirection(), "{other}");
    }
}
