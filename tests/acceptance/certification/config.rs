//! The Config plan: the discovery document, as it is behind a proxy that speaks https.

use gantry_oidc::RegistrationMode;
use gantry_test_support::{Answer, TestApp};

use crate::checks::{discovery, keys};

/// Where [`TestApp::behind_https`] says that it is.
const ISSUER: &str = "https://id.example.org";

/// The document of a server with https.
pub(crate) async fn document(mode: RegistrationMode) -> Answer {
    let app = TestApp::start_registering(mode).await.behind_https().await;
    let at = |path: &str| app.http.get(format!("{}/.well-known/{path}", app.url));
    let key_set = app.call(at("jwks.json")).await;
    keys::check(&key_set.json());
    app.call(at("openid-configuration")).await
}

/// `oidcc-discovery-endpoint-verification` of a plan.
pub(crate) async fn verify(mode: RegistrationMode) {
    let registering = mode == RegistrationMode::Open;

    discovery::verify(&document(mode).await, ISSUER, registering);
}

#[tokio::test]
async fn oidcc_discovery_endpoint_verification() {
    verify(RegistrationMode::Off).await;
}
