//! A device without a browser, which asks for its tokens until somebody has agreed elsewhere.

use gantry_core::client::{GrantType, ResponseType};
use gantry_test_support::{RelyingParty, TestApp, call};
use openidconnect::core::CoreDeviceAuthorizationResponse;
use openidconnect::{
    DeviceAuthorizationUrl, DeviceCodeErrorResponseType, RequestTokenError, Scope, TokenResponse,
};
use serde_json::Value;

use crate::standards::add_application;

/// The endpoint, which the crate does not look for by itself.
async fn endpoint(app: &TestApp) -> DeviceAuthorizationUrl {
    let address = format!("{}/.well-known/openid-configuration", app.url);
    let document: Value = app.call(app.http.get(address)).await.json();
    let found = document["device_authorization_endpoint"].as_str().unwrap();
    DeviceAuthorizationUrl::new(found.to_owned()).unwrap()
}

#[tokio::test]
async fn a_device_gets_its_tokens_once_somebody_agreed() {
    let app = TestApp::start().await;
    let client = add_application(&app, |settings| {
        settings.grants = [GrantType::DeviceCode, GrantType::RefreshToken].into();
        settings.response_types = [ResponseType::Code].into();
    })
    .await;
    let alice = app.add_user("alice").await;
    let party = RelyingParty::discover(&app, &app.url, &client).await;
    let device = party
        .client()
        .clone()
        .set_device_authorization_url(endpoint(&app).await);
    let caller = |request| call(app.http.clone(), request);
    let begun: CoreDeviceAuthorizationResponse = device
        .exchange_device_code()
        .add_scope(Scope::new("profile".to_owned()))
        .request_async(&caller)
        .await
        .unwrap();

    // It asks too early: the crate waits its interval and gives up when its time is over.
    let early = device.exchange_device_access_token(&begun).unwrap();
    let waits = |pause| {
        assert!(pause >= std::time::Duration::from_secs(5));
        std::future::ready(())
    };
    let patience = Some(std::time::Duration::ZERO);
    let refused = early.request_async(&caller, waits, patience).await;
    let Err(RequestTokenError::ServerResponse(refusal)) = refused else {
        panic!("not refused: {refused:?}");
    };
    assert_eq!(*refusal.error(), DeviceCodeErrorResponseType::ExpiredToken);

    let visitor = app.visitor();
    visitor.sign_in("alice").await;
    let complete = begun.verification_uri_complete().unwrap().secret().clone();
    let typed = visitor.walk(&complete).await.page();
    let question = visitor.submit(&typed, "#device-continue", &[]).await.page();
    assert_eq!(
        question.text("#device-code").as_deref(),
        Some(begun.user_code().secret().as_str())
    );
    let allow = [("decision", "allow")];
    let done = visitor
        .submit(&question, "#device-allow", &allow)
        .await
        .page();
    let result = done.attribute("#device-done", "data-result");
    assert_eq!(result.as_deref(), Some("allowed"));

    app.advance(gantry_core::Seconds::new(60));
    let asks = device.exchange_device_access_token(&begun).unwrap();
    let tokens = asks.request_async(&caller, waits, None).await.unwrap();
    let finished = party.verified(tokens, None);
    assert_eq!(finished.claims.subject().as_str(), alice.subject.as_str());
    assert!(finished.tokens.id_token().is_some());
}
