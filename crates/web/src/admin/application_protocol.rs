//! The part of an application's form about the protocol: how it is filled, and what it says.
//!
//! The part is read only if its mark came with the form: a form without it changes nothing of it.

use std::collections::BTreeMap;

use gantry_accounts::{Error, Refusal};
use gantry_core::Seconds;
use gantry_core::client::{
    AuthenticationMethod, ClientSettings, ContentEncryption, Encryption, GrantType, KeyManagement,
    ResponseType, SubjectType,
};
use gantry_core::signing_key::SigningAlgorithm;

use crate::views::admin::application_protocol::{Choice, ProtocolFields};

/// The field that says that the part was there.
const MARK: &str = "protocol";
/// Grants that follow neither from response types nor from another switch.
const GRANTS: [(&str, GrantType); 4] = [
    ("grant_authorization_code", GrantType::AuthorizationCode),
    ("grant_client_credentials", GrantType::ClientCredentials),
    ("grant_device_code", GrantType::DeviceCode),
    ("grant_token_exchange", GrantType::TokenExchange),
];
const METHODS: [(&str, AuthenticationMethod); 5] = [
    ("secret", AuthenticationMethod::Secret),
    (
        "client_secret_basic",
        AuthenticationMethod::ClientSecretBasic,
    ),
    ("client_secret_post", AuthenticationMethod::ClientSecretPost),
    ("client_secret_jwt", AuthenticationMethod::ClientSecretJwt),
    ("private_key_jwt", AuthenticationMethod::PrivateKeyJwt),
];
const TEXTS: [&str; 10] = [
    "jwks_uri",
    "jwks",
    "sector_identifier_uri",
    "backchannel_logout_uri",
    "frontchannel_logout_uri",
    "request_uris",
    "resources",
    "serves",
    "exchanges_from",
    "default_max_age",
];
const TICKS: [&str; 5] = [
    "issuer_audience_only",
    "pairwise",
    "require_par",
    "require_request_object",
    "jwt_access_tokens",
];

/// The fields of a form by name.
type Fields = BTreeMap<String, String>;

/// Fills the fields with what is stored.
pub(super) fn put(settings: &ClientSettings, fields: &mut Fields) {
    let mut put = |name: &str, value: String| fields.insert(name.to_owned(), value);
    put(MARK, "on".to_owned());
    for kind in &settings.response_types {
        put(&field_of(*kind), "on".to_owned());
    }
    for (name, grant) in GRANTS {
        if settings.grants.contains(&grant) {
            put(name, "on".to_owned());
        }
    }
    for name in TICKS.into_iter().filter(|name| is_on(settings, name)) {
        put(name, "on".to_owned());
    }
    for name in TEXTS {
        put(name, text_of(settings, name));
    }
    let method = settings.authentication.method;
    let named = METHODS.into_iter().find(|(_, one)| *one == method);
    put(
        "auth_method",
        named.map_or("secret", |(name, _)| name).to_owned(),
    );
    let tokens = &settings.tokens;
    put(
        "id_token_encryption",
        tokens.id_token_encryption.map_or_else(String::new, both),
    );
    put(
        "userinfo_encryption",
        tokens.userinfo_encryption.map_or_else(String::new, both),
    );
    let signing = tokens.userinfo_signing_alg;
    put(
        "userinfo_alg",
        signing.map_or_else(String::new, |one| one.to_string()),
    );
}

/// The fields as the page shows them.
pub(super) fn shown(settings: &ClientSettings, fields: &Fields, problem: bool) -> ProtocolFields {
    let text = |name: &str| fields.get(name).cloned().unwrap_or_default();
    let tick = |name: &str, label: &str| Choice {
        name: name.to_owned(),
        label: label.to_owned(),
        on: fields.contains_key(name),
    };
    let list = |name, words: Vec<String>| {
        let chosen = text(name);
        let choice = |word: String| Choice {
            on: word == chosen,
            label: word.clone(),
            name: word,
        };
        (name, words.into_iter().map(choice).collect())
    };
    let signing = SigningAlgorithm::ALL.map(|one| one.to_string());
    ProtocolFields {
        open: problem || !is_ordinary(settings),
        response_types: ResponseType::ALL
            .iter()
            .map(|kind| tick(&field_of(*kind), kind.as_str()))
            .collect(),
        grants: GRANTS
            .map(|(name, _)| tick(name, name.trim_start_matches("grant_")))
            .into(),
        lists: BTreeMap::from([
            list(
                "auth_method",
                METHODS.map(|(name, _)| name.to_owned()).into(),
            ),
            list("id_token_encryption", encryptions()),
            list("userinfo_encryption", encryptions()),
            list(
                "userinfo_alg",
                [String::new()].into_iter().chain(signing).collect(),
            ),
        ]),
        texts: TEXTS.map(|name| (name, text(name))).into(),
        ticks: TICKS.map(|name| (name, fields.contains_key(name))).into(),
    }
}

/// Sets what the fields say.
pub(super) fn apply(fields: &Fields, settings: &mut ClientSettings) -> Result<(), Error> {
    if !fields.contains_key(MARK) {
        return Ok(());
    }
    let ticked = |name: &str| fields.contains_key(name);
    let text = |name: &str| fields.get(name).map_or("", |text| text.trim());
    let there = |name: &str| Some(text(name).to_owned()).filter(|text| !text.is_empty());
    let lines = |name: &str| -> Vec<String> {
        let lines = text(name).lines().map(str::trim);
        lines
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect()
    };
    apply_ways(fields, settings);
    settings.keys.jwks_uri = there("jwks_uri");
    settings.keys.jwks = there("jwks").map(|text| key_set(&text)).transpose()?;
    let pairwise = ticked("pairwise");
    settings.subject.kind = if pairwise {
        SubjectType::Pairwise
    } else {
        SubjectType::Public
    };
    settings.subject.sector_identifier_uri = there("sector_identifier_uri");
    settings.logout.backchannel_uri = there("backchannel_logout_uri");
    settings.logout.frontchannel_uri = there("frontchannel_logout_uri");
    settings.requests.request_uris = lines("request_uris");
    settings.authentication.issuer_audience_only = ticked("issuer_audience_only");
    settings.requests.require_pushed = ticked("require_par");
    settings.requests.require_object = ticked("require_request_object");
    let tokens = &mut settings.tokens;
    tokens.jwt_access_tokens = ticked("jwt_access_tokens");
    tokens.resources = lines("resources");
    tokens.serves = lines("serves");
    let clients = lines("exchanges_from");
    tokens.exchanges_from = clients
        .iter()
        .map(|id| id.parse())
        .collect::<Result<_, _>>()?;
    tokens.userinfo_signing_alg = there("userinfo_alg").map(|text| text.parse()).transpose()?;
    tokens.id_token_encryption = encryption(text("id_token_encryption"));
    tokens.userinfo_encryption = encryption(text("userinfo_encryption"));
    let seconds = there("default_max_age").map(|text| text.parse().map(Seconds::new));
    let seconds = seconds
        .transpose()
        .map_err(|_| Refusal::Settings("a password check counts for a minute at least"))?;
    settings.default_max_age = seconds;
    Ok(())
}

fn apply_ways(fields: &Fields, settings: &mut ClientSettings) {
    let chosen = ResponseType::ALL.into_iter();
    settings.response_types = chosen
        .filter(|kind| fields.contains_key(&field_of(*kind)))
        .collect();
    // It follows from the response types.
    settings.grants.remove(&GrantType::Implicit);
    for (name, grant) in GRANTS {
        if fields.contains_key(name) {
            settings.grants.insert(grant);
        } else {
            settings.grants.remove(&grant);
        }
    }
    let method = fields.get("auth_method").map_or("", String::as_str);
    let method = METHODS.into_iter().find(|(name, _)| *name == method);
    settings.authentication.method = method.unwrap_or_default().1;
}

fn key_set(text: &str) -> Result<serde_json::Value, Refusal> {
    serde_json::from_str(text)
        .map_err(|_| Refusal::Settings("a key set is a JSON object with 1 to 50 keys"))
}

fn is_ordinary(settings: &ClientSettings) -> bool {
    let usual = ClientSettings::default();
    let kept = GRANTS
        .iter()
        .all(|(_, grant)| settings.grants.contains(grant) == usual.grants.contains(grant));
    kept && settings.response_types == usual.response_types
        && settings.authentication == usual.authentication
        && settings.keys == usual.keys
        && settings.subject == usual.subject
        && settings.requests == usual.requests
        && settings.tokens == usual.tokens
        && settings.logout == usual.logout
        && settings.default_max_age == usual.default_max_age
}

fn is_on(settings: &ClientSettings, name: &str) -> bool {
    match name {
        "pairwise" => settings.subject.kind == SubjectType::Pairwise,
        "issuer_audience_only" => settings.authentication.issuer_audience_only,
        "require_par" => settings.requests.require_pushed,
        "require_request_object" => settings.requests.require_object,
        "jwt_access_tokens" => settings.tokens.jwt_access_tokens,
        _ => false,
    }
}

fn text_of(settings: &ClientSettings, name: &str) -> String {
    let tokens = &settings.tokens;
    let address = |address: &Option<String>| address.clone().unwrap_or_default();
    match name {
        "jwks_uri" => address(&settings.keys.jwks_uri),
        "jwks" => {
            let set = settings.keys.jwks.as_ref();
            let pretty = set.and_then(|set| serde_json::to_string_pretty(set).ok());
            pretty.unwrap_or_default()
        }
        "sector_identifier_uri" => address(&settings.subject.sector_identifier_uri),
        "backchannel_logout_uri" => address(&settings.logout.backchannel_uri),
        "frontchannel_logout_uri" => address(&settings.logout.frontchannel_uri),
        "request_uris" => settings.requests.request_uris.join("\n"),
        "resources" => tokens.resources.join("\n"),
        "serves" => tokens.serves.join("\n"),
        "exchanges_from" => {
            let ids = tokens.exchanges_from.iter().map(ToString::to_string);
            ids.collect::<Vec<_>>().join("\n")
        }
        "default_max_age" => {
            let age = settings.default_max_age;
            age.map_or_else(String::new, |age| age.as_i64().to_string())
        }
        _ => String::new(),
    }
}

/// `code id_token` becomes `response_code_id_token`.
fn field_of(kind: ResponseType) -> String {
    format!("response_{}", kind.as_str().replace(' ', "_"))
}

fn both(encryption: Encryption) -> String {
    format!("{} {}", encryption.alg.as_str(), encryption.enc.as_str())
}

/// Every encryption in words, none first.
fn encryptions() -> Vec<String> {
    let all = KeyManagement::ALL
        .into_iter()
        .flat_map(|alg| ContentEncryption::ALL.map(|enc| both(Encryption { alg, enc })));
    [String::new()].into_iter().chain(all).collect()
}

fn encryption(words: &str) -> Option<Encryption> {
    let (alg, enc) = words.split_once(' ')?;
    Some(Encryption {
        alg: KeyManagement::ALL
            .into_iter()
            .find(|one| one.as_str() == alg)?,
        enc: ContentEncryption::ALL
            .into_iter()
            .find(|one| one.as_str() == enc)?,
    })
}
