//! Secrets in the address of a token request: refused, and told apart from other faults.

use gantry_store::audit::{self, AuditFilter};
use gantry_test_support::{AuthorizeRequest, RocketChatClient, TestApp};

use crate::wire::{FORM, METEOR, encode_uri_component, legacy_body, post_token, raw_basic};

#[tokio::test]
async fn rc_oauth_43_rocketchat_6_3_0_is_refused_and_named_in_the_trail() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    let code = app.code(&AuthorizeRequest::legacy(&client), "alice").await;

    // 6.3.0 puts everything into the address and leaves the body empty.
    let query = format!("?{}{}", legacy_body(&client, &code), credentials(&client));
    let answer = post_token(&app, &query, &[METEOR], "").await;

    assert_eq!(answer.status_and_error(), "400 invalid_request");
    let description = answer.json()["error_description"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(description.contains("Rocket.Chat 6.3.0"), "{description}");
    assert_eq!(app.trail().await[0], "token parameters_in_url");
    let mut conn = app.accounts.store().read().await.unwrap();
    let line = audit::list(&mut conn, AuditFilter::All, None, 1)
        .await
        .unwrap()
        .remove(0);
    assert!(
        line.detail.contains("known Rocket.Chat 6.3.0 bug"),
        "{}",
        line.detail
    );
    assert!(!line.detail.contains(&code) && !line.detail.contains(&client.secret));
}

#[tokio::test]
async fn rc_oauth_43_one_secret_in_the_address_spoils_a_sound_body() {
    let app = TestApp::start().await;
    app.add_user("alice").await;
    let client = app.add_rocketchat().await;
    let basic = raw_basic(&client);
    let headers = [FORM, METEOR, ("Authorization", basic.as_str())];

    for name in ["client_secret", "code", "refresh_token", "code_verifier"] {
        let code = app.code(&AuthorizeRequest::legacy(&client), "alice").await;
        let query = format!("?{name}=x");
        let spoiled = post_token(&app, &query, &headers, &legacy_body(&client, &code)).await;
        let sound = post_token(&app, "", &headers, &legacy_body(&client, &code)).await;

        assert_eq!(spoiled.status_and_error(), "400 invalid_request", "{name}");
        assert_eq!(
            sound.status, 200,
            "{name} in the address must not use the code up"
        );
    }
}

#[tokio::test]
async fn other_parameters_in_the_address_say_nothing() {
    let app = TestApp::start().await;
    let client = app.add_rocketchat().await;
    let basic = raw_basic(&client);
    let headers = [FORM, METEOR, ("Authorization", basic.as_str())];

    let query = "?grant_type=authorization_code&client_id=x&source=proxy";
    let answer = post_token(&app, query, &headers, "").await;

    assert_eq!(answer.status_and_error(), "400 invalid_request");
    assert_eq!(app.trail().await[0], "token grant_type_missing");
}

fn credentials(client: &RocketChatClient) -> String {
    let secret = encode_uri_component(&client.secret);
    format!("&client_secret={secret}&client_id={}", client.id)
}
