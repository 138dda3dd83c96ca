//! What may happen once happens once, however many ask at the same time.

use gantry_core::client::ClientSettings;
use gantry_test_support::{Answer, AuthorizeRequest, RocketChatClient, TestApp};
use tokio::task::JoinSet;

use crate::wire::{VERIFIER, code_of, modern_address};

const MANY: usize = 32;

/// The same token request many times at once, over connections of their own.
async fn at_once(app: &TestApp, fields: &[(&str, &str)]) -> Vec<Answer> {
    let mut requests = JoinSet::new();
    for _ in 0..MANY {
        let url = format!("{}/application/o/token/", app.url);
        let request = app.http.post(url).form(fields);
        requests.spawn(async move {
            gantry_test_support::Page::read(request.send().await.unwrap()).await
        });
    }
    requests.join_all().await
}

fn successes(answers: &[Answer]) -> Vec<serde_json::Value> {
    let mut successes = Vec::new();
    for answer in answers {
        match answer.status.as_u16() {
            200 => successes.push(answer.json()),
            _ => assert_eq!(answer.status_and_error(), "400 invalid_grant"),
        }
    }
    successes
}

#[tokio::test(flavor = "multi_thread")]
async fn of_32_redemptions_of_a_code_one_wins() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    let visitor = app.visitor();
    visitor.sign_in("alice").await;

    for pkce in [false, true] {
        let request = AuthorizeRequest::legacy(&client).path();
        let request = if pkce {
            modern_address(&client)
        } else {
            request
        };
        let code = code_of(&visitor.walk(&request).await.client());
        let mut fields = credentials(&client).to_vec();
        fields.extend([
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", client.redirect_uri.as_str()),
        ]);
        if pkce {
            fields.push(("code_verifier", VERIFIER));
        }

        let winners = successes(&at_once(&app, &fields).await);

        assert_eq!(winners.len(), 1, "with PKCE: {pkce}");
        // The 31 others are replays, so that the winner's token ended with them.
        let token = winners[0]["access_token"].as_str().unwrap();
        assert_eq!(app.userinfo(token).await.status, 401);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_32_refreshes_one_rotates_and_one_gets_a_sibling_and_the_family_lives() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let settings = ClientSettings {
        redirect_uris: vec!["https://app.example.org/callback".parse().unwrap()],
        consent: false,
        ..ClientSettings::default()
    };
    let client = app.add_client("App", settings).await;
    let request = AuthorizeRequest::legacy(&client).with("scope", "openid offline_access");
    let first = app
        .redeem(&client, &app.code(&request, "alice").await)
        .await
        .json();

    let refresh = |token: &serde_json::Value| {
        let mut fields = credentials(&client)
            .map(|(name, value)| (name, value.to_owned()))
            .to_vec();
        fields.push(("grant_type", "refresh_token".to_owned()));
        fields.push(("refresh_token", token.as_str().unwrap().to_owned()));
        fields
    };
    let fields = refresh(&first["refresh_token"]);
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let winners = successes(&at_once(&app, &fields).await);

    assert_eq!(winners.len(), 2, "one rotation and one sibling");
    assert_ne!(winners[0]["refresh_token"], winners[1]["refresh_token"]);
    for winner in &winners {
        let token = winner["access_token"].as_str().unwrap();
        assert_eq!(app.userinfo(token).await.status, 200, "the family lives");
        let fields = refresh(&winner["refresh_token"]);
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        assert_eq!(app.token(&fields).await.status, 200, "and goes on");
    }
    assert!(
        !app.trail()
            .await
            .contains(&"token refresh_replayed".to_owned())
    );
}

fn credentials(client: &RocketChatClient) -> [(&'static str, &str); 2] {
    [
        ("client_id", client.id.as_str()),
        ("client_secret", client.secret.as_str()),
    ]
}
