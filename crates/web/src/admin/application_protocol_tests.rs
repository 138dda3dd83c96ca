//! What the part of an application's page about the protocol promises.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use gantry_core::Seconds;
use gantry_core::client::{
    AuthenticationMethod, ClientSettings, ContentEncryption, Encryption, GrantType, KeyManagement,
    ResponseType, SubjectType,
};
use gantry_core::signing_key::SigningAlgorithm;
use serde_json::json;

use super::application_protocol::{apply, put};
use super::test_site::TestSite;

#[test]
fn every_field_comes_back_as_it_was() {
    let mut settings = ClientSettings {
        response_types: [ResponseType::Code, ResponseType::CodeIdToken].into(),
        grants: [
            GrantType::AuthorizationCode,
            GrantType::Implicit,
            GrantType::DeviceCode,
        ]
        .into(),
        default_max_age: Some(Seconds::new(600)),
        ..ClientSettings::default()
    };
    settings.authentication.method = AuthenticationMethod::PrivateKeyJwt;
    settings.keys.jwks = Some(json!({ "keys": [{ "kty": "EC" }] }));
    settings.subject.kind = SubjectType::Pairwise;
    settings.subject.sector_identifier_uri = Some("https://a.example.org/sector".to_owned());
    settings.logout.backchannel_uri = Some("https://a.example.org/back".to_owned());
    settings.logout.frontchannel_uri = Some("https://a.example.org/front".to_owned());
    settings.requests.require_pushed = true;
    settings.requests.require_object = true;
    settings.requests.request_uris = vec!["https://a.example.org/1".to_owned(), "b".to_owned()];
    settings.tokens.jwt_access_tokens = true;
    settings.tokens.resources = vec!["urn:a".to_owned()];
    settings.tokens.serves = vec!["urn:b".to_owned()];
    settings.tokens.exchanges_from = vec!["another".parse().unwrap()];
    settings.tokens.userinfo_signing_alg = Some(SigningAlgorithm::Ps256);
    settings.tokens.id_token_encryption = Some(Encryption {
        alg: KeyManagement::EcdhEs,
        enc: ContentEncryption::A256Gcm,
    });
    let mut fields = BTreeMap::new();
    put(&settings, &mut fields);

    let mut again = ClientSettings {
        grants: settings.grants.clone(),
        ..ClientSettings::default()
    };
    apply(&fields, &mut again).unwrap();
    // The rules of clients put it back.
    again.grants.insert(GrantType::Implicit);

    assert_eq!(again, settings);
}

async fn with_wiki() -> TestSite {
    let site = TestSite::start().await;
    site.person("alice", true).await;
    let alice = site.browser("alice").await;
    let uri = "https://wiki.example.org/cb";
    alice
        .post(
            "/admin/applications/new",
            &[("name", "Wiki"), ("redirect_uris", uri)],
        )
        .await;
    site
}

/// The page's form with the part about the protocol.
fn form<'a>(further: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut form = vec![
        ("name", "Wiki"),
        ("redirect_uris", "https://wiki.example.org/cb"),
        ("algorithm", "PS256"),
        ("protocol", "on"),
        ("response_code", "on"),
        ("grant_authorization_code", "on"),
        ("auth_method", "secret"),
    ];
    form.extend_from_slice(further);
    form
}

#[tokio::test]
async fn an_ordinary_application_leaves_the_part_closed() {
    let site = with_wiki().await;
    let alice = site.browser("alice").await;

    let page = alice.get("/admin/applications/wiki").await;

    assert!(
        page.text.contains("<details class=\"fold\">"),
        "{}",
        page.text
    );
}

#[tokio::test]
async fn what_was_set_is_shown_and_open() {
    let site = with_wiki().await;
    let alice = site.browser("alice").await;
    let address = "https://wiki.example.org/out";
    let further = [
        ("backchannel_logout_uri", address),
        ("require_par", "on"),
        ("default_max_age", "600"),
        ("response_code_id_token", "on"),
    ];

    let saved = alice
        .post("/admin/applications/wiki", &form(&further))
        .await;
    let page = alice.get("/admin/applications/wiki").await;

    assert_eq!(
        saved.location,
        "/admin/applications/wiki?done=application-saved"
    );
    assert!(
        page.text.contains("<details class=\"fold\" open>"),
        "{}",
        page.text
    );
    assert!(page.text.contains(&format!("value=\"{address}\"")));
    assert!(
        page.text
            .contains("name=\"default_max_age\" type=\"number\" value=\"600\"")
    );
    assert!(page.text.contains("<option selected>PS256"));
}

#[tokio::test]
async fn a_form_without_the_part_changes_nothing_of_it() {
    let site = with_wiki().await;
    let alice = site.browser("alice").await;
    alice
        .post("/admin/applications/wiki", &form(&[("require_par", "on")]))
        .await;
    let short = [
        ("name", "Wiki"),
        ("redirect_uris", "https://wiki.example.org/cb"),
        ("algorithm", "RS256"),
    ];

    alice.post("/admin/applications/wiki", &short).await;
    let page = alice.get("/admin/applications/wiki").await;

    assert!(
        page.text
            .contains("name=\"require_par\" type=\"checkbox\" value=\"on\" checked")
    );
}

#[tokio::test]
async fn problems_stand_beside_their_fields_in_the_readers_language() {
    let site = with_wiki().await;
    let alice = site.browser("alice").await;
    let private = r#"{"keys":[{"kty":"EC","crv":"P-256","x":"eA","y":"eQ","d":"ZA"}]}"#;
    for (name, value, problem) in [
        ("jwks", private, "These are private keys."),
        ("jwks", "keys", "a list of 1 to 50 keys"),
        ("default_max_age", "5", "at least 60 seconds"),
        (
            "frontchannel_logout_uri",
            "https://o.example.org/",
            "the host and port",
        ),
        ("resources", "api", "A resource is a whole address"),
        ("exchanges_from", "no id", "letters, digits"),
    ] {
        let answer = alice
            .post("/admin/applications/wiki", &form(&[(name, value)]))
            .await;

        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(answer.text.contains(problem), "{name}: {}", answer.text);
        assert!(
            answer.text.contains(&format!("id=\"{name}-problem\"")),
            "{name}"
        );
        assert!(
            answer.text.contains("<details class=\"fold\" open>"),
            "{name}"
        );
    }
}
