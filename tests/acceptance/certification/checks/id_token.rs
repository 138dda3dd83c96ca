//! ID tokens, from both endpoints.

use serde_json::{Map, Value};

use crate::bench::Case;
use crate::checks::{claims, jwt};
use crate::request::Request;

/// Claims that need not be asked for.
const UNASKED: [&str; 16] = [
    "iss",
    "sub",
    "aud",
    "exp",
    "iat",
    "auth_time",
    "nonce",
    "acr",
    "amr",
    "azp",
    "sid",
    "nbf",
    "jti",
    "at_hash",
    "c_hash",
    "s_hash",
];
const FIFTY_YEARS: i64 = 50 * 365 * 86_400;
const FIVE_MINUTES: i64 = 300;

/// An ID token and what came along with it.
#[derive(Debug, Default)]
pub(crate) struct Delivery<'a> {
    pub(crate) id_token: &'a str,
    /// The access token of the same answer.
    pub(crate) access_token: Option<&'a str>,
    /// The code of the same answer.
    pub(crate) code: Option<&'a str>,
    /// Whether the authorization endpoint delivered it.
    pub(crate) in_front: bool,
}

/// Core §3.1.3.7 and all that the suite asks on top; gives the claims.
/// <https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation>
pub(crate) async fn check(case: &Case<'_>, request: &Request, delivery: &Delivery<'_>) -> Value {
    let header = jwt::part(delivery.id_token, 0);
    assert_eq!(header["alg"], "RS256", "the default");
    let token = jwt::verified(delivery.id_token, &case.bench.key_set().await);
    let members = token.as_object().unwrap();
    check_core(case, &token);
    assert_eq!(token["nonce"].as_str(), request.get("nonce"));
    assert_eq!(
        members.contains_key("nonce"),
        request.get("nonce").is_some()
    );
    claims::check(members, case.now());
    check_asked(case, request, members);
    check_hashes(&token, delivery);
    token
}

fn check_core(case: &Case<'_>, token: &Value) {
    let client = case.party.id.as_str();
    assert_eq!(token["iss"], case.issuer());
    let alone = token["aud"] == client;
    let among = |list: &Vec<Value>| list.iter().any(|it| it == client);
    assert!(
        alone || token["aud"].as_array().is_some_and(among),
        "{token}"
    );
    if let Some(party) = token.get("azp") {
        assert_eq!(party, client);
    }
    let now = case.now();
    let time = |name: &str| token[name].as_i64().unwrap_or_else(|| panic!("{name}"));
    assert!(
        (now + 1..now + FIFTY_YEARS).contains(&time("exp")),
        "{token}"
    );
    assert!((now - time("iat")).abs() <= FIVE_MINUTES, "{token}");
    if token.get("auth_time").is_some() {
        assert!((1..=now).contains(&time("auth_time")), "{token}");
    }
    if let Some(context) = token.get("acr") {
        assert!(context.as_str().is_some_and(|it| !it.is_empty()));
    }
    let subject = token["sub"].as_str().unwrap();
    assert!(subject.is_ascii() && subject.len() <= 255, "{subject}");
}

/// What scopes ask for stands here only if there is no access token to ask userinfo with.
fn check_asked(case: &Case<'_>, request: &Request, members: &Map<String, Value>) {
    let wanted: Value = request
        .get("claims")
        .map_or(Value::Null, |text| serde_json::from_str(text).unwrap());
    let by_scope = |name: &str| {
        let mut scopes = claims::OF_SCOPES.iter();
        !case.variant.has_access_token()
            && (scopes.any(|(scope, names)| request.has_scope(scope) && names.contains(&name))
                || (name == "groups" && request.has_scope("profile")))
    };
    for name in members.keys().map(String::as_str) {
        let asked =
            UNASKED.contains(&name) || wanted["id_token"].get(name).is_some() || by_scope(name);
        assert!(asked, "{name} was not asked for: {members:?}");
    }
}

/// Core §3.3.2.11: in front they are necessary, and everywhere they are right.
/// <https://openid.net/specs/openid-connect-core-1_0.html#HybridIDToken>
fn check_hashes(token: &Value, delivery: &Delivery<'_>) {
    for (name, of) in [
        ("at_hash", delivery.access_token),
        ("c_hash", delivery.code),
    ] {
        match (token.get(name), of) {
            (Some(hash), Some(of)) => assert_eq!(hash, &jwt::half_hash(of), "{name}"),
            (None, Some(_)) => assert!(!delivery.in_front, "{name} is missing"),
            (Some(_), None) => panic!("{name} of nothing: {token}"),
            (None, None) => {}
        }
    }
}
