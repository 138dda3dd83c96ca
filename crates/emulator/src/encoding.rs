//! Small text rules of the wire: JavaScript's percent-encoding, query joining, random text and masking of tokens.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

const ALPHANUMERIC: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// Percent-encodes like JavaScript's `encodeURIComponent`: a space is `%20`.
pub(crate) fn encode_uri_component(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// Joins a query to an address: `?`, or `&` if the address already has a query.
pub(crate) fn join_query(address: &str, query: &str) -> String {
    let separator = if address.contains('?') { '&' } else { '?' };
    format!("{address}{separator}{query}")
}

/// `name=value` pairs joined by `&`, each side percent-encoded with `%20` for a space.
pub(crate) fn percent_encoded(pairs: &[(String, String)]) -> String {
    let encoded: Vec<String> = pairs
        .iter()
        .map(|(name, value)| {
            format!(
                "{}={}",
                encode_uri_component(name),
                encode_uri_component(value)
            )
        })
        .collect();
    encoded.join("&")
}

/// `name=value` pairs in form encoding, a space as `+`.
pub(crate) fn form_encoded(pairs: &[(String, String)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

/// Decodes a query or a form body into its pairs, in order.
pub(crate) fn decode_pairs(text: &str) -> Vec<(String, String)> {
    url::form_urlencoded::parse(text.as_bytes())
        .into_owned()
        .collect()
}

/// The first value of a name among decoded pairs.
pub(crate) fn first<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs
        .iter()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.as_str())
}

/// Random letters and digits, as Rocket.Chat uses for ids and for the modern `state`.
pub(crate) fn random_alphanumeric(length: usize) -> String {
    random_bytes(length)
        .into_iter()
        .map(|byte| {
            ALPHANUMERIC
                .get(usize::from(byte) % ALPHANUMERIC.len())
                .map_or('A', |c| char::from(*c))
        })
        .collect()
}

/// 43 characters out of 32 random bytes: credential tokens, secrets and code verifiers.
pub(crate) fn random_secret() -> String {
    URL_SAFE_NO_PAD.encode(random_bytes(32))
}

/// The S256 challenge of a code verifier.
pub(crate) fn s256(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(aws_lc_rs::digest::digest(
        &aws_lc_rs::digest::SHA256,
        verifier.as_bytes(),
    ))
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Milliseconds since 1970 as JavaScript's `toISOString` writes them.
pub(crate) fn iso_date(milliseconds: i64) -> String {
    let at = time::OffsetDateTime::from_unix_timestamp_nanos(i128::from(milliseconds) * 1_000_000)
        .unwrap_or(time::OffsetDateTime::UNIX_EPOCH);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
        at.year(),
        u8::from(at.month()),
        at.day(),
        at.hour(),
        at.minute(),
        at.second(),
        at.millisecond()
    )
}

/// Replaces a secret in the query of an address.
pub(crate) fn mask(address: &str, secret: &str) -> String {
    match address.split_once('?') {
        Some((path, query)) if !secret.is_empty() => {
            let hidden = query
                .replace(secret, "***")
                .replace(&encode_uri_component(secret), "***");
            format!("{path}?{hidden}")
        }
        _ => address.to_owned(),
    }
}

fn random_bytes(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    if aws_lc_rs::rand::fill(&mut bytes).is_err() {
        // A machine without entropy can neither sign in nor go on.
        std::process::abort();
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::{encode_uri_component, join_query, mask, s256};

    #[test]
    fn a_space_is_percent_twenty_and_base64_signs_are_escaped() {
        assert_eq!(
            encode_uri_component("email openid+/="),
            "email%20openid%2B%2F%3D"
        );
    }

    #[test]
    fn a_second_query_is_joined_by_an_ampersand() {
        assert_eq!(
            join_query("https://op/authorize/?tenant=1", "a=b"),
            "https://op/authorize/?tenant=1&a=b"
        );
    }

    #[test]
    fn the_challenge_is_the_one_of_rfc_7636_appendix_b() {
        assert_eq!(
            s256("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }

    #[test]
    fn a_token_is_masked_in_an_address() {
        assert_eq!(
            mask("/userinfo/?access_token=abc", "abc"),
            "/userinfo/?access_token=***"
        );
    }
}
