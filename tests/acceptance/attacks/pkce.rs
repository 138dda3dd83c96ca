//! Row 6: PKCE can neither be left out nor watered down.

use gantry_core::client::ClientSettings;
use gantry_test_support::{AuthorizeRequest, RocketChatClient, TestApp};

use crate::browser::{Browser, sent};

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const WRONG: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

/// What the client sends to the authorization endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Challenge {
    None,
    Plain,
    S256,
}

impl Challenge {
    fn request(self, client: &RocketChatClient) -> AuthorizeRequest {
        let request = AuthorizeRequest::legacy(client);
        match self {
            Self::None => request,
            Self::Plain => request
                .with("code_challenge", VERIFIER)
                .with("code_challenge_method", "plain"),
            Self::S256 => request
                .with("code_challenge", CHALLENGE)
                .with("code_challenge_method", "S256"),
        }
    }
}

/// What comes of one cell of the table: the token endpoint's word, or the authorization endpoint's.
async fn outcome(
    app: &TestApp,
    client: &RocketChatClient,
    challenge: Challenge,
    verifier: Option<&str>,
) -> String {
    let mut browser = Browser::signed_in(app, "alice").await;
    let answer = browser.start(&challenge.request(client)).await;
    let Some(code) = sent(&answer, "code") else {
        return format!("at once {}", sent(&answer, "error").unwrap_or_default());
    };
    let field = verifier.map(|verifier| ("code_verifier", verifier));
    let answer = app.redeem_with(client, &code, field.as_slice()).await;
    if answer.status == 200 {
        "200 tokens".to_owned()
    } else {
        answer.status_and_error()
    }
}

async fn table(app: &TestApp, client: &RocketChatClient) -> Vec<String> {
    let mut rows = Vec::new();
    for challenge in [Challenge::None, Challenge::Plain, Challenge::S256] {
        let mut cells = Vec::new();
        for verifier in [None, Some(WRONG), Some(VERIFIER)] {
            cells.push(outcome(app, client, challenge, verifier).await);
        }
        rows.push(format!("{challenge:?}: {}", cells.join(" | ")));
    }
    rows
}

#[tokio::test]
async fn advisory_06_a_client_with_a_secret_gets_tokens_in_two_cells_of_nine() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;

    let table = table(&app, &client).await;

    assert_eq!(
        table,
        [
            "None: 200 tokens | 400 invalid_grant | 400 invalid_grant",
            "Plain: at once invalid_request | at once invalid_request | at once invalid_request",
            "S256: 400 invalid_grant | 400 invalid_grant | 200 tokens",
        ]
    );
}

#[tokio::test]
async fn advisory_06_a_client_without_a_secret_gets_tokens_in_one_cell_of_nine() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let settings = ClientSettings {
        public: true,
        consent: false,
        redirect_uris: vec!["https://chat.example.org/callback".parse().unwrap()],
        ..ClientSettings::default()
    };
    let client = app.add_client("Native", settings).await;

    let table = table(&app, &client).await;

    assert_eq!(
        table,
        [
            "None: at once invalid_request | at once invalid_request | at once invalid_request",
            "Plain: at once invalid_request | at once invalid_request | at once invalid_request",
            "S256: 400 invalid_grant | 400 invalid_grant | 200 tokens",
        ]
    );
}

#[tokio::test]
async fn advisory_06_a_challenge_of_no_known_method_is_refused() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    let mut browser = Browser::signed_in(&app, "alice").await;
    let challenge = AuthorizeRequest::legacy(&client).with("code_challenge", CHALLENGE);
    let requests = [
        challenge.clone(),
        challenge.clone().with("code_challenge_method", "s256"),
        challenge.clone().with("code_challenge_method", "none"),
        challenge
            .clone()
            .with("code_challenge_method", "S256")
            .with("code_challenge", "short"),
        challenge
            .without("code_challenge")
            .with("code_challenge_method", "S256"),
    ];

    for request in requests {
        let answer = browser.start(&request).await;
        assert_eq!(
            sent(&answer, "error").as_deref(),
            Some("invalid_request"),
            "{request:?}"
        );
        assert_eq!(sent(&answer, "code"), None, "{request:?}");
    }
}

#[tokio::test]
async fn advisory_06_a_code_cannot_be_tried_again_after_a_wrong_verifier() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    let code = app.code(&Challenge::S256.request(&client), "alice").await;

    let wrong = app
        .redeem_with(&client, &code, &[("code_verifier", WRONG)])
        .await;
    let right = app
        .redeem_with(&client, &code, &[("code_verifier", VERIFIER)])
        .await;

    assert_eq!(wrong.status_and_error(), "400 invalid_grant");
    assert_eq!(right.status_and_error(), "400 invalid_grant");
}
