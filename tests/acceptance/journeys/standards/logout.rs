//! Sign-outs that begin at the application, and those that it hears of.

use std::str::FromStr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gantry_test_support::{RelyingParty, TestApp, Visitor, call, parameter};
use openidconnect::core::{CoreIdToken, CoreJwsSigningAlgorithm};
use openidconnect::{
    CsrfToken, IssuerUrl, JsonWebKey, LogoutRequest, PostLogoutRedirectUrl,
    ProviderMetadataWithLogout, TokenResponse,
};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::standards::{SCOPES, add_application, signed_in};

const AFTERWARDS: &str = "https://wiki.example.org/signed-out";

/// The end session endpoint as the crate discovers it.
async fn logout_request(app: &TestApp) -> LogoutRequest {
    let http = app.http.clone();
    let caller = |request| call(http.clone(), request);
    let issuer = IssuerUrl::new(app.url.clone()).unwrap();
    let metadata = ProviderMetadataWithLogout::discover_async(issuer, &caller)
        .await
        .unwrap();
    let endpoint = metadata.additional_metadata().end_session_endpoint.clone();
    LogoutRequest::from(endpoint.unwrap())
}

/// Whether an application that may not show a page gets a code.
async fn is_signed_in(party: &RelyingParty, visitor: &Visitor) -> bool {
    let flow = openidconnect::core::CoreAuthenticationFlow::AuthorizationCode;
    let silent = party.begin_as(flow, &SCOPES, &[("prompt", "none")]);
    let arrived = visitor.walk(silent.address.as_str()).await.client();
    if parameter(&arrived, "code").is_some() {
        return true;
    }
    assert_eq!(
        parameter(&arrived, "error").as_deref(),
        Some("login_required")
    );
    false
}

#[tokio::test]
async fn an_application_signs_its_person_out_and_gets_the_browser_back() {
    let app = TestApp::start().await;
    let client = add_application(&app, |settings| {
        settings.post_logout_redirect_uris = vec![AFTERWARDS.parse().unwrap()];
    })
    .await;
    app.add_user("alice").await;
    let party = RelyingParty::discover(&app, &app.url, &client).await;
    let (visitor, pending) = (app.visitor(), party.begin(&SCOPES));
    let arrived = signed_in(&visitor, &pending).await.client();
    let done = party.finish(pending, &arrived).await;
    assert!(is_signed_in(&party, &visitor).await);

    let state = CsrfToken::new_random();
    let address = logout_request(&app)
        .await
        .set_id_token_hint(done.tokens.id_token().unwrap())
        .set_post_logout_redirect_uri(PostLogoutRedirectUrl::new(AFTERWARDS.to_owned()).unwrap())
        .set_state(state.clone())
        .http_get_url();
    let back = visitor.walk(address.as_str()).await.client();

    assert_eq!(
        back.as_str(),
        format!("{AFTERWARDS}?state={}", state.secret())
    );
    assert!(!is_signed_in(&party, &visitor).await);
}

/// The bodies that arrived.
type Heard = Arc<Mutex<Vec<String>>>;

async fn hear(State(heard): State<Heard>, body: String) -> StatusCode {
    heard.lock().unwrap().push(body);
    StatusCode::OK
}

/// An address that hears logout tokens.
async fn listener() -> (String, Heard) {
    let heard = Heard::default();
    let router = Router::new()
        .route("/logout", post(hear))
        .with_state(Arc::clone(&heard));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/logout", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (address, heard)
}

#[tokio::test]
async fn an_application_hears_of_a_sign_out_elsewhere() {
    let app = TestApp::start().await;
    let (address, heard) = listener().await;
    let client = add_application(&app, |settings| {
        settings.logout.backchannel_uri = Some(address);
        settings.logout.backchannel_session_required = true;
    })
    .await;
    let alice = app.add_user("alice").await;
    let party = RelyingParty::discover(&app, &app.url, &client).await;
    let (visitor, pending) = (app.visitor(), party.begin(&SCOPES));
    let arrived = signed_in(&visitor, &pending).await.client();
    let done = party.finish(pending, &arrived).await;

    let page = visitor.get("/logout").await;
    let yes = [("decision", "yes")];
    visitor.submit_once(&page, "#logout-yes", &yes).await;
    app.provider.deliver_logouts_once().await.unwrap();

    let body = heard.lock().unwrap().pop().expect("a logout token");
    let token = body.strip_prefix("logout_token=").unwrap();
    let claims = verified(&party, token);
    assert_eq!(claims["sub"], alice.subject.as_str());
    assert_eq!(claims["aud"], client.id);
    let id_token = done.tokens.id_token().unwrap().to_string();
    assert_eq!(claims["sid"], payload(&id_token)["sid"]);
    let event = "http://schemas.openid.net/event/backchannel-logout";
    assert_eq!(claims["events"], json!({ event: {} }));
    assert_eq!(claims.get("nonce"), None);
    // It is no ID token to anybody who looks.
    let as_id_token = CoreIdToken::from_str(token).unwrap();
    let nonce = |_: Option<&openidconnect::Nonce>| Ok(());
    assert!(
        as_id_token
            .claims(&party.id_token_verifier(), nonce)
            .is_err()
    );
}

fn payload(token: &str) -> Value {
    let part = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

/// The claims of a token, if one of the published keys signed it.
fn verified(party: &RelyingParty, token: &str) -> Value {
    let (message, signature) = token.rsplit_once('.').unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let algorithm = CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256;
    let keys = party.metadata().jwks().keys();
    assert!(keys.iter().any(|key| {
        key.verify_signature(&algorithm, message.as_bytes(), &signature)
            .is_ok()
    }));
    payload(token)
}
