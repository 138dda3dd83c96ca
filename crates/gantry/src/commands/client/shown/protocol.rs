//! How an application speaks the protocol, in print: what is not as usual.

use gantry_core::client::{AuthenticationMethod, Client, Encryption, SubjectType};
use gantry_oidc::registration::metadata::ClientMetadata;
use serde_json::{Value, json};

/// Names and values for people.
pub(super) fn facts(client: &Client) -> Vec<(&'static str, String)> {
    let settings = &client.settings;
    let (tokens, logout) = (&settings.tokens, &settings.logout);
    let kinds = settings.response_types.iter().map(|kind| kind.as_str());
    let method = match settings.authentication.method {
        _ if settings.public => "none",
        AuthenticationMethod::Secret => "client_secret_basic or client_secret_post",
        method => method.as_str(),
    };
    let pairwise = settings.subject.kind == SubjectType::Pairwise;
    let keys = settings.keys.jwks.as_ref().map(|_| "by value".to_owned());
    let mut facts = vec![
        ("response types", kinds.collect::<Vec<_>>().join(", ")),
        ("authentication", method.to_owned()),
    ];
    let further = [
        ("keys", settings.keys.jwks_uri.clone().or(keys)),
        ("ID tokens encrypted", tokens.id_token_encryption.map(both)),
        (
            "userinfo signed",
            tokens.userinfo_signing_alg.map(|alg| alg.to_string()),
        ),
        ("userinfo encrypted", tokens.userinfo_encryption.map(both)),
        ("subjects", pairwise.then(|| "pairwise".to_owned())),
        ("sector", settings.subject.sector_identifier_uri.clone()),
        ("hears of sign-outs", logout.backchannel_uri.clone()),
        ("in the browser", logout.frontchannel_uri.clone()),
        ("resources", list(&tokens.resources)),
        ("serves", list(&tokens.serves)),
        ("exchanges from", list(&tokens.exchanges_from)),
        ("request objects at", list(&settings.requests.request_uris)),
        (
            "password at most",
            settings
                .default_max_age
                .map(|age| format!("{} s old", age.as_i64())),
        ),
        ("requires", required(client)),
        (
            "access tokens",
            tokens.jwt_access_tokens.then(|| "JWT".to_owned()),
        ),
    ];
    let there = |(name, value): (&'static str, Option<String>)| Some((name, value?));
    facts.extend(further.into_iter().filter_map(there));
    facts
}

/// The members of the same for a script: metadata as the application would register them, and
/// what they cannot say.
pub(super) fn members(client: &Client) -> [(&'static str, Value); 5] {
    let settings = &client.settings;
    [
        ("metadata", ClientMetadata::of_client(client).to_json()),
        ("require_pkce", json!(settings.require_pkce)),
        (
            "jwt_access_tokens",
            json!(settings.tokens.jwt_access_tokens),
        ),
        ("serves", json!(settings.tokens.serves)),
        ("resources", json!(settings.tokens.resources)),
    ]
}

fn required(client: &Client) -> Option<String> {
    let settings = &client.settings;
    let required = [
        (settings.require_pkce, "PKCE"),
        (settings.requests.require_pushed, "pushed requests"),
        (settings.requests.require_object, "signed requests"),
        (
            settings.authentication.issuer_audience_only,
            "assertions for the issuer",
        ),
    ];
    let words: Vec<&str> = required
        .into_iter()
        .filter_map(|(on, word)| on.then_some(word))
        .collect();
    list(&words)
}

fn both(encryption: Encryption) -> String {
    format!("{} {}", encryption.alg.as_str(), encryption.enc.as_str())
}

fn list<T: ToString>(values: &[T]) -> Option<String> {
    let words: Vec<String> = values.iter().map(ToString::to_string).collect();
    Some(words.join(" ")).filter(|text| !text.is_empty())
}
