//! The discovery document.

use gantry_test_support::Answer;
use serde_json::Value;
use url::Url;

/// What every module looks at before it starts.
pub(crate) fn of_every_module(answer: &Answer, issuer: &str) {
    assert_eq!(answer.status, 200, "{}", answer.body);
    let content_type = answer.header("content-type");
    assert!(content_type.starts_with("application/json"), "{answer:?}");
    let document = answer.json();
    assert_eq!(document["issuer"], issuer);
    for name in ["authorization_endpoint", "token_endpoint", "jwks_uri"] {
        Url::parse(document[name].as_str().expect(name)).unwrap();
    }
    for method in [
        "client_secret_basic",
        "client_secret_post",
        "private_key_jwt",
    ] {
        assert!(lists(
            &document,
            "token_endpoint_auth_methods_supported",
            method
        ));
    }
}

/// Whether a list of the document has a word.
pub(crate) fn lists(document: &Value, name: &str, word: &str) -> bool {
    let list = document[name].as_array();
    list.is_some_and(|list| list.iter().any(|it| it == word))
}

/// What a document may contain: RFC 8414, Discovery and their extensions.
const KNOWN: &str = "issuer authorization_endpoint token_endpoint userinfo_endpoint jwks_uri \
    registration_endpoint end_session_endpoint revocation_endpoint introspection_endpoint \
    device_authorization_endpoint pushed_authorization_request_endpoint check_session_iframe \
    scopes_supported response_types_supported response_modes_supported grant_types_supported \
    acr_values_supported subject_types_supported claims_supported claim_types_supported \
    display_values_supported prompt_values_supported ui_locales_supported \
    claims_locales_supported code_challenge_methods_supported service_documentation op_policy_uri \
    op_tos_uri claims_parameter_supported request_parameter_supported \
    request_uri_parameter_supported require_request_uri_registration \
    require_pushed_authorization_requests require_signed_request_object \
    authorization_response_iss_parameter_supported frontchannel_logout_supported \
    frontchannel_logout_session_supported backchannel_logout_supported \
    backchannel_logout_session_supported id_token_signing_alg_values_supported \
    id_token_encryption_alg_values_supported id_token_encryption_enc_values_supported \
    userinfo_signing_alg_values_supported userinfo_encryption_alg_values_supported \
    userinfo_encryption_enc_values_supported request_object_signing_alg_values_supported \
    request_object_encryption_alg_values_supported request_object_encryption_enc_values_supported \
    token_endpoint_auth_methods_supported token_endpoint_auth_signing_alg_values_supported \
    revocation_endpoint_auth_methods_supported \
    revocation_endpoint_auth_signing_alg_values_supported \
    introspection_endpoint_auth_methods_supported \
    introspection_endpoint_auth_signing_alg_values_supported \
    introspection_signing_alg_values_supported introspection_encryption_alg_values_supported \
    introspection_encryption_enc_values_supported";

/// `oidcc-discovery-endpoint-verification`; some lists must be longer where clients register.
pub(crate) fn verify(answer: &Answer, issuer: &str, registering: bool) {
    of_every_module(answer, issuer);
    let document = answer.json();
    is_issuer(issuer);
    for (name, value) in document.as_object().unwrap() {
        has_its_type(name, value);
    }
    check_lists(&document);
    if registering {
        for kind in ["code", "id_token", "id_token token"] {
            assert!(lists(&document, "response_types_supported", kind), "{kind}");
        }
        for grant in ["authorization_code", "implicit"] {
            assert!(lists(&document, "grant_types_supported", grant), "{grant}");
        }
        assert!(document["registration_endpoint"].is_string());
    }
    // The suite warns if these are missing.
    for name in ["claims_supported", "scopes_supported", "userinfo_endpoint"] {
        assert!(document.get(name).is_some(), "{name}");
    }
}

/// Discovery §3: https, without query and fragment.
/// <https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata>
fn is_issuer(issuer: &str) {
    let url = Url::parse(issuer).unwrap();
    assert_eq!(url.scheme(), "https");
    assert!(url.query().is_none() && url.fragment().is_none(), "{url}");
}

fn has_its_type(name: &str, value: &Value) {
    let mut known = KNOWN.split_whitespace();
    assert!(known.any(|it| it == name), "the suite does not know {name}");
    let is_address = name.ends_with("_endpoint") || name.ends_with("_uri") || name == "issuer";
    if is_address {
        let url = Url::parse(value.as_str().unwrap()).unwrap();
        assert_eq!(url.scheme(), "https", "{name}");
    } else if name.ends_with("s_supported") && !value.is_boolean() {
        let list = value.as_array().unwrap_or_else(|| panic!("{name}"));
        assert!(
            !list.is_empty() && list.iter().all(Value::is_string),
            "{name}"
        );
    } else {
        assert!(value.is_boolean() || value.is_string(), "{name}: {value}");
    }
}

fn check_lists(document: &Value) {
    let has = |name: &str, word: &str| assert!(lists(document, name, word), "{word} in {name}");
    has("scopes_supported", "openid");
    has("response_types_supported", "code");
    has("grant_types_supported", "authorization_code");
    has("subject_types_supported", "public");
    has("id_token_signing_alg_values_supported", "RS256");
    has("request_object_signing_alg_values_supported", "RS256");
    has("code_challenge_methods_supported", "S256");
    for name in ["ui_locales_supported", "claims_locales_supported"] {
        for tag in document[name].as_array().into_iter().flatten() {
            let tag = tag.as_str().unwrap();
            // BCP 47, in its usual case.
            let (language, region) = tag.split_once('-').unwrap_or((tag, "XX"));
            assert!(language.chars().all(|c| c.is_ascii_lowercase()), "{tag}");
            assert!(region.chars().all(|c| c.is_ascii_uppercase()), "{tag}");
        }
    }
}
