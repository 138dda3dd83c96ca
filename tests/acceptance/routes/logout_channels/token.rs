//! What a logout token says, and how it is sent.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gantry_core::client::{IssuerMode, SubjectType};
use gantry_core::signing_key::SigningAlgorithm;
use serde_json::{Value, json};

use crate::end_session::{HOME, logout, silently};
use crate::logout_channels::Heard;
use crate::well_known::id_token::{claims, is_signed_by};
use crate::well_known::jwks::key_set;

fn header(token: &str) -> Value {
    let part = token.split('.').next().unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

async fn sign_out(here: &Heard) {
    let request = [
        ("id_token_hint", &*here.hint),
        ("post_logout_redirect_uri", HOME),
    ];
    let back = here.visitor.walk(&logout(&request)).await.client();
    assert_eq!(back.as_str(), HOME);
}

#[tokio::test]
async fn a_sign_out_is_told_by_a_signed_token_and_nothing_else() {
    let here = Heard::signed_in().await;
    sign_out(&here).await;

    assert_eq!(here.deliver().await, 1);

    let calls = here.receiver.calls();
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].content_type, "application/x-www-form-urlencoded");
    let token = calls[0].token();
    assert_eq!(header(token)["typ"], "logout+jwt");
    assert_eq!(header(token)["alg"], "RS256");
    let keys = key_set(&here.app).await;
    assert!(is_signed_by(token, &keys));
    let mut told = claims(token);
    let hinted = claims(&here.hint);
    let (issued, expires) = (told["iat"].as_i64().unwrap(), told["exp"].as_i64().unwrap());
    assert!((here.app.accounts.env().now().as_i64() - issued).abs() < 60);
    assert_eq!(expires - issued, 120);
    assert!(told["jti"].as_str().unwrap().len() > 20);
    let members = told.as_object_mut().unwrap();
    for own in ["iat", "exp", "jti"] {
        members.remove(own);
    }
    let event = "http://schemas.openid.net/event/backchannel-logout";
    assert_eq!(
        told,
        json!({
            "iss": here.app.url,
            "aud": here.client.id,
            "sub": hinted["sub"],
            "sid": hinted["sid"],
            "events": { event: {} },
        })
    );
    let error = silently(&here.visitor, &here.client).await;
    assert_eq!(error.as_deref(), Some("login_required"));
    let trail = here.app.trail().await;
    assert_eq!(
        trail.iter().filter(|line| *line == "sign_out ok").count(),
        2
    );
}

#[tokio::test]
async fn the_token_names_issuer_subject_and_key_as_the_clients_id_tokens_do() {
    let here = Heard::signed_in_with(|settings| {
        settings.issuer = IssuerMode::PerClient;
        settings.subject.kind = SubjectType::Pairwise;
        settings.id_token_alg = SigningAlgorithm::Es256;
    })
    .await;
    sign_out(&here).await;

    here.deliver().await;

    let calls = here.receiver.calls();
    let (told, hinted) = (claims(calls[0].token()), claims(&here.hint));
    assert_eq!(header(calls[0].token())["alg"], "ES256");
    assert_eq!(told["iss"], hinted["iss"]);
    assert_eq!(told["sub"], hinted["sub"]);
    assert_ne!(told["sub"], here.alice.subject.as_str());
}

#[tokio::test]
async fn an_application_without_an_address_is_neither_told_nor_noted() {
    let here = Heard::signed_in_with(|settings| settings.logout.backchannel_uri = None).await;
    sign_out(&here).await;

    assert_eq!(here.deliver().await, 0);
    assert!(here.receiver.calls().is_empty());
}

#[tokio::test]
async fn each_application_is_told_and_a_second_sign_in_of_one_only_once() {
    let here = Heard::signed_in().await;
    let second = crate::logout_channels::receiver::Receiver::start().await;
    let settings = crate::logout_channels::hearing(&second);
    let other = here.app.add_client("Other", settings).await;
    let twice = [&here.client, &other, &here.client];
    for client in twice {
        crate::end_session::id_token(&here.app, &here.visitor, client, "alice").await;
    }

    sign_out(&here).await;
    here.deliver().await;

    assert_eq!(here.receiver.calls().len(), 1);
    assert_eq!(second.calls().len(), 1);
    assert_ne!(here.receiver.claims()[0]["jti"], second.claims()[0]["jti"]);
}
