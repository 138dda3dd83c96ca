//! The plan for Back-Channel Logout: <https://openid.net/specs/openid-connect-backchannel-1_0.html>

use gantry_oidc::RegistrationMode;
use gantry_test_support::Received;
use serde_json::{Value, json};

use crate::bench::{Bench, Case, random};
use crate::checks::jwt;
use crate::scenarios::prompts;
use crate::variant::{CODE, CODE_ID_TOKEN, ID_TOKEN};

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

#[tokio::test]
async fn oidcc_backchannel_logout_discovery_endpoint_verification() {
    let document = crate::config::document(RegistrationMode::Off).await.json();

    assert_eq!(document["backchannel_logout_supported"], true);
    assert_eq!(document["backchannel_logout_session_supported"], true);
}

#[tokio::test]
async fn oidcc_backchannel_rp_initiated_logout() {
    for variant in [CODE, ID_TOKEN, CODE_ID_TOKEN] {
        let bench = Bench::start().await;
        let case = bench
            .case_with(variant, |settings| {
                let address = bench.site.address("/backchannel_logout");
                settings.logout.backchannel_uri = Some(address);
                settings.logout.backchannel_session_required = true;
            })
            .await;
        let done = case.complete(&case.request()).await;
        let (address, state) = (case.post_logout_redirect_uri(), random(128));

        let parameters = [
            ("id_token_hint", done.id_token_text()),
            ("post_logout_redirect_uri", &address),
            ("state", &state),
        ];
        let back = case.sign_out(&parameters).await.address();
        bench.app.provider.deliver_logouts_once().await.unwrap();
        let told = bench.site.first("/backchannel_logout").await;

        check(&case, &told, done.id_token()).await;
        assert_eq!(back, format!("{address}?state={state}"));
        prompts::is_signed_out(&case).await;
    }
}

/// Back-Channel Logout §2.4 and §2.5.
/// <https://openid.net/specs/openid-connect-backchannel-1_0.html#LogoutToken>
async fn check(case: &Case<'_>, told: &Received, id_token: &Value) {
    assert_eq!(told.method, "POST");
    let content_type = told.header("content-type");
    assert_eq!(content_type, "application/x-www-form-urlencoded");
    assert_eq!(told.query, None);
    let form = told.form();
    assert_eq!(form.len(), 1, "{form:?}");
    let (name, token) = &form[0];
    assert_eq!(name, "logout_token");
    assert_eq!(jwt::part(token, 0)["typ"], "logout+jwt");

    let claims = jwt::verified(token, &case.bench.key_set().await);

    let now = case.now();
    assert_eq!(claims["iss"], case.issuer());
    assert_eq!(claims["aud"], case.party.id.as_str());
    assert!((now - claims["iat"].as_i64().unwrap()).abs() <= 300);
    assert!(claims["exp"].as_i64().unwrap() > now);
    assert!(claims["jti"].as_str().is_some_and(|it| !it.is_empty()));
    assert_eq!(claims["events"], json!({ EVENT: {} }));
    assert_eq!(claims.get("nonce"), None);
    assert!(id_token["sid"].is_string(), "{id_token}");
    assert_eq!(claims["sid"], id_token["sid"]);
    assert_eq!(claims["sub"], id_token["sub"]);
}
