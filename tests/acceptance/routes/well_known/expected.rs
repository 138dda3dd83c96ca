//! The discovery documents as they have to be, written out.

use gantry_core::client::Client;
use serde_json::{Value, json};

const ALGORITHMS: [&str; 9] = [
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA",
];
const METHODS: [&str; 4] = [
    "client_secret_basic",
    "client_secret_post",
    "client_secret_jwt",
    "private_key_jwt",
];

/// The global issuer's, where nobody registers clients.
pub(super) fn global(url: &str) -> Value {
    let mut document = common(url);
    let with_none: Vec<_> = METHODS.into_iter().chain(["none"]).collect();
    let assertions: Vec<_> = ["HS256"].into_iter().chain(ALGORITHMS).collect();
    add(
        &mut document,
        json!({
            "issuer": url,
            "jwks_uri": format!("{url}/.well-known/jwks.json"),
            "end_session_endpoint": format!("{url}/application/o/end-session/"),
            "response_types_supported": [
                "code", "id_token", "id_token token", "code id_token", "code token",
                "code id_token token", "none",
            ],
            "grant_types_supported": [
                "authorization_code", "refresh_token", "implicit", "client_credentials",
                "urn:ietf:params:oauth:grant-type:device_code",
                "urn:ietf:params:oauth:grant-type:token-exchange",
            ],
            "subject_types_supported": ["public", "pairwise"],
            "id_token_signing_alg_values_supported": ALGORITHMS,
            "introspection_signing_alg_values_supported": ALGORITHMS,
            "id_token_encryption_alg_values_supported": ["RSA-OAEP-256", "ECDH-ES"],
            "id_token_encryption_enc_values_supported": ["A128CBC-HS256", "A128GCM", "A256GCM"],
            "userinfo_signing_alg_values_supported": ALGORITHMS,
            "userinfo_encryption_alg_values_supported": ["RSA-OAEP-256", "ECDH-ES"],
            "userinfo_encryption_enc_values_supported": ["A128CBC-HS256", "A128GCM", "A256GCM"],
            "token_endpoint_auth_methods_supported": with_none,
            "token_endpoint_auth_signing_alg_values_supported": assertions,
            "introspection_endpoint_auth_methods_supported": METHODS,
            "introspection_endpoint_auth_signing_alg_values_supported": assertions,
            "revocation_endpoint_auth_methods_supported": with_none,
            "revocation_endpoint_auth_signing_alg_values_supported": assertions,
        }),
    );
    document
}

/// An ordinary client's own.
pub(super) fn of_client(url: &str, issuer: &str, client: &Client) -> Value {
    let slug = &client.slug;
    let mut document = common(url);
    let algorithm = client.settings.id_token_alg.as_str();
    let methods = ["client_secret_basic", "client_secret_post"];
    add(
        &mut document,
        json!({
            "issuer": issuer,
            "jwks_uri": format!("{url}/application/o/{slug}/jwks/"),
            "end_session_endpoint": format!("{url}/application/o/{slug}/end-session/"),
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [algorithm],
            "introspection_signing_alg_values_supported": [algorithm],
            "token_endpoint_auth_methods_supported": methods,
            "introspection_endpoint_auth_methods_supported": methods,
            "revocation_endpoint_auth_methods_supported": methods,
        }),
    );
    document
}

/// What is the same for everybody.
fn common(url: &str) -> Value {
    let mut document = json!({
        "claims_supported": [
            "sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "sid", "acr", "amr",
            "at_hash", "c_hash", "name", "given_name", "family_name", "middle_name", "nickname",
            "preferred_username", "profile", "picture", "website", "gender", "birthdate",
            "zoneinfo", "locale", "updated_at", "email", "email_verified", "phone_number",
            "phone_number_verified", "address", "groups",
        ],
        "scopes_supported":
            ["openid", "profile", "email", "groups", "address", "phone", "offline_access"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "display_values_supported": ["page", "popup", "touch", "wap"],
        "ui_locales_supported": ["en", "de"],
        "claim_types_supported": ["normal"],
        "acr_values_supported": ["1", "2", "3"],
        "claims_parameter_supported": true,
        "request_parameter_supported": true,
        "request_uri_parameter_supported": true,
        "require_request_uri_registration": true,
        "request_object_signing_alg_values_supported": ALGORITHMS,
        "require_signed_request_object": false,
        "require_pushed_authorization_requests": false,
        "authorization_response_iss_parameter_supported": true,
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
        "frontchannel_logout_supported": true,
        "frontchannel_logout_session_supported": true,
    });
    for (member, path) in [
        ("authorization_endpoint", "authorize"),
        ("token_endpoint", "token"),
        ("userinfo_endpoint", "userinfo"),
        ("introspection_endpoint", "introspect"),
        ("revocation_endpoint", "revoke"),
        ("device_authorization_endpoint", "device"),
        ("pushed_authorization_request_endpoint", "par"),
    ] {
        document[member] = json!(format!("{url}/application/o/{path}/"));
    }
    document
}

fn add(document: &mut Value, further: Value) {
    let Value::Object(further) = further else {
        return;
    };
    document.as_object_mut().unwrap().extend(further);
}
