//! An application that registers itself, signs somebody in, and leaves.

use gantry_core::client::ClientSettings;
use gantry_oidc::RegistrationMode;
use gantry_test_support::{Landing, RelyingParty, TestApp, call};
use openidconnect::core::{CoreClientRegistrationRequest, CoreProviderMetadata};
use openidconnect::registration::EmptyAdditionalClientMetadata;
use openidconnect::{ClientName, IssuerUrl, RedirectUrl};

use crate::standards::{SCOPES, signed_in};

const CALLBACK: &str = "https://notes.example.org/callback";

#[tokio::test]
async fn an_application_registers_itself_and_signs_somebody_in() {
    assert!(ClientSettings::default().consent);
    let app = TestApp::start_registering(RegistrationMode::Open).await;
    app.add_user("alice").await;
    let http = app.http.clone();
    let caller = |request| call(http.clone(), request);
    let issuer = IssuerUrl::new(app.url.clone()).unwrap();
    let metadata = CoreProviderMetadata::discover_async(issuer, &caller)
        .await
        .unwrap();
    let redirect_uri = RedirectUrl::new(CALLBACK.to_owned()).unwrap();
    let wanted = EmptyAdditionalClientMetadata::default();
    let mut request = CoreClientRegistrationRequest::new(vec![redirect_uri.clone()], wanted);
    let name = ClientName::new("Notes".to_owned());
    request = request.set_client_name(Some(std::iter::once((None, name)).collect()));

    let registered = request
        .register_async(metadata.registration_endpoint().unwrap(), &caller)
        .await
        .unwrap();

    let id = registered.client_id().clone();
    let secret = registered.client_secret().cloned();
    assert!(secret.is_some() && registered.client_secret_expires_at().is_some());
    let party = RelyingParty::discover_as(&app, &app.url, (id, secret), redirect_uri).await;
    let pending = party.begin(&SCOPES);
    let visitor = app.visitor();
    let Landing::Page(consent) = signed_in(&visitor, &pending).await else {
        panic!("a stranger's application is let in without a question");
    };
    let allow = [("decision", "allow")];
    let arrived = visitor
        .submit(&consent, "#consent-allow", &allow)
        .await
        .client();
    let done = party.finish(pending, &arrived).await;
    assert_eq!(
        done.claims.audiences()[0].as_str(),
        registered.client_id().as_str()
    );

    let management = registered.registration_client_uri().unwrap();
    let token = registered.registration_access_token().unwrap();
    let removed = app
        .http
        .delete(management.as_str())
        .bearer_auth(token.secret())
        .send()
        .await
        .unwrap();
    assert_eq!(removed.status(), 204);
    let (visitor, again) = (app.visitor(), party.begin(&SCOPES));
    let gone = visitor.walk(again.address.as_str()).await.page();
    assert_eq!(gone.problem().as_deref(), Some("unknown_client"));
}
