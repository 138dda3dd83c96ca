//! What an administrator gives a client that registered itself is not for whoever holds its
//! registration access token.

use gantry_accounts::permissions::Administrator;
use gantry_core::client::{ClientSettings, GrantType};
use gantry_test_support::TestApp;
use reqwest::Method;
use serde_json::{Value, json};

use super::manage::{call, changed};
use super::{key_set, metadata, open, registered, text};

async fn give(app: &TestApp, told: &Value, gift: fn(&mut ClientSettings)) {
    let id = text(told, "client_id").parse().unwrap();
    let before = app.accounts.client_by_client_id(&id).await.unwrap();
    let before = before.unwrap();
    let mut after = before.clone();
    gift(&mut after.settings);
    let operator = Administrator::operator();
    let given = app.accounts.change_client(&operator, &before, after);
    Box::pin(given).await.unwrap();
}

#[tokio::test]
async fn whoever_got_a_privilege_keeps_addresses_keys_and_method() {
    let gifts: [fn(&mut ClientSettings); 3] = [
        |settings| settings.consent = false,
        |settings| settings.tokens.serves.push("urn:example:api".to_owned()),
        |settings| {
            settings.grants.insert(GrantType::TokenExchange);
        },
    ];
    for gift in gifts {
        let app = open().await;
        let told = registered(&app, &metadata()).await;
        give(&app, &told, gift).await;
        let elsewhere = ["https://wiki.example.org/cb", "https://evil.example/cb"];
        for greedy in [
            json!({ "redirect_uris": elsewhere }),
            json!({ "jwks": key_set() }),
            json!({ "token_endpoint_auth_method": "client_secret_post" }),
            json!({ "backchannel_logout_uri": "https://evil.example/out" }),
        ] {
            let body = changed(&told, &greedy);
            let answer = call(&app, &told, Method::PUT, Some(&body)).await;

            assert_eq!(
                answer.status_and_error(),
                "400 invalid_client_metadata",
                "{greedy}"
            );
        }
        let trail = app.trail().await;
        assert!(
            trail.contains(&"client_changed metadata_refused".to_owned()),
            "{trail:?}"
        );
    }
}

#[tokio::test]
async fn what_leads_nowhere_may_still_change() {
    let app = open().await;
    let told = registered(&app, &metadata()).await;
    give(&app, &told, |settings| settings.consent = false).await;

    let body = changed(&told, &json!({ "client_name": "Our wiki" }));
    let answer = call(&app, &told, Method::PUT, Some(&body)).await;

    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(text(&answer.json(), "client_name"), "Our wiki");
}

#[tokio::test]
async fn nobody_gets_a_new_secret_of_a_client_with_privileges() {
    let app = open().await;
    let told = registered(&app, &metadata()).await;
    give(&app, &told, |settings| settings.consent = false).await;
    let id = text(&told, "client_id").parse().unwrap();
    let client = app.accounts.client_by_client_id(&id).await.unwrap();
    let client = client.unwrap();
    let operator = Administrator::operator();
    for secret in app.accounts.client_secrets(client.id).await.unwrap() {
        let removed = app
            .accounts
            .remove_client_secret(&operator, client.id, secret.id);
        removed.await.unwrap();
    }

    let body = changed(&told, &json!({ "client_name": "Our wiki" }));
    let answer = call(&app, &told, Method::PUT, Some(&body)).await;

    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(answer.json().get("client_secret").is_none());
}
