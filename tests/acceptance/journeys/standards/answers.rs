//! Answers that do not come in a query.

use std::str::FromStr;

use gantry_core::client::{GrantType, ResponseType};
use gantry_test_support::{RelyingParty, TestApp};
use openidconnect::core::{CoreAuthenticationFlow, CoreIdToken, CoreResponseType};
use openidconnect::{AccessToken, AccessTokenHash, AuthorizationCode, AuthorizationCodeHash};

use crate::standards::{SCOPES, add_application, as_query, field, fragment, signed_in};

#[tokio::test]
async fn a_code_comes_by_a_posted_form() {
    let app = TestApp::start().await;
    let client = add_application(&app, |_| {}).await;
    let alice = app.add_user("alice").await;
    let party = RelyingParty::discover(&app, &app.url, &client).await;
    let pending = party.begin_as(
        CoreAuthenticationFlow::AuthorizationCode,
        &SCOPES,
        &[("response_mode", "form_post")],
    );

    let page = signed_in(&app.visitor(), &pending).await.page();

    let (action, fields) = page.form_with("input[name=code]");
    assert_eq!(action, client.redirect_uri);
    let done = party.finish(pending, &as_query(&action, &fields)).await;
    assert_eq!(done.claims.subject().as_str(), alice.subject.as_str());
}

#[tokio::test]
async fn a_hybrid_answer_verifies_in_both_halves() {
    let app = TestApp::start().await;
    let client = add_application(&app, |settings| {
        settings.response_types.insert(ResponseType::CodeIdToken);
        settings.grants.insert(GrantType::Implicit);
    })
    .await;
    app.add_user("alice").await;
    let party = RelyingParty::discover(&app, &app.url, &client).await;
    let types = vec![CoreResponseType::Code, CoreResponseType::IdToken];
    let pending = party.begin_as(CoreAuthenticationFlow::Hybrid(types), &SCOPES, &[]);

    let arrived = signed_in(&app.visitor(), &pending).await.client();

    let fields = fragment(&arrived);
    let id_token = CoreIdToken::from_str(field(&fields, "id_token")).unwrap();
    let verifier = party.id_token_verifier();
    let claims = id_token.claims(&verifier, &pending.nonce).unwrap();
    let code = AuthorizationCode::new(field(&fields, "code").to_owned());
    let algorithm = id_token.signing_alg().unwrap();
    let key = id_token.signing_key(&verifier).unwrap();
    let hash = AuthorizationCodeHash::from_code(&code, algorithm, key).unwrap();
    assert_eq!(claims.code_hash(), Some(&hash));
    let subject = claims.subject().clone();
    let done = party
        .finish(pending, &as_query(&client.redirect_uri, &fields))
        .await;
    assert_eq!(done.claims.subject(), &subject);
}

#[tokio::test]
async fn tokens_without_a_code_verify_with_their_hash() {
    let app = TestApp::start().await;
    let client = add_application(&app, |settings| {
        settings.response_types.insert(ResponseType::IdTokenToken);
        settings.grants.insert(GrantType::Implicit);
    })
    .await;
    app.add_user("alice").await;
    let party = RelyingParty::discover(&app, &app.url, &client).await;
    let pending = party.begin_as(CoreAuthenticationFlow::Implicit(true), &SCOPES, &[]);

    let arrived = signed_in(&app.visitor(), &pending).await.client();

    let fields = fragment(&arrived);
    let id_token = CoreIdToken::from_str(field(&fields, "id_token")).unwrap();
    let verifier = party.id_token_verifier();
    let claims = id_token.claims(&verifier, &pending.nonce).unwrap();
    let token = AccessToken::new(field(&fields, "access_token").to_owned());
    let algorithm = id_token.signing_alg().unwrap();
    let key = id_token.signing_key(&verifier).unwrap();
    let hash = AccessTokenHash::from_token(&token, algorithm, key).unwrap();
    assert_eq!(claims.access_token_hash(), Some(&hash));
    assert_eq!(field(&fields, "state"), pending.state.secret());
    let userinfo = party.userinfo(&token, claims.subject()).await;
    assert_eq!(userinfo.preferred_username().unwrap().as_str(), "alice");
}
