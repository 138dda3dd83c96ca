//! A client's public keys: what a key set may hold.

use gantry_core::client::{ClientKeys, ClientSettings, KeyManagement};
use serde_json::{Map, Value};

use crate::error::Refusal;

/// The most keys of one set.
const MOST_KEYS: usize = 50;
/// The longest key set, written out.
const LONGEST_SET: usize = 32 * 1024;
/// The length of the modulus of a 2048-bit RSA key in base64url.
const SHORTEST_MODULUS: usize = 342;

/// RFC 7518 §6: members that only a private or a symmetric key has.
/// <https://www.rfc-editor.org/rfc/rfc7518#section-6>
const SECRET_MEMBERS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// RFC 7591 §2: a set by value or its address, never both.
/// <https://www.rfc-editor.org/rfc/rfc7591#section-2>
pub(super) fn check(settings: &ClientSettings) -> Result<(), Refusal> {
    let keys = &settings.keys;
    if keys.jwks.is_some() && keys.jwks_uri.is_some() {
        return Err(Refusal::Settings(
            "a key set comes by value or by its place, not both",
        ));
    }
    keys.jwks.as_ref().map_or(Ok(()), check_set)?;
    let tokens = &settings.tokens;
    let encryptions = [tokens.id_token_encryption, tokens.userinfo_encryption];
    for encryption in encryptions.into_iter().flatten() {
        if !may_encrypt(keys, encryption.alg) {
            return Err(Refusal::Settings("encryption needs a fitting key"));
        }
    }
    Ok(())
}

/// Whether there is a key set at all.
pub(super) const fn are_known(keys: &ClientKeys) -> bool {
    keys.jwks.is_some() || keys.jwks_uri.is_some()
}

fn check_set(set: &Value) -> Result<(), Refusal> {
    let keys = set.get("keys").and_then(Value::as_array);
    let keys = keys.filter(|keys| (1..=MOST_KEYS).contains(&keys.len()));
    let Some(keys) = keys.filter(|_| set.to_string().len() <= LONGEST_SET) else {
        return Err(Refusal::Settings(
            "a key set is a JSON object with 1 to 50 keys",
        ));
    };
    keys.iter().try_for_each(check_key)
}

/// RFC 7517 §4. <https://www.rfc-editor.org/rfc/rfc7517#section-4>
fn check_key(key: &Value) -> Result<(), Refusal> {
    let Some(key) = key.as_object() else {
        return Err(Refusal::Settings("a key in the key set cannot be read"));
    };
    if SECRET_MEMBERS
        .iter()
        .any(|member| key.contains_key(*member))
    {
        return Err(Refusal::Settings("a key set holds public keys only"));
    }
    let fits = match text(key, "kty") {
        Some("RSA") => {
            text(key, "n").is_some_and(|modulus| modulus.len() >= SHORTEST_MODULUS)
                && text(key, "e").is_some()
        }
        Some("EC") => ["crv", "x", "y"]
            .iter()
            .all(|name| text(key, name).is_some()),
        Some("OKP") => ["crv", "x"].iter().all(|name| text(key, name).is_some()),
        // A symmetric key is a secret even if it lacks its member.
        Some(kind) => kind != "oct",
        None => false,
    };
    if fits {
        Ok(())
    } else {
        Err(Refusal::Settings("a key in the key set cannot be read"))
    }
}

fn text<'a>(key: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    key.get(name)
        .and_then(Value::as_str)
        .filter(|text| !text.is_empty())
}

fn may_encrypt(keys: &ClientKeys, alg: KeyManagement) -> bool {
    let set = keys.jwks.as_ref().and_then(|set| set.get("keys"));
    let listed = set.and_then(Value::as_array).into_iter().flatten();
    let mut keys_of_set = listed.filter_map(Value::as_object);
    keys.jwks_uri.is_some() || keys_of_set.any(|key| fits(key, alg))
}

fn fits(key: &Map<String, Value>, alg: KeyManagement) -> bool {
    let kind = match alg {
        KeyManagement::RsaOaep256 => text(key, "kty") == Some("RSA"),
        KeyManagement::EcdhEs => {
            text(key, "kty") == Some("EC") && text(key, "crv") == Some("P-256")
        }
    };
    kind && text(key, "use").is_none_or(|purpose| purpose == "enc")
        && text(key, "alg").is_none_or(|own| own == alg.as_str())
}

#[cfg(test)]
mod tests {
    use gantry_core::client::{ContentEncryption, Encryption};
    use serde_json::json;

    use super::*;

    fn with(set: Value) -> ClientSettings {
        let mut settings = ClientSettings::default();
        settings.keys.jwks = Some(set);
        settings
    }

    fn curve() -> Value {
        json!({ "kty": "EC", "crv": "P-256", "x": "eA", "y": "eQ", "kid": "1" })
    }

    #[test]
    fn public_keys_are_taken() {
        let rsa = json!({ "kty": "RSA", "n": "A".repeat(342), "e": "AQAB" });
        let okp = json!({ "kty": "OKP", "crv": "Ed25519", "x": "eA" });

        assert!(check(&with(json!({ "keys": [rsa, curve(), okp] }))).is_ok());
    }

    #[test]
    fn private_symmetric_short_and_broken_keys_are_refused() {
        let mut private = curve();
        private["d"] = json!("ZA");
        for key in [
            private,
            json!({ "kty": "oct" }),
            json!({ "kty": "oct", "k": "c2VjcmV0" }),
            json!({ "kty": "RSA", "n": "A".repeat(171), "e": "AQAB" }),
            json!({ "kty": "EC", "crv": "P-256", "x": "eA" }),
            json!({ "kid": "1" }),
            json!("key"),
        ] {
            assert!(check(&with(json!({ "keys": [key] }))).is_err());
        }
    }

    #[test]
    fn a_set_has_keys_and_an_end() {
        let many: Vec<Value> = std::iter::repeat_n(curve(), 51).collect();
        for set in [
            json!({}),
            json!([]),
            json!({ "keys": [] }),
            json!({ "keys": many }),
        ] {
            assert!(check(&with(set)).is_err());
        }
    }

    #[test]
    fn encryption_needs_a_key_of_its_kind() {
        let mut settings = with(json!({ "keys": [curve()] }));
        let mut encrypt = |alg| {
            settings.tokens.id_token_encryption = Some(Encryption {
                alg,
                enc: ContentEncryption::A128Gcm,
            });
            check(&settings).is_ok()
        };

        assert!(encrypt(KeyManagement::EcdhEs));
        assert!(!encrypt(KeyManagement::RsaOaep256));
    }
}
