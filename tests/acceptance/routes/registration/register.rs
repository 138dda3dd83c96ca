//! What a client is told once it is registered.

use gantry_test_support::{AuthorizeRequest, RocketChatClient};
use serde_json::{Value, json};

use super::{key_set, open, registered, text, with};

#[tokio::test]
async fn a_client_is_told_everything_of_itself_and_its_secret_once() {
    let app = open().await;

    let told = registered(&app, &with(&json!({ "unheard_of": [1] }))).await;

    assert_eq!(text(&told, "client_name"), "Wiki");
    assert_eq!(
        told["redirect_uris"],
        json!(["https://wiki.example.org/cb"])
    );
    assert_eq!(told["response_types"], json!(["code"]));
    assert_eq!(told["grant_types"], json!(["authorization_code"]));
    assert_eq!(
        text(&told, "token_endpoint_auth_method"),
        "client_secret_basic"
    );
    assert_eq!(text(&told, "id_token_signed_response_alg"), "RS256");
    assert_eq!(text(&told, "subject_type"), "public");
    assert_eq!(text(&told, "application_type"), "web");
    assert!(text(&told, "client_secret").len() >= 43);
    assert_eq!(told["client_secret_expires_at"], json!(0));
    assert!(told["client_id_issued_at"].as_i64().unwrap() > 1_700_000_000);
    let address = format!(
        "{}/application/o/register/{}",
        app.url,
        text(&told, "client_id")
    );
    assert_eq!(text(&told, "registration_client_uri"), address);
    assert!(told["registration_access_token"].is_string());
    assert!(told.get("unheard_of").is_none());
    assert!(app.trail().await.contains(&"client_added ok".to_owned()));
}

#[tokio::test]
async fn every_member_comes_back_as_it_was_registered() {
    let app = open().await;
    let said = with(&json!({
        "application_type": "web",
        "client_uri": "https://wiki.example.org/",
        "logo_uri": "https://wiki.example.org/logo.png",
        "policy_uri": "https://wiki.example.org/policy",
        "tos_uri": "https://wiki.example.org/terms",
        "contacts": ["admin@example.org"],
        "software_id": "4NRB1-0XZABZI9E6-5SM3R",
        "software_version": "2.1",
        "response_types": ["code", "code id_token"],
        "grant_types": ["authorization_code", "refresh_token", "implicit"],
        "scope": "openid email",
        "default_max_age": 3600,
        "default_acr_values": ["1"],
        "initiate_login_uri": "https://wiki.example.org/start",
        "request_uris": ["https://wiki.example.org/request.jwt#part"],
        "request_object_signing_alg": "PS256",
        "require_signed_request_object": true,
        "require_pushed_authorization_requests": true,
        "token_endpoint_auth_method": "private_key_jwt",
        "token_endpoint_auth_signing_alg": "RS256",
        "jwks": key_set(),
        "subject_type": "pairwise",
        "id_token_signed_response_alg": "ES256",
        "id_token_encrypted_response_alg": "RSA-OAEP-256",
        "id_token_encrypted_response_enc": "A256GCM",
        "userinfo_signed_response_alg": "RS256",
        "userinfo_encrypted_response_alg": "RSA-OAEP-256",
        "userinfo_encrypted_response_enc": "A128CBC-HS256",
        "post_logout_redirect_uris": ["https://wiki.example.org/bye"],
        "backchannel_logout_uri": "https://wiki.example.org/back",
        "backchannel_logout_session_required": true,
        "frontchannel_logout_uri": "https://wiki.example.org/front",
        "frontchannel_logout_session_required": false,
    }));

    let told = registered(&app, &said).await;

    for (member, value) in said.as_object().unwrap() {
        assert_eq!(&told[member], value, "{member}");
    }
    assert!(told.get("client_secret").is_none());
    assert!(told.get("client_secret_expires_at").is_none());
}

#[tokio::test]
async fn a_public_client_has_no_secret() {
    let app = open().await;

    let told = registered(
        &app,
        &with(&json!({ "token_endpoint_auth_method": "none" })),
    )
    .await;

    assert_eq!(text(&told, "token_endpoint_auth_method"), "none");
    assert!(told.get("client_secret").is_none());
}

#[tokio::test]
async fn a_registered_client_signs_people_in_after_they_agreed() {
    let app = open().await;
    app.add_user("alice").await;
    let told = registered(
        &app,
        &with(&json!({ "token_endpoint_auth_method": "client_secret_post" })),
    )
    .await;
    let id = text(&told, "client_id").to_owned();
    let stored = app.accounts.client_by_client_id(&id.parse().unwrap()).await;
    let client = RocketChatClient {
        client: stored.unwrap().unwrap(),
        secret: text(&told, "client_secret").to_owned(),
        redirect_uri: "https://wiki.example.org/cb".to_owned(),
        id,
    };
    let visitor = app.visitor();

    let asked = app
        .arrive(&visitor, &AuthorizeRequest::legacy(&client), "alice")
        .await
        .page();
    let agreed = visitor
        .submit(&asked, "#consent-allow", &[("decision", "allow")])
        .await;
    let code = agreed.parameter("code").unwrap();
    let tokens = app.redeem(&client, &code).await;

    assert_eq!(tokens.status, 200, "{}", tokens.body);
    assert!(client.client.settings.consent);
}

#[tokio::test]
async fn names_may_be_shared_and_slugs_are_not() {
    let app = open().await;
    let ids: Vec<Value> = vec![
        registered(&app, &super::metadata()).await["client_id"].clone(),
        registered(&app, &super::metadata()).await["client_id"].clone(),
    ];

    let mut slugs = Vec::new();
    for id in &ids {
        let id = id.as_str().unwrap().parse().unwrap();
        let client = app.accounts.client_by_client_id(&id).await.unwrap();
        slugs.push(client.unwrap().slug.to_string());
    }

    assert_eq!(slugs, ["wiki", "wiki-2"]);
}

#[tokio::test]
async fn a_client_without_a_name_is_called_by_its_host() {
    let app = open().await;

    let told = registered(
        &app,
        &json!({ "redirect_uris": ["https://wiki.example.org/cb"] }),
    )
    .await;

    assert_eq!(text(&told, "client_name"), "wiki.example.org");
}
